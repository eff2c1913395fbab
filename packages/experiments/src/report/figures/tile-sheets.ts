/**
 * Small arrays of numbers as pictures side by side, in blocks with a heading each: orange where negative, blue where positive,
 * 0 in the middle, one scale for a block.
 */

import {
  colorAt,
  type Drawing,
  fitText,
  formatFixed,
  type HoverArea,
  pngUri,
  svgText,
  type Theme,
  textWidth,
  type Variant,
} from '@inkgrad/charts';

/** Pictures of one size. */
export interface TileBlock {
  readonly heading: string;
  readonly count: number;
  /** Of a picture, in numbers. */
  readonly height: number;
  readonly width: number;
  /** Pictures in a row. */
  readonly columns: number;
  /** What is said of a picture, before its range. */
  readonly name: (tile: number) => string;
  readonly value: (tile: number, row: number, column: number) => number;
}

/** Share of the numbers that the colours span: a few large ones would leave the others pale. */
const WITHIN = 0.995;
/** Colours on each side of zero. */
const HALF = 16;
const LAYOUT = { wide: { width: 720, font: 13 }, narrow: { width: 350, font: 12 } } as const;
/** No picture is wider, with what is between it and the next. */
const PITCH = 48;
const HEADING = 26;
const LINE = 17;

function valuesOf({ count, height, width, value }: TileBlock, tile?: number): number[] {
  const tiles = tile === undefined ? Array.from({ length: count }, (_, at) => at) : [tile];
  return tiles.flatMap((own) =>
    Array.from({ length: height * width }, (_, at) => value(own, Math.floor(at / width), at % width)),
  );
}

/** The magnitude at the ends of the colours of these numbers. */
export function spanOf(values: readonly number[] | Float32Array): number {
  const magnitudes = Float64Array.from(values.filter(Number.isFinite), Math.abs).sort();
  return magnitudes[Math.floor(WITHIN * (magnitudes.length - 1))] || magnitudes.at(-1) || 1;
}

/** For each picture its name and its range. */
export function tileReadouts(block: TileBlock): string[] {
  return Array.from({ length: block.count }, (_, tile) => {
    const values = valuesOf(block, tile).filter(Number.isFinite);
    const [low, high] = values.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
    return `${block.name(tile)}\n${values.length > 0 ? `${formatFixed(low!, 3)} to ${formatFixed(high!, 3)}` : 'not finite'}`;
  });
}

/** All pictures in one image with two pixels between them: indices of a palette whose first entry is the paper. */
export function tileSheet(block: Omit<TileBlock, 'heading' | 'name'>, span: number) {
  const [down, across] = [block.height + 2, block.width + 2];
  const width = block.columns * across;
  const height = Math.ceil(block.count / block.columns) * down;
  const samples = new Uint8Array(width * height);
  for (let tile = 0; tile < block.count; tile += 1) {
    const corner = (Math.floor(tile / block.columns) * down + 1) * width + (tile % block.columns) * across + 1;
    for (let row = 0; row < block.height; row += 1) {
      for (let column = 0; column < block.width; column += 1) {
        const value = block.value(tile, row, column);
        const share = Number.isFinite(value) ? Math.max(-1, Math.min(1, value / span)) : 0;
        samples[corner + row * width + column] = 1 + HALF + Math.round(share * HALF);
      }
    }
  }
  return { width, height, samples };
}

/** Of a `tileSheet`. */
export function paletteOf(theme: Theme): string[] {
  return [theme.paper, ...Array.from({ length: 2 * HALF + 1 }, (_, i) => colorAt(theme.diverging, i / (2 * HALF)))];
}

/** A block as it is drawn in every theme and format. */
export interface PreparedTiles {
  readonly block: TileBlock;
  readonly span: number;
  readonly image: ReturnType<typeof tileSheet>;
}

export function prepareTiles(block: TileBlock): PreparedTiles {
  const span = spanOf(valuesOf(block));
  return { block, span, image: tileSheet(block, span) };
}

/** The blocks below one another. @param top where the first begins */
export function drawTiles(blocks: readonly PreparedTiles[], { theme, format }: Variant, top = 0): Drawing {
  const layout = LAYOUT[format];
  const palette = paletteOf(theme);
  const areas: HoverArea[] = [];
  let body = '';
  let y = top;
  for (const { block, span, image } of blocks) {
    const pitch = Math.min(PITCH, layout.width / block.columns);
    const width = block.columns * pitch;
    const height = (image.height * width) / image.width;
    const scale = `colours ±${formatFixed(span, 3)}`;
    const whole = `${block.heading}, ${scale}`;
    // What does not fit gets a line for its scale, which nothing else says.
    const fits = textWidth(whole, layout.font) <= layout.width;
    for (const line of fits ? [whole] : [fitText(block.heading, layout.width, layout.font), scale]) {
      body += svgText(line, { x: 0, y: y + HEADING - 9, size: layout.font, fill: theme.muted });
      y += fits || line === scale ? HEADING : LINE;
    }
    const uri = pngUri({ ...image, bits: 8, palette });
    body += `<image href="${uri}" x="0" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" style="image-rendering:pixelated"/>`;
    areas.push({ x: 0, y, width, height, columns: block.columns, rows: Math.ceil(block.count / block.columns) });
    y += height + 6;
  }
  return { width: layout.width, height: y, body, areas };
}
