/** How the work of convolutions and pools falls into units: `partition.ts` for steps over windows. */
import { bytesPerElement } from '../../dtype.ts';
import type { ConvolutionStep, PoolStep } from '../../plan/plan.ts';
import { sizeOf } from '../../shape.ts';
import * as code from './generated/opcode.ts';
import { type Partition, rowsTogether, worthwhile } from './partition.ts';
import { isWinograd, mostGradientBytes, mostGradientParts, tileUnits } from './winograd.ts';

/** Window positions on all images. */
const positionsOf = ({ batch, output }: ConvolutionStep | PoolStep): number => batch * sizeOf(output);

/** Whether each channel has one filter, for which there are kernels of their own. */
export const isDepthwise = ({ groups, channels, filters }: ConvolutionStep): boolean =>
  channels === groups && filters === groups;

/** Whether there is nothing to write. */
export function isEmptyConvolution(step: ConvolutionStep): boolean {
  const { op, batch, channels, filters, window, output, image } = step;
  if (op === 'conv2d') return batch * sizeOf(output) * filters === 0;
  return (op === 'conv2dInputGradient' ? batch * sizeOf(image) : sizeOf(window) * filters) * channels === 0;
}

/** The panels of 8 columns that a convolution's kernel is packed into, those of all groups. */
export function kernelPartition({ op, groups, window, channels, filters }: ConvolutionStep): Partition {
  const columns = op === 'conv2d' ? filters : sizeOf(window) * channels;
  return { units: groups * Math.ceil(columns / groups / code.tileColumns), chunk: 1 };
}

/** Elements of a patch that a thread sums the gradients of together. */
const blockRowsOf = (step: ConvolutionStep): number =>
  isDepthwise(step) ? Math.max(1, sizeOf(step.window)) : code.patchesSummed;

/**
 * How a kernel gradient is summed: in parts, each over as many window positions, then the parts in their order. Depends on the
 * shape alone, as it changes last bits.
 */
export function gradientParts(step: ConvolutionStep) {
  const { window, channels, filters, groups } = step;
  const positions = positionsOf(step);
  const rows = (sizeOf(window) * channels) / groups;
  const roomRows = Math.ceil(rows / code.tileRows) * code.tileRows;
  const partBytes = roomRows * filters * bytesPerElement;
  const most = Math.min(
    mostGradientParts,
    Math.floor(mostGradientBytes / Math.max(1, partBytes)),
    Math.ceil(positions / (4 * code.patchesSummed)),
  );
  const partPositions = Math.max(1, Math.ceil(positions / Math.max(1, most) / code.patchesSummed)) * code.patchesSummed;
  const parts = Math.max(1, Math.ceil(positions / partPositions));
  const blockRows = blockRowsOf(step);
  const blocks = Math.max(1, Math.ceil(rows / blockRows));
  const partition: Partition = { units: parts * blocks, chunk: 1 };
  return { parts, positions, partPositions, rows, roomRows, partBytes, blockRows, partition };
}

export function convolutionPartition(step: ConvolutionStep): Partition {
  if (isWinograd(step)) {
    return step.op === 'conv2dKernelGradient'
      ? { units: step.channels, chunk: worthwhile(sizeOf(step.window) * step.filters) }
      : tileUnits(step).partition;
  }
  if (step.op === 'conv2d') return { units: positionsOf(step), chunk: rowsTogether };
  if (step.op === 'conv2dInputGradient') return { units: step.batch, chunk: 1 };
  const { rows } = gradientParts(step);
  return { units: rows, chunk: worthwhile(step.filters) };
}

export const poolPartition = (step: PoolStep): Partition =>
  step.op === 'maxPool2d' ? { units: positionsOf(step), chunk: rowsTogether } : { units: step.batch, chunk: 1 };
