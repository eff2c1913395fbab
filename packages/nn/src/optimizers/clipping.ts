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
import { positive } from '../define/check.ts';

/** At most one of them. */
export interface Clipping {
  /** Each gradient's norm √Σg² is at most this, one parameter at a time; no bound by default. */
  readonly clipNorm?: number;
  /** Each element is brought into ± this; no bound by default. */
  readonly clipValue?: number;
  /** The norm √ΣΣg² over the gradients of all parameters is at most this; no bound by default. */
  readonly globalClipNorm?: number;
}

export const clippingKeys = ['clipNorm', 'clipValue', 'globalClipNorm'] as const;

/** The one that is given, checked. @throws ArgumentError for two of them, or a bound that is not above 0 */
export function checkClipping(where: string, options: Clipping): Clipping {
  const given = clippingKeys.filter((key) => options[key] !== undefined);
  if (given.length > 1) {
    throw new ArgumentError(
      where,
      given[1]!,
      `absent where ${given[0]} is given, as only one can clip`,
      options[given[1]!],
    );
  }
  return Object.fromEntries(given.map((key) => [key, positive(where, key, options[key])]));
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
