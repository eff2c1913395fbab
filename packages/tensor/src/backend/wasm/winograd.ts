/**
 * Which convolutions are made by Winograd's algorithm (`assembly/winograd.ts`), and how their tiles of 2×2 results fall into units.
 * All of it depends on the shapes alone, as it changes last bits; whether it is used depends on nothing that the batch changes.
 */
import { bytesPerElement } from '../../dtype.ts';
import type { ConvolutionStep } from '../../plan/plan.ts';
import { sizeOf } from '../../shape.ts';
import * as code from './generated/opcode.ts';

/** With fewer channels or filters than this, the transforms cost more than the products that they save. */
const fewestChannels = 16;
/** Share of the direct products at which Winograd's still pay for the transforms; tiles that reach beyond the results count whole. */
const mostProducts = 0.7;

/** Tiles of the results of an image. */
export const tilesOf = ({ output }: ConvolutionStep): number => Math.ceil(output[0] / 2) * Math.ceil(output[1] / 2);

export function isWinograd(step: ConvolutionStep): boolean {
  const { window, strides, dilations, groups, channels, filters, output } = step;
  const isPlain = groups === 1 && [...strides, ...dilations].every((length) => length === 1);
  return (
    isPlain &&
    window[0] === 3 &&
    window[1] === 3 &&
    [channels, filters].every((count) => count % 4 === 0 && count >= fewestChannels) &&
    tilesOf(step) * code.winogradProducts <= mostProducts * 9 * sizeOf(output)
  );
}

/** Bytes of transformed tiles that stay in a second-level cache together with the kernel. */
const mostBlockBytes = 2 ** 19;

/** Tiles that a thread transforms and multiplies together, and the bytes of its own that this takes. */
export function tileBlock({ channels, filters }: ConvolutionStep): { readonly tiles: number; readonly bytes: number } {
  const rowBytes = (channels + filters) * bytesPerElement + 2 * code.patchGap;
  const tiles = Math.min(64, Math.max(8, Math.floor(mostBlockBytes / code.winogradProducts / rowBytes / 4) * 4));
  const edgeBytes = code.winogradProducts * channels * bytesPerElement;
  // Tiles of matrix products may look a line beyond the last row.
  return { tiles, bytes: code.winogradProducts * (tiles * rowBytes + 2 * code.patchGap) + edgeBytes + 64 };
}

/** Of a kernel with 16 places for its 9 cells, and so of each part of its gradient. */
export const transformedKernelBytes = ({ channels, filters }: ConvolutionStep): number =>
  code.winogradProducts * channels * filters * bytesPerElement;

/** The most bytes of a kernel gradient's parts, and their number: that many threads can share its work. */
export const mostGradientBytes = 2 ** 21;
export const mostGradientParts = 8;

/** From this many images on, threads take whole images; results of fewer are shared out by rows of tiles. */
const imagesWorthParting = 8;

/** Tiles of a unit, and how many units there are. The parts of a kernel gradient are added up in their order. */
export function tileUnits(step: ConvolutionStep) {
  const { op, batch, output } = step;
  const inImage = tilesOf(step);
  if (op === 'conv2dKernelGradient') {
    const mostByBytes = Math.floor(mostGradientBytes / transformedKernelBytes(step));
    const parts = Math.max(1, Math.min(mostGradientParts, mostByBytes, Math.ceil((batch * inImage) / 256)));
    const tiles = Math.ceil((batch * inImage) / parts);
    return { tiles, partition: { units: Math.ceil((batch * inImage) / tiles), chunk: 1 } };
  }
  const isByRows = op === 'conv2d' && batch < imagesWorthParting;
  const units = isByRows ? batch * Math.ceil(output[0] / 2) : batch;
  return { tiles: isByRows ? Math.ceil(output[1] / 2) : inImage, partition: { units, chunk: 1 } };
}

/** The panels of 8 columns of the transformed kernel. */
export const winogradPanels = ({ op, channels, filters }: ConvolutionStep) => ({
  units: Math.ceil((op === 'conv2d' ? filters : channels) / code.tileColumns),
  chunk: 1,
});
