/** What the normalization layers have in common: γ · (x − μ) / √(σ² + ε) + β, and the weights γ and β. */
import { add, div, mul, reshape, type Shape, sqrt, sub, type Tensor } from '@inkgrad/tensor';
import type { WeightSpec } from '../define/define-layer.ts';
import { type CompletedOf, defaulted, optional } from '../define/field.ts';
import { flag } from '../define/fields.ts';
import { ones, zeros } from '../initializers/fixed.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { regularizer } from '../regularizers/regularizers.ts';

/** The options of γ and β. */
export const scaleFields = {
  /** Add β; true by default. */
  center: defaulted(flag, true, 'Add β; true by default.'),
  /** Multiply by γ; true by default. */
  scale: defaulted(flag, true, 'Multiply by γ; true by default.'),
  /** "zeros" by default. */
  betaInitializer: initializerOr(zeros()),
  /** "ones" by default. */
  gammaInitializer: initializerOr(ones()),
  /** Penalty on β, added to the loss; none by default. */
  betaRegularizer: optional(regularizer, 'Penalty on β, added to the loss; none by default.'),
  /** Penalty on γ, added to the loss; none by default. */
  gammaRegularizer: optional(regularizer, 'Penalty on γ, added to the loss; none by default.'),
};

/** γ and β of one shape, where they are asked for. */
export function scaleWeights(options: CompletedOf<typeof scaleFields>, shape: Shape): Record<string, WeightSpec> {
  const { scale, center, gammaInitializer, betaInitializer, gammaRegularizer, betaRegularizer } = options;
  return {
    ...(scale && { gamma: { shape, initializer: gammaInitializer, regularizer: gammaRegularizer } }),
    ...(center && { beta: { shape, initializer: betaInitializer, regularizer: betaRegularizer } }),
  };
}

/** A weight beside a tensor of `shape`, of which it has the axes that hold for; undefined stays so. */
export function along<T extends Tensor | undefined>(weight: T, shape: Shape, holds: (axis: number) => boolean): T {
  if (weight === undefined) return weight;
  const broadcast = shape.map((length, axis) => (holds(axis) ? length : 1));
  return reshape(weight, broadcast) as Tensor as T;
}

export interface Scale {
  /** None multiplies by 1. */
  readonly gamma: Tensor | undefined;
  /** None adds 0. */
  readonly beta: Tensor | undefined;
  readonly epsilon: number;
}

/** All of shapes that broadcast to x's. */
export function normalize(x: Tensor, mean: Tensor, variance: Tensor, { gamma, beta, epsilon }: Scale): Tensor {
  const factor = div(gamma ?? 1, sqrt(add(variance, epsilon)));
  const scaled = mul(sub(x, mean), factor);
  return beta === undefined ? scaled : add(scaled, beta);
}
