/** What each convolution of a network gives for one image: its first feature maps, below the image itself. */

import {
  type Drawing,
  type FigurePlan,
  formatCount,
  svgFrame,
  svgPixels,
  svgText,
  type Variant,
} from '@inkgrad/charts';
import { type Convolution, TILE_COLUMNS } from './filters.ts';
import { type Pictures, pictureUri } from './pictures.ts';
import { drawTiles, type PreparedTiles, prepareTiles, type TileBlock, tileReadouts } from './tile-sheets.ts';

/** An image that feature maps are shown of. */
export interface ShownImage {
  /** In its set. */
  readonly index: number;
  /** For file names and headings: "test image 1000". */
  readonly name: string;
  /** "a 9 read as 4" */
  readonly answer: string;
}

/** The convolutions of a run's model. */
export interface Convolutions {
  readonly layers: readonly Convolution[];
  /** What their maps are of, in order. */
  readonly images: readonly ShownImage[];
}

const SIDE = 84;

function blockOf({ layer, maps }: Convolution, image: number): TileBlock {
  const [, height, width, channels] = maps.shape as [number, number, number, number];
  const count = Math.min(TILE_COLUMNS, channels);
  const some = count === channels ? formatCount(count) : `${formatCount(count)} of ${formatCount(channels)}`;
  return {
    heading: `${layer}: ${some} maps of ${height} × ${width}`,
    count,
    height,
    width,
    columns: count,
    name: (tile) => `map ${tile + 1}`,
    value: (tile, row, column) => maps.values[((image * height + row) * width + column) * channels + tile]!,
  };
}

function drawMaps(blocks: readonly PreparedTiles[], part: Pictures, shown: ShownImage, variant: Variant): Drawing {
  const { theme } = variant;
  const tiles = drawTiles(blocks, variant, SIDE + 6);
  const line = (text: string, y: number, fill: string, weight: 400 | 600): string =>
    svgText(text, { x: SIDE + 16, y, size: 13, fill, weight });
  const image = svgPixels(pictureUri(part, shown.index), 1, 1, SIDE) + svgFrame(0.5, 0.5, SIDE + 1, theme.rule);
  const text = line(shown.name, 36, theme.ink, 600) + line(shown.answer, 56, theme.muted, 400);
  return { ...tiles, body: image + text + tiles.body };
}

/**
 * The figure, or undefined of a network without convolutions.
 * @param image the position of the image in the convolutions' maps
 */
export function featureMaps(
  slug: string,
  experiment: string,
  convolutions: readonly Convolution[],
  { part, shown, image }: { readonly part: Pictures; readonly shown: ShownImage; readonly image: number },
): FigurePlan | undefined {
  const blocks = convolutions.map((convolution) => blockOf(convolution, image));
  if (blocks.length === 0) return undefined;
  const tiles = blocks.map(prepareTiles);
  return {
    name: `${slug}-maps-${image + 1}`,
    title: `${experiment}: feature maps of ${shown.name}`,
    description: `What the convolutions give for ${shown.name}, ${shown.answer}: orange where negative and blue where positive. ${blocks.map(({ heading }) => heading).join('; ')}.`,
    readouts: blocks.map(tileReadouts),
    draw: (variant) => drawMaps(tiles, part, shown, variant),
  };
}
