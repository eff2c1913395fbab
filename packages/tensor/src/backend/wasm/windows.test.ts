/**
 * Convolutions and pools of sizes at which the kernels work in passes, blocks and parts, which the conformance suite's small cases
 * never reach: against the reference backend, and the same bits on any number of threads.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../evaluate.ts';
import { conv2d, conv2dTranspose } from '../../functions/convolution.ts';
import { tensor } from '../../functions/creation.ts';
import { mul } from '../../functions/elementwise.ts';
import { averagePool2d, maxPool2d } from '../../functions/pooling.ts';
import { sum } from '../../functions/reduction.ts';
import { gradient } from '../../graph/gradient.ts';
import { type Shape, sizeOf } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { findDifference, summed } from '../../testing/tolerance.ts';
import type { Device } from '../device.ts';
import { openReferenceDevice } from '../reference/reference.ts';
import { openWasmDevice } from './wasm.ts';

/** Multiples of 1/64 in [−1, 1) without a pattern. */
function numbers(shape: Shape, seed: number): Tensor {
  let state = seed;
  const values = Float32Array.from({ length: sizeOf(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >> 25) / 64;
  });
  return tensor(values, shape);
}

/** A result and its gradients, of a sum in which every element has a weight of its own. */
function withGradients(result: Tensor, factors: readonly Tensor[]): Tensor[] {
  return [result, ...gradient(sum(mul(result, numbers(result.shape, 7))), factors)];
}

const filters = (shape: Shape): Tensor => numbers(shape, 2);

const few = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** The longest sum of each case, which bounds its error: over a window's channels, or over all window positions. */
const cases: Readonly<Record<string, { readonly terms: number; readonly make: () => Tensor[] }>> = {
  'a patch of several passes, a gradient of several blocks and parts': {
    terms: 2 * 30 * 29,
    make: () => {
      const [x, kernel] = [numbers([2, 32, 31, 40], 1), filters([3, 3, 40, 20])];
      return withGradients(conv2d(x, kernel), [x, kernel]);
    },
  },
  'padding, strides and dilation': {
    terms: 3 * 17 * 14,
    make: () => {
      const [x, kernel] = [numbers([3, 33, 27, 9], 1), filters([5, 4, 9, 13])];
      return withGradients(conv2d(x, kernel, { padding: 'same', strides: 2, dilationRate: 2 }), [x, kernel]);
    },
  },
  'tiles by Winograd, some of them beyond the results': {
    terms: 9 * 13 * 13 * 9,
    make: () => {
      const [x, kernel] = [numbers([9, 15, 13, 36], 1), filters([3, 3, 36, 20])];
      return withGradients(conv2d(x, kernel), [x, kernel]);
    },
  },
  'tiles by Winograd with padding, of few images': {
    terms: 9 * 18 * 11 * 2,
    make: () => {
      const [x, kernel] = [numbers([2, 18, 11, 16], 1), filters([3, 3, 16, 28])];
      return withGradients(conv2d(x, kernel, { padding: 'same' }), [x, kernel]);
    },
  },
  groups: {
    terms: 2 * 20 * 20,
    make: () => {
      const [x, kernel] = [numbers([2, 20, 20, 12], 1), filters([3, 3, 4, 30])];
      return withGradients(conv2d(x, kernel, { padding: 'same', groups: 3 }), [x, kernel]);
    },
  },
  'one channel': {
    terms: 4 * 26 * 26,
    make: () => {
      const [x, kernel] = [numbers([4, 28, 28, 1], 1), filters([3, 3, 1, 32])];
      return withGradients(conv2d(x, kernel), [x, kernel]);
    },
  },
  'one channel, lines of three, rows that end within four': {
    terms: 3 * 15 * 17,
    make: () => {
      const [x, kernel] = [numbers([3, 15, 17, 1], 1), filters([4, 3, 1, 11])];
      return [
        ...withGradients(conv2d(x, kernel, { padding: 'same' }), [x, kernel]),
        ...withGradients(conv2d(x, kernel, { strides: [1, 2], dilationRate: [2, 1] }), [x, kernel]),
      ];
    },
  },
  'a channel with a filter of its own': {
    terms: 2 * 40 * 40,
    make: () => {
      const [x, kernel] = [numbers([2, 40, 40, 6], 1), filters([3, 3, 1, 6])];
      return withGradients(conv2d(x, kernel, { padding: 'same', groups: 6 }), [x, kernel]);
    },
  },
  transposed: {
    terms: 3 * 15 * 15,
    make: () => {
      const [y, kernel] = [numbers([3, 15, 15, 34], 1), filters([4, 4, 10, 34])];
      return withGradients(conv2dTranspose(y, kernel, { strides: 2, padding: 'same' }), [y, kernel]);
    },
  },
  'pools of windows that overlap, and that do not': {
    terms: 9,
    make: () => {
      const x = numbers([7, 21, 18, 10], 1);
      const covered = numbers([5, 9, 8, 6], 3);
      return [
        ...withGradients(maxPool2d(covered, { poolSize: [3, 2] }), [covered]),
        ...withGradients(maxPool2d(x, { poolSize: 3, strides: 2, padding: 'same' }), [x]),
        ...withGradients(maxPool2d(x), [x]),
        ...withGradients(averagePool2d(x, { poolSize: 3, strides: 2, padding: 'same' }), [x]),
      ];
    },
  },
};

/** Few values, so that windows have several maxima and NaN among them. */
const odd = fc.constantFrom(-2, -1, -0, 0, 1, 2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const usualPools = fc
  .record({ batch: few(1, 3), height: few(2, 9), width: few(2, 9), channels: few(1, 9) })
  .chain(({ batch, height, width, channels }) => {
    const shape = [batch, height, width, channels];
    return fc.record({
      shape: fc.constant(shape),
      values: fc.array(odd, { minLength: sizeOf(shape), maxLength: sizeOf(shape) }),
      padding: fc.constantFrom('valid' as const, 'same' as const),
    });
  });

describe('windows', () => {
  const opened: Device[] = [];
  const open = async (device: Promise<Device>): Promise<Device> => {
    opened.push(await device);
    return device;
  };
  afterAll(async () => {
    for (const device of opened) await device.dispose();
  });

  it.each(Object.entries(cases))('%s', async (_name, { terms, make }) => {
    const results = make();
    const expected = await evaluate(results, await open(openReferenceDevice()));
    const alone = await evaluate(results, await open(openWasmDevice({ threads: 1 })));
    alone.forEach((values, at) => {
      expect(findDifference(values, expected[at]!, summed(terms, 1)), `result ${at}`).toBeUndefined();
    });
    for (const threads of [2, 3, 4, 8]) {
      const shared = await evaluate(results, await open(openWasmDevice({ threads })));
      shared.forEach((values, at) => {
        const bytes = (array: ArrayLike<number>): Buffer => Buffer.from(Float32Array.from(array).buffer);
        expect(Buffer.compare(bytes(values), bytes(alone[at]!)), `result ${at} on ${threads} threads`).toBe(0);
      });
    }
  });

  it('pools of 2×2 pick and spread as the reference does, whatever is equal or NaN', async () => {
    const [reference, device] = [await open(openReferenceDevice()), await open(openWasmDevice({ threads: 1 }))];
    await fc.assert(
      fc.asyncProperty(usualPools, async ({ shape, values, padding }) => {
        const images = tensor(values, shape);
        const results = withGradients(maxPool2d(images, { padding }), [images]);
        expect(await evaluate(results, device)).toEqual(await evaluate(results, reference));
      }),
      { numRuns: 60 },
    );
  });
});
