/** Penalties on weights and activities: l1 · Σ|x| + l2 · Σx². Source: https://keras.io/api/layers/regularizers/ */
import { abs, add, l2Penalty, mul, sum, type Tensor } from '@inkgrad/tensor';
import { nonNegative } from '../define/check.ts';
import type { Check } from '../define/field.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import { checkKeys } from '../define/names.ts';

/** Factors of a penalty. As a kernel or bias regularizer it applies once, as an activity regularizer per sample. */
export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

/**
 * factor · Σ|x|; 0.01 by default.
 * @example
 * dense({ units: 4, kernelRegularizer: l1(0.001) });
 */
export const l1 = (factor = 0.01): Regularizer => checkRegularizer('l1', { l1: factor });

/**
 * factor · Σx²; 0.01 by default.
 * @example
 * dense({ units: 4, kernelRegularizer: l2(0.001) });
 */
export const l2 = (factor = 0.01): Regularizer => checkRegularizer('l2', { l2: factor });

/**
 * l1 · Σ|x| + l2 · Σx²; 0 by default.
 * @example
 * dense({ units: 4, kernelRegularizer: l1l2({ l1: 0.001, l2: 0.01 }) });
 */
export const l1l2 = (factors: Partial<Regularizer> = {}): Regularizer => checkRegularizer('l1l2', factors);

/** @throws ArgumentError for a factor that is negative or not finite. */
function checkRegularizer(where: string, value: unknown): Regularizer {
  checkKeys(where, value, ['l1', 'l2']);
  const { l1: first = 0, l2: second = 0 } = value as Partial<Regularizer>;
  return { l1: nonNegative(where, 'l1', first), l2: nonNegative(where, 'l2', second) };
}

/** `#/$defs/regularizer` */
export const regularizerSchema: JsonSchema = {
  description: 'A penalty added to the loss.',
  type: 'object',
  properties: {
    l1: { type: 'number', minimum: 0, description: 'Factor of the sum of absolute values.' },
    l2: { type: 'number', minimum: 0, description: 'Factor of the sum of squares.' },
  },
  additionalProperties: false,
};

/** A regularizer as an option. */
export const regularizer: Check<Partial<Regularizer>, Regularizer> = {
  schema: { $ref: '#/$defs/regularizer' },
  complete: (where, name, value) => checkRegularizer(`${where} ${name}`, value),
};

/** The penalty on `x` as a scalar; undefined where both factors are 0. */
export function penalty(regularizer: Regularizer, x: Tensor): Tensor | undefined {
  const first = regularizer.l1 === 0 ? undefined : mul(sum(abs(x)), regularizer.l1);
  const second = regularizer.l2 === 0 ? undefined : l2Penalty(x, regularizer.l2);
  if (first === undefined || second === undefined) return first ?? second;
  return add(first, second);
}
