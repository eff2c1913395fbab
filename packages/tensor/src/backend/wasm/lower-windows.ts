/**
 * Convolutions and pools as instructions over windows. A convolution packs its kernel into panels first, all threads together,
 * and then multiplies patches with them; a kernel gradient is made in parts that are summed in their order.
 */
import { bytesPerElement } from '../../dtype.ts';
import type { ConvolutionStep, PoolStep } from '../../plan/plan.ts';
import { sizeOf } from '../../shape.ts';
import * as code from './generated/opcode.ts';
import type { LoweringContext } from './lowering-context.ts';
import { blockRowsOf, gradientParts, isDepthwise, isEmptyConvolution, kernelPartition } from './partition.ts';

/** Where the cells of a window lie on a source, in the order of `assembly/windows.ts`. */
function windowWords(step: ConvolutionStep | PoolStep, source: number, channels: number): number[] {
  const { image, window, output, strides, dilations, before } = step;
  const start = before.map((padding) => -padding);
  return [source, ...image, channels, ...output, ...window, ...strides, ...dilations, ...start, 1, 1];
}

/** The same for the gradient of the input, whose source is y: cells are counted backward. */
function backwardWords(step: ConvolutionStep, source: number): number[] {
  const { image, window, output, strides, dilations, before, filters } = step;
  const back = dilations.map((dilation) => -dilation);
  return [source, ...output, filters, ...image, ...window, 1, 1, ...back, ...before, ...strides];
}

/** Bytes of rows of patches of `count` elements, as `assembly/convolution.ts` has them. */
const patchBytes = (rows: number, count: number): number =>
  rows * (Math.ceil(count / 4) * 4 * bytesPerElement + code.patchGap) + 64;

export function lowerConvolution(step: ConvolutionStep, context: LoweringContext): void {
  if (isEmptyConvolution(step)) return;
  if (step.op === 'conv2dKernelGradient') {
    lowerKernelGradient(step, context);
    return;
  }
  const { tape, address, partition } = context;
  const { op, window, channels, filters, groups } = step;
  const isForward = op === 'conv2d';
  const [given, made] = isForward ? [channels, filters] : [filters, channels];
  const [length, columns] = [given / groups, made / groups];
  const cells = sizeOf(window);
  let factor = address(step.kernel);
  let patches = 0;
  if (!isDepthwise(step)) {
    const panels = kernelPartition(step);
    factor = context.workspace(panels.units * cells * length * code.tileColumns * bytesPerElement);
    patches = context.ownWorkspace(patchBytes(code.patchesTogether, Math.min(code.patchLength, cells * length)));
    const words = [address(step.kernel), factor, cells, groups, length, columns, isForward ? 0 : 1];
    tape.instruction(code.instructionPackKernel, panels, words);
    tape.wait();
  }
  tape.instruction(code.instructionConvolution, partition, [
    ...(isForward ? windowWords(step, address(step.x), channels) : backwardWords(step, address(step.y))),
    groups,
    length,
    columns,
    factor,
    address(isForward ? step.y : step.x),
    patches,
  ]);
}

function lowerKernelGradient(step: ConvolutionStep, context: LoweringContext): void {
  const { tape, address, partition } = context;
  const { channels, filters, groups } = step;
  const { parts, positions, partPositions, rows, partBytes, partition: units } = gradientParts(step);
  const sums = context.workspace(parts * partBytes);
  const panelBytes =
    code.patchesSummed * Math.ceil(filters / groups / code.tileColumns) * code.tileColumns * bytesPerElement;
  const blockRows = blockRowsOf(step);
  const own = context.ownWorkspace(patchBytes(code.patchesSummed, blockRows) + panelBytes);
  tape.instruction(code.instructionKernelGradient, units, [
    ...windowWords(step, address(step.x), channels),
    groups,
    channels / groups,
    filters / groups,
    address(step.y),
    sums,
    own,
    positions,
    partPositions,
    blockRows,
    rows,
    partBytes,
  ]);
  tape.wait();
  const roomRows = partBytes / (filters * bytesPerElement);
  tape.instruction(code.instructionSumParts, partition, [sums, address(step.kernel), roomRows, filters, parts]);
}

export function lowerPool(step: PoolStep, { tape, address, partition }: LoweringContext): void {
  if (partition.units * step.channels === 0) return;
  const opcode = { maxPool2d: code.instructionMaxPool, maxPool2dGradient: code.instructionMaxPoolGradient }[step.op];
  tape.instruction(opcode, partition, [
    ...windowWords(step, address(step.x), step.channels),
    address(step.from),
    address(step.out),
  ]);
}
