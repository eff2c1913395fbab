/** Dropout and the L2 penalty. */
import { finite, fraction } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { seedOf, streamOf } from '../check/seed.ts';
import { shapeOf } from '../check/shape.ts';
import { checkDType, checkScalar, checkTensor } from '../check/tensor.ts';
import type { Shape } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { mul, square } from './elementwise.ts';
import { sum } from './reduction.ts';

/** The rate of dropout, and what its random mask is a function of. */
export interface DropoutOptions {
  /** Fraction of elements set to 0, in [0, 1). */
  readonly rate: number;
  /** Whole number in [0, 2⁵³): the generator's key. */
  readonly seed: number;
  /** Whole number in [0, 2³²): tells masks of one seed apart. */
  readonly stream: number;
  /** i32 []: a new value gives a new mask; usually the step counter. */
  readonly counter: Tensor;
}

/**
 * What a 16-bit random number must reach for its element to be kept. Sixteen bits decide over an element, so that a block
 * of the generator serves eight: the rate counts to the nearest multiple of 2⁻¹⁶.
 */
export const dropoutThreshold = (rate: number): number => Math.round(rate * 0x10000);

/**
 * 0 with probability `rate` (to 2⁻¹⁷), else 1 / (1 − rate): the 16 bits of Philox (seed, stream, counter) that belong to the
 * element decide. Element e has word e mod 4 of block ⌊e / 8⌋, its low half where e mod 8 < 4, else its high half.
 * The same on every backend. Source: https://www.thesalmons.org/john/random123/papers/random123sc11.pdf
 * @example
 * const step = tensor([1], [], 'i32');
 * dropoutMask([4, 8], { rate: 0.5, seed: 1, stream: 0, counter: step }).shape; // → [4, 8]
 */
export function dropoutMask(shape: Shape, options: DropoutOptions): Tensor {
  return maskOf('dropoutMask', shapeOf('dropoutMask', 'shape', shape), options);
}

function maskOf(where: string, shape: Shape, options: DropoutOptions): Tensor {
  checkKeys(where, options, ['rate', 'seed', 'stream', 'counter']);
  const { counter } = options;
  const rate = fraction(where, 'rate', options.rate);
  const seed = seedOf(where, options.seed);
  const stream = streamOf(where, options.stream);
  checkScalar(where, 'counter', counter, 'i32');
  return record('dropoutMask', { rate, seed, stream }, [counter], { shape, dtype: 'f32' });
}

/**
 * Inverted dropout: x times its mask, so that the expectation stays. Source: https://jmlr.org/papers/v15/srivastava14a.html
 * @example
 * const step = tensor([1], [], 'i32');
 * const kept = dropout(ones([1000]), { rate: 0.5, seed: 1, stream: 0, counter: step });
 * const [values] = await evaluate([kept]);
 * values.every((value) => value === 0 || value === 2); // → true
 */
export function dropout(x: Tensor, options: DropoutOptions): Tensor {
  checkTensor('dropout', 'x', x);
  checkDType('dropout', 'x', x, 'f32');
  const mask = maskOf('dropout', x.shape, options);
  return options.rate === 0 ? x : mul(x, mask);
}

/**
 * factor · Σ x², a scalar, for x of f32. Source: https://keras.io/api/layers/regularizers/#l2-class
 * @example
 * await evaluate(l2Penalty(tensor([1, 2]), 0.1)); // → [0.5]
 */
export function l2Penalty(x: Tensor, factor: number): Tensor {
  checkTensor('l2Penalty', 'x', x);
  checkDType('l2Penalty', 'x', x, 'f32');
  return mul(sum(square(x)), finite('l2Penalty', 'factor', factor));
}
