/** The filters of a network's convolutions: small pictures of their weights, one for each channel that a filter looks at. */

import { type FigurePlan, formatCount } from '@inkgrad/charts';
import { drawTiles, prepareTiles, type TileBlock, tileReadouts } from './tile-sheets.ts';

/** A convolution, and what it gave for chosen images. */
export interface Convolution {
  /** The layer's name. */
  readonly layer: string;
  /** [rows, columns, channels, filters] and the weights. */
  readonly kernel: { readonly shape: readonly number[]; readonly values: Float32Array };
  /** [images, rows, columns, filters] and the values. */
  readonly maps: { readonly shape: readonly number[]; readonly values: Float32Array };
}

/** Pictures in a row. */
export const TILE_COLUMNS = 16;
/** Channels of a filter that are shown, where it looks at several. */
const MOST_CHANNELS = 6;
/** Filters that are shown, where they look at one channel. */
const MOST_FILTERS = 64;

function blockOf({ layer, kernel }: Convolution): TileBlock {
  const [height, width, channels, filters] = kernel.shape as [number, number, number, number];
  const rows = Math.min(MOST_CHANNELS, channels);
  const shown = Math.min(channels === 1 ? MOST_FILTERS : TILE_COLUMNS, filters);
  const columns = Math.min(TILE_COLUMNS, shown);
  const filterOf = (tile: number): number => (channels === 1 ? tile : tile % shown);
  const channelOf = (tile: number): number => (channels === 1 ? 0 : Math.floor(tile / shown));
  const some = (count: number, of: number): string =>
    count === of ? formatCount(of) : `${formatCount(count)} of ${formatCount(of)}`;
  const seen = channels === 1 ? '' : `, below one another those for ${some(rows, channels)} channels`;
  return {
    heading: `${layer}: ${some(shown, filters)} filters of ${height} × ${width}${seen}`,
    count: shown * (channels === 1 ? 1 : rows),
    height,
    width,
    columns,
    name: (tile) => `filter ${filterOf(tile) + 1}${channels === 1 ? '' : `, channel ${channelOf(tile) + 1}`}`,
    value: (tile, row, column) =>
      kernel.values[((row * width + column) * channels + channelOf(tile)) * filters + filterOf(tile)]!,
  };
}

/** The figure, or undefined of a network without convolutions. */
export function filters(
  slug: string,
  experiment: string,
  convolutions: readonly Convolution[],
): FigurePlan | undefined {
  const blocks = convolutions.map(blockOf);
  if (blocks.length === 0) return undefined;
  const tiles = blocks.map(prepareTiles);
  return {
    name: `${slug}-filters`,
    title: `${experiment}: filters`,
    description: `Weights of the filters of ${blocks.length === 1 ? 'the convolution' : `${blocks.length} convolutions`}, orange where negative and blue where positive. ${blocks.map(({ heading }) => heading).join('; ')}.`,
    readouts: blocks.map(tileReadouts),
    draw: (variant) => drawTiles(tiles, variant),
  };
}
