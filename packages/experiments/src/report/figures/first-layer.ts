/**
 * The weights of the first layer: for each unit its weights as a picture, of MNIST 28×28, laid out as the image that they are
 * multiplied with. All share one scale with 0 in the middle.
 */

import {
  axisScale,
  colorBar,
  type Drawing,
  type FigurePlan,
  formatCount,
  formatFixed,
  idPrefix,
  pngUri,
  type Variant,
} from '@inkgrad/charts';
import { mnistForm } from '../../data/data-set.ts';
import { paletteOf, spanOf, tileSheet } from './tile-sheets.ts';

/** The kernel of the first layer that has one. */
export interface FirstKernel {
  /** Row by row, `inputs` rows of `units` columns. */
  readonly values: Float32Array;
  readonly inputs: number;
  readonly units: number;
}

/** With the rows and columns of the images that it sees. */
interface Shaped extends FirstKernel {
  readonly shape: readonly [rows: number, columns: number];
}

/** More pictures would be too small to see, and too many bytes for a page. */
const MOST = 100;
const LAYOUT = {
  wide: { columns: 10, width: 720, bar: 14, barText: 58, font: 13 },
  narrow: { columns: 6, width: 350, bar: 8, barText: 44, font: 12 },
} as const;
const TOP = 8;

function drawUnits(name: string, kernel: Shaped, count: number, most: number, variant: Variant): Drawing {
  const { theme, format } = variant;
  const layout = LAYOUT[format];
  const columns = Math.min(layout.columns, count);
  const [height, width] = kernel.shape;
  const value = (unit: number, row: number, column: number): number =>
    kernel.values[(row * width + column) * kernel.units + unit]!;
  const image = tileSheet({ count, columns, height, width, value }, most);
  const room = layout.width - layout.bar - layout.barText - 16;
  // Whole or half, so that all pixels are of one size on most screens.
  const scale = Math.max(1, Math.min(4, Math.floor((2 * room) / image.width) / 2));
  const size = { width: image.width * scale, height: image.height * scale };
  const ticks = axisScale([-most, most], { minSpan: 1e-9, steps: 4 });
  const bar = {
    x: size.width + 16,
    y: TOP,
    width: layout.bar,
    height: Math.min(Math.max(size.height, 120), 320),
    stops: theme.diverging,
    min: -most,
    max: most,
    ticks,
    format: (value: number) => formatFixed(value, ticks.digits),
    font: layout.font,
    id: `${idPrefix(name, variant)}-bar`,
  };
  const uri = pngUri({ ...image, bits: 8, palette: paletteOf(theme) });
  const picture = `<image href="${uri}" x="0" y="${TOP}" width="${size.width}" height="${size.height}" style="image-rendering:pixelated"/>`;
  return {
    width: size.width + 16 + layout.bar + layout.barText,
    height: TOP + Math.max(size.height, bar.height) + 8,
    body: picture + colorBar(bar, theme),
    areas: [{ x: 0, y: TOP, ...size, columns, rows: Math.ceil(count / columns) }],
  };
}

function unitReadout({ values, units }: FirstKernel, unit: number): string {
  let [low, high] = [Infinity, -Infinity];
  for (let at = unit; at < values.length; at += units) {
    low = Math.min(low, values[at]!);
    high = Math.max(high, values[at]!);
  }
  return `unit ${unit + 1}\n${formatFixed(low, 3)} to ${formatFixed(high, 3)}`;
}

/**
 * The figure, or undefined where the first layer does not see every pixel of an image without colours.
 * @param shape of an image; default: [28, 28]
 */
export function firstLayer(
  slug: string,
  experiment: string,
  given: FirstKernel | undefined,
  shape: readonly number[] = mnistForm.shape,
): FigurePlan | undefined {
  const [rows, across, ...others] = shape;
  if (!given || rows === undefined || across === undefined || others.length > 0) return undefined;
  if (given.inputs !== rows * across || given.units < 1) return undefined;
  const kernel: Shaped = { ...given, shape: [rows, across] };
  const count = Math.min(MOST, kernel.units);
  const largest = kernel.values.filter(Number.isFinite).reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const most = spanOf(kernel.values);
  const name = `${slug}-weights`;
  const units = Array.from({ length: count }, (_, unit) => unitReadout(kernel, unit));
  return {
    name,
    title: `${experiment}: weights of the first layer`,
    description:
      `The weights of ${count === kernel.units ? `all ${formatCount(count)}` : `the first ${formatCount(count)} of ${formatCount(kernel.units)}`} units as ` +
      `pictures of ${rows} × ${across} pixels, orange where negative and blue where positive; colours span ±${formatFixed(most, 3)}, and the largest magnitude is ${formatFixed(largest, 3)}.`,
    readouts: [units],
    draw: (variant) => drawUnits(name, kernel, count, most, variant),
  };
}
