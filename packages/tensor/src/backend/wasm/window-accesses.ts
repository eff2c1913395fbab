/** The memory that each thread's part of a convolution or pool reads and writes: `accesses.ts` for steps over windows. */
import { bytesPerElement as bytes } from '../../dtype.ts';
import type { BufferId, ConvolutionStep, PoolStep } from '../../plan/plan.ts';
import { nothingDone, type Parts, type Placement, packedFirst } from './accesses.ts';
import type { Access, Accesses } from './dependencies.ts';
import { gradientParts, isDepthwise, isEmptyConvolution, kernelPartition } from './window-partition.ts';
import { isWinograd, tileUnits, transformedKernelBytes, winogradPanels } from './winograd.ts';

/**
 * A kernel's gradient in parts, each summed in the workspace, and their sum: those who made the parts wait for one another.
 * @param write what each of `parts` writes
 */
function summedAfter(
  summers: Parts,
  parts: Parts,
  factors: readonly BufferId[],
  sumBytes: number,
  write: Access,
  { workspace }: Placement,
): Accesses {
  const [sums, summed] = [summers, parts].map((some) => some.memory(workspace, workspace + sumBytes));
  const writes = [write];
  const reads = factors.map(summers.whole);
  return { reads, writes: [...writes, sums!, summed!], afterOwnWait: { reads: [summed!], writes } };
}

export function convolutionAccesses(step: ConvolutionStep, parts: Parts, placement: Placement): Accesses {
  const { op, x, y, kernel, channels, filters, image } = step;
  if (isEmptyConvolution(step)) return nothingDone;
  if (isWinograd(step)) return winogradAccesses(step, parts, placement);
  if (op === 'conv2dKernelGradient') {
    const made = gradientParts(step);
    const sumBytes = made.parts * made.partBytes;
    const write = parts.rows(kernel, filters * bytes);
    return summedAfter(parts.of(made.partition), parts, [x, y], sumBytes, write, placement);
  }
  const isForward = op === 'conv2d';
  const reads = [parts.whole(isForward ? x : y)];
  const writes = [isForward ? parts.rows(y, filters * bytes) : parts.rows(x, image[0] * image[1] * channels * bytes)];
  if (isDepthwise(step)) return { reads: [...reads, parts.whole(kernel)], writes };
  return packedFirst(parts.of(kernelPartition(step)), kernel, { reads, writes }, parts, placement);
}

function winogradAccesses(step: ConvolutionStep, parts: Parts, placement: Placement): Accesses {
  const { op, batch, x, y, kernel, channels, filters, image, output } = step;
  const { partition } = tileUnits(step);
  if (op === 'conv2dKernelGradient') {
    const sumBytes = partition.units * transformedKernelBytes(step);
    return summedAfter(parts.of(partition), parts, [x, y], sumBytes, parts.whole(kernel), placement);
  }
  // Units are whole images, or else rows of tiles, of which the last may be half beside its image.
  const isByImages = partition.units === batch;
  const ofImages = parts.rows(x, image[0] * image[1] * channels * bytes);
  const ofResults = parts.rows(y, output[0] * output[1] * filters * bytes);
  const [read, written] = op === 'conv2d' ? [ofImages, ofResults] : [ofResults, ofImages];
  const own = isByImages ? { reads: [read], writes: [written] } : { reads: [parts.whole(x)], writes: [parts.whole(y)] };
  return packedFirst(parts.of(winogradPanels(step)), kernel, own, parts, placement);
}

export const poolAccesses = ({ op, x, from, out, image, channels }: PoolStep, parts: Parts): Accesses => ({
  reads: [x, from].map(parts.whole),
  writes: [parts.rows(out, (op === 'maxPool2d' ? 1 : image[0] * image[1]) * channels * bytes)],
});
