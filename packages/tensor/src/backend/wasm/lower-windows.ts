/**
 * Convolutions and pools as instructions over windows. A convolution packs its kernel into panels first, all threads together,
 * and then multiplies patches with them; a kernel gradient is made in parts that are summed in their order.
 */
import { bytesPerElement } from '../../dtype.ts';
import type { ConvolutionStep, PoolStep } from '../../plan/plan.ts';
import { sizeOf } from '../../shape.ts';
import * as code from './generated/opcode.ts';
import { lowerWinograd } from './lower-winograd.ts';
import type { LoweringContext } from './lowering-context.ts';
import { gradientParts, isDepthwise, isEmptyConvolution, kernelPartition } from './window-partition.ts';
import { isWinograd } from './winograd.ts';

/** Where the cells of a window lie on images, in the order of `assembly/windows.ts`. */
function windowWords(step: ConvolutionStep | PoolStep, images: number): number[] {
  const { image, channels, window, output, strides, dilations, before } = step;
  const start = before.map((padding) => -padding);
  return [images, ...image, channels, ...output, ...window, ...strides, ...dilations, ...start];
}

/** Bytes of rows of patches of `count` elements, as `assembly/convolution.ts` has them. */
const patchBytes = (rows: number, count: number): number =>
  rows * (Math.ceil(count / 4) * 4 * bytesPerElement + code.patchGap) + 64;

/** Bytes of an image with zeros around it and of a tile, where `assembly/direct.ts` reads windows on a copy. */
function borderBytes({ image, window, output, strides, dilations, before, groups, channels }: ConvolutionStep): number {
  const reaches = [0, 1].map(
    (axis) => (output[axis]! - 1) * strides[axis]! + (window[axis]! - 1) * dilations[axis]! + 1,
  );
  const isInside = reaches.every((reach, axis) => before[axis]! <= 0 && reach - before[axis]! <= image[axis]!);
  const bytes = reaches[0]! * reaches[1]! * channels * bytesPerElement;
  const isCopied = groups === 1 && dilations[1] === 1 && !isInside && bytes <= code.borderedBytes;
  return code.tileBytes + (isCopied ? bytes : 0) + 64;
}

export function lowerConvolution(step: ConvolutionStep, context: LoweringContext): void {
  if (isEmptyConvolution(step)) return;
  if (isWinograd(step)) {
    lowerWinograd(step, windowWords(step, context.address(step.x)), context);
    return;
  }
  if (step.op === 'conv2dKernelGradient') {
    lowerKernelGradient(step, context);
    return;
  }
  const { tape, address, partition } = context;
  const { window, channels, filters, groups } = step;
  const isForward = step.op === 'conv2d';
  const [length, columns] = [channels / groups, filters / groups];
  const rows = sizeOf(window) * length;
  let kernel = address(step.kernel);
  let patches = 0;
  if (!isDepthwise(step)) {
    const panels = kernelPartition(step);
    const k = isForward ? rows : columns;
    kernel = context.workspace(panels.units * k * code.tileColumns * bytesPerElement);
    const bytes = patchBytes(code.patchesTogether, Math.min(code.patchLength, rows));
    patches = context.ownWorkspace(isForward ? Math.max(bytes, borderBytes(step)) : bytes);
    const words = [address(step.kernel), kernel, rows, columns, filters * bytesPerElement, isForward ? 0 : 1];
    tape.instruction(code.instructionPackKernel, panels, words);
    tape.wait();
  }
  tape.instruction(isForward ? code.instructionConvolution : code.instructionInputGradient, partition, [
    ...windowWords(step, address(step.x)),
    groups,
    length,
    columns,
    kernel,
    address(step.y),
    patches,
  ]);
}

function lowerKernelGradient(step: ConvolutionStep, context: LoweringContext): void {
  const { tape, address, partition } = context;
  const { channels, filters, groups } = step;
  const {
    parts,
    positions,
    partPositions,
    rows,
    roomRows,
    partBytes,
    blockRows,
    partition: units,
  } = gradientParts(step);
  const sums = context.workspace(parts * partBytes);
  const panelBytes =
    code.patchesSummed * Math.ceil(filters / groups / code.tileColumns) * code.tileColumns * bytesPerElement;
  const own = context.ownWorkspace(Math.max(patchBytes(code.patchesSummed, blockRows), borderBytes(step)) + panelBytes);
  tape.instruction(code.instructionKernelGradient, units, [
    ...windowWords(step, address(step.x)),
    groups,
    channels / groups,
    filters / groups,
    sums,
    address(step.y),
    own,
    positions,
    partPositions,
    blockRows,
    rows,
    partBytes,
  ]);
  tape.wait();
  tape.instruction(code.instructionSumParts, partition, [sums, address(step.kernel), roomRows, filters, parts]);
}

export function lowerPool(step: PoolStep, { tape, address, partition }: LoweringContext): void {
  if (partition.units * step.channels === 0) return;
  const opcode = { maxPool2d: code.instructionMaxPool, maxPool2dGradient: code.instructionMaxPoolGradient }[step.op];
  tape.instruction(opcode, partition, [...windowWords(step, address(step.x)), address(step.from), address(step.out)]);
}
