/** The options of random translations, rotations and zooms: bounds of a factor, which is drawn anew for each image and step. */
import { ArgumentError, add, mul, type Tensor } from '@inkgrad/tensor';
import type { LayerRandom } from '../define/define-layer.ts';
import type { Check } from '../define/field.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import { describe } from '../define/names.ts';
import { uniformNoise } from './noise.ts';

/** The least and the largest factor. */
export type FactorRange = readonly [low: number, high: number];

/** As many bits as a float32 holds of a number in (0, 1). */
const bits = 23;

const bound: JsonSchema = { type: 'number', minimum: -1, maximum: 1 };
const isBound = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 1;
const isRange = (value: unknown): value is FactorRange =>
  Array.isArray(value) && value.length === 2 && value.every(isBound) && value[0]! <= value[1]!;

/** A number in [−1, 1], which stands for ± itself, or two: the least and the largest. */
export const factorRange: Check<number | FactorRange, FactorRange> = {
  schema: { anyOf: [bound, { type: 'array', items: bound, minItems: 2, maxItems: 2 }] },
  complete: (where, name, value) => {
    // 0 − 0 is 0, where −0 would be written into files.
    if (isBound(value)) return [0 - Math.abs(value), Math.abs(value)];
    if (isRange(value)) return [value[0], value[1]];
    const expected = 'a number in [-1, 1], or two of them, [least, largest]';
    throw new ArgumentError(where, name, expected, describe(value));
  },
};

/** Whether nothing but 0 can be drawn. */
export const isZero = ([low, high]: FactorRange): boolean => low === 0 && high === 0;

/** [batch] factors, each equally likely. @param use tells the factors of one layer apart */
export function drawnFactors([low, high]: FactorRange, batch: number, training: LayerRandom, use = 0): Tensor {
  return add(mul(uniformNoise(batch, bits, training, use), high - low), low);
}
