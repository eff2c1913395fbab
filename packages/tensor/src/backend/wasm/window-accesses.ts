/** The memory that each thread's part of a convolution or pool reads and writes: `accesses.ts` for steps over windows. */
import { bytesPerElement as bytes } from '../../dtype.ts';
import type { ConvolutionStep, PoolStep } from '../../plan/plan.ts';
import { nothingDone, type Parts, type Placement, packedFirst, summedAfter } from './accesses.ts';
import type { Accesses } from './dependencies.ts';
import { gradientParts, isDepthwise, isEmptyConvolution, kernelPartition } from './window-partition.ts';
import { isWinograd, tileUnits, transformedKernelBytes, winogradPanels } from './winograd.ts';

export function convolutionAccesses(step: ConvolutionStep, parts: Parts, placement: Placement): Accesses {
  const { op, x, y, kernel, channels, filters, image } = step;
  if (isEmptyConvolution(step)) return nothingDone;
  if (isWinograd(step)) return winogradAccesses(step, parts, placement);
  if (op === 'conv2dKernelGradient') {
    const made = gradientParts(step);
    const summers = parts.of(made.partition);
    const own = { reads: [x, y].map(summers.whole), writes: [parts.rows(kernel, filters * bytes)] };
    return summedAfter(summers, own, made.parts * made.partBytes, parts, placement);
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
    const summers = parts.of(partition);
    const own = { reads: [x, y].map(summers.whole), writes: [parts.whole(kernel)] };
    return summedAfter(summers, own, partition.units * transformedKernelBytes(step), parts, placement);
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
