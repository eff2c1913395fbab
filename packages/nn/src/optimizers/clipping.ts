/**
 * Clipping of gradients before an optimizer uses them, as graph nodes. Norms are taken of gradients divided by their
 * largest element, so that none overflows. A gradient with NaN or infinite elements passes through norms as it is: it
 * shows in the next loss instead of being hidden. A gradient within its bound is not changed in any bit.
 * Source: https://keras.io/api/optimizers/
 */
import {
  ArgumentError,
  abs,
  add,
  div,
  greater,
  max,
  maximum,
  minimum,
  mul,
  select,
  sqrt,
  square,
  sum,
  type Tensor,
} from '@inkgrad/tensor';
import { optional } from '../define/field.ts';
import { positive } from '../define/fields.ts';

/** At most one of them. */
export interface Clipping {
  /** Each gradient's norm √Σg² is at most this, one parameter at a time; no bound by default. */
  readonly clipNorm?: number;
  /** Each element is brought into ± this; no bound by default. */
  readonly clipValue?: number;
  /** The norm √ΣΣg² over the gradients of all parameters is at most this; no bound by default. */
  readonly globalClipNorm?: number;
}

/** The ways of clipping, as options. */
export const clippingFields = {
  /** Each gradient's norm √Σg² is at most this, one weight at a time; no bound by default. */
  clipNorm: optional(positive, "Each gradient's norm √Σg² is at most this, one weight at a time; no bound by default."),
  /** Each element is brought into ± this; no bound by default. */
  clipValue: optional(positive, 'Each element is brought into ± this; no bound by default.'),
  /** The norm √ΣΣg² over the gradients of all weights is at most this; no bound by default. */
  globalClipNorm: optional(
    positive,
    'The norm √ΣΣg² over the gradients of all weights is at most this; no bound by default.',
  ),
};

/** @throws ArgumentError for two of them */
export function checkClipping(where: string, options: Clipping): void {
  const keys = Object.keys(clippingFields) as (keyof Clipping)[];
  const given = keys.filter((key) => options[key] !== undefined);
  if (given.length < 2) return;
  const expected = `absent where ${given[0]} is given, as only one can clip`;
  throw new ArgumentError(where, given[1]!, expected, options[given[1]!]);
}

/** The gradients as the optimizer is to see them. */
export function clipGradients(clipping: Clipping, gradients: readonly Tensor[]): Tensor[] {
  const { clipNorm, clipValue, globalClipNorm } = clipping;
  if (clipValue !== undefined) return gradients.map((own) => maximum(minimum(own, clipValue), -clipValue));
  if (clipNorm !== undefined) return gradients.flatMap((own) => limitNorm([own], clipNorm));
  if (globalClipNorm !== undefined) return limitNorm(gradients, globalClipNorm);
  return [...gradients];
}

/** Divides gradients that are all zero. */
const smallestDivisor = 1e-30;

/** g ← g · bound / ‖g‖ where ‖g‖, over all of them, is above the bound. */
function limitNorm(gradients: readonly Tensor[], bound: number): Tensor[] {
  const largest = gradients.map((own) => max(abs(own))).reduce((a, b) => maximum(a, b));
  const divisor = maximum(largest, smallestDivisor);
  const scaled = gradients.map((own) => div(own, divisor));
  const norm = sqrt(scaled.map((own) => sum(square(own))).reduce((a, b) => add(a, b)));
  // False where a norm is NaN; an overflowing product is above any bound, as it should be.
  const isAbove = greater(mul(norm, divisor), bound);
  const factor = div(bound, norm);
  return gradients.map((own, at) => select(isAbove, mul(scaled[at]!, factor), own));
}
