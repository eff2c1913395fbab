/** Random shapes and values for property tests: empty, single, ragged, and never a multiple of four for long. */
import fc from 'fast-check';
import type { DType } from '../dtype.ts';
import { type Shape, sizeOf } from '../shape.ts';

/** A value that a case is given. */
export interface Operand {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: readonly number[];
}

/** Lengths that sit on, beside and between the widths of vector kernels. */
export const dimension: fc.Arbitrary<number> = fc.constantFrom(0, 1, 1, 2, 3, 4, 5, 7, 8, 9, 15, 17, 33);

/** Shapes up to `maxRank` axes and 700 elements. */
export const shape = (maxRank = 4): fc.Arbitrary<Shape> =>
  fc.array(dimension, { maxLength: maxRank }).filter((dimensions) => sizeOf(dimensions) <= 700);

/** A shape that broadcasts to `whole`: leading axes dropped, others set to 1. */
export const broadcastable = (whole: Shape): fc.Arbitrary<Shape> =>
  fc
    .tuple(
      fc.integer({ min: 0, max: whole.length }),
      fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }),
    )
    .map(([dropped, keep]) => whole.map((d, axis) => (keep[axis] ? d : 1)).slice(dropped));

/** A shape, and one that broadcasts to it. */
export const pairOfShapes = shape().chain((whole) => fc.tuple(fc.constant(whole), broadcastable(whole)));

/**
 * `count` multiples of 1/64 in [−4, 4], shifted by `shift`/64 so that kinks (0) and ties between operands of different
 * shifts never occur. All are exact in float32.
 */
const gridValues = (count: number, shift = 0.5): fc.Arbitrary<number[]> =>
  fc
    .array(fc.integer({ min: -256, max: 255 }), { minLength: count, maxLength: count })
    .map((grid) => grid.map((g) => (g + shift) / 64));

const integers = (count: number, min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });

/** An f32 operand of grid values. */
export const operand = (of: Shape, shift = 0.5): fc.Arbitrary<Operand> =>
  gridValues(sizeOf(of), shift).map((values) => ({ shape: of, dtype: 'f32', values }));

/** An f32 operand of positive values in (0, 8]. */
export const positiveOperand = (of: Shape): fc.Arbitrary<Operand> =>
  operand(of).map((x) => ({ ...x, values: x.values.map((v) => Math.abs(v) * 2) }));

/** An i32 operand within [min, max]. */
export const integerOperand = (of: Shape, min = -100, max = 100): fc.Arbitrary<Operand> =>
  integers(sizeOf(of), min, max).map((values) => ({ shape: of, dtype: 'i32', values }));

/** One number. */
export const scalarOperand = (value: number, dtype: 'f32' | 'i32' = 'f32'): Operand => ({
  shape: [],
  dtype,
  values: [value],
});

/** Distinct values, so that an extreme is unique. */
export const distinctOperand = (of: Shape): fc.Arbitrary<Operand> =>
  fc
    .uniqueArray(fc.integer({ min: -4000, max: 4000 }), { minLength: sizeOf(of), maxLength: sizeOf(of) })
    .map((values) => ({ shape: of, dtype: 'f32', values: values.map((v) => v / 64) }));

/** Some axes of a tensor, as an option might name them (one number, or several, negative or not) and in order. */
export const someAxes = (
  rank: number,
): fc.Arbitrary<{ readonly axes: number | number[]; readonly normalized: readonly number[] }> =>
  fc
    .tuple(fc.subarray(Array.from({ length: rank }, (_, axis) => axis)), fc.boolean(), fc.boolean())
    .map(([normalized, negative, alone]) => {
      const axes = normalized.map((axis) => (negative ? axis - rank : axis));
      return { axes: alone && axes.length === 1 ? axes[0]! : axes.toReversed(), normalized };
    });
