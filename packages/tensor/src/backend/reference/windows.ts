/** Convolutions and pools of the reference backend: loops over the cells of every window that are on the image. */

import type { TypedArray } from '../../dtype.ts';
import type { Windows } from '../../op/windows.ts';
import type { ConvolutionStep, PoolStep } from '../../plan/plan.ts';

/** Visits the cells on the image, window by window: positions of element and window among all of the batch, and the cell's. */
function eachCell(
  { image, window, output, strides, dilations, before }: Windows,
  batch: number,
  visit: (element: number, position: number, cell: number) => void,
): void {
  for (let n = 0; n < batch; n++) {
    for (let r = 0; r < output[0]; r++) {
      for (let c = 0; c < output[1]; c++) {
        for (let i = 0; i < window[0]; i++) {
          for (let j = 0; j < window[1]; j++) {
            const row = r * strides[0] + i * dilations[0] - before[0];
            const column = c * strides[1] + j * dilations[1] - before[1];
            if (row < 0 || row >= image[0] || column < 0 || column >= image[1]) continue;
            visit((n * image[0] + row) * image[1] + column, (n * output[0] + r) * output[1] + c, i * window[1] + j);
          }
        }
      }
    }
  }
}

export function runConvolution(step: ConvolutionStep, memory: readonly TypedArray[]): void {
  const { op, batch, channels, filters, groups } = step;
  const [x, kernel, y] = [memory[step.x]!, memory[step.kernel]!, memory[step.y]!];
  const result = op === 'conv2d' ? y : op === 'conv2dInputGradient' ? x : kernel;
  const totals = new Float64Array(result.length);
  const [inGroup, filtersInGroup] = [channels / groups, filters / groups];
  eachCell(step, batch, (element, position, cell) => {
    for (let f = 0; f < filters; f++) {
      const first = Math.floor(f / filtersInGroup) * inGroup;
      for (let c = 0; c < inGroup; c++) {
        const atX = element * channels + first + c;
        const atKernel = (cell * inGroup + c) * filters + f;
        const atY = position * filters + f;
        if (op === 'conv2d') totals[atY]! += x[atX]! * kernel[atKernel]!;
        else if (op === 'conv2dInputGradient') totals[atX]! += kernel[atKernel]! * y[atY]!;
        else totals[atKernel]! += x[atX]! * y[atY]!;
      }
    }
  });
  result.set(totals);
}

export function runPool(step: PoolStep, memory: readonly TypedArray[]): void {
  const { op, batch, channels, output } = step;
  const [x, from, out] = [memory[step.x]!, memory[step.from]!, memory[step.out]!];
  // Where the largest element of each window and channel is; a window wholly beside the image has none.
  const places = new Map<number, number>();
  eachCell(step, batch, (element, position) => {
    for (let c = 0; c < channels; c++) {
      const [at, window] = [element * channels + c, position * channels + c];
      const known = places.get(window);
      const best = known === undefined ? 0 : x[known]!;
      const isLarger = x[at]! > best || (Number.isNaN(x[at]!) && !Number.isNaN(best));
      if (known === undefined || isLarger) places.set(window, at);
    }
  });
  if (op === 'maxPool2d') {
    for (let at = 0; at < batch * output[0] * output[1] * channels; at++) {
      const place = places.get(at);
      out[at] = place === undefined ? 0 : from[place]!;
    }
    return;
  }
  const totals = new Float64Array(out.length);
  for (const [window, place] of places) totals[place]! += from[window]!;
  out.set(totals);
}
