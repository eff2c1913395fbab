/** γ · (x − μ) / √(σ² + ε) + β, which the normalization layers have in common. */
import { add, div, mul, sqrt, sub, type Tensor } from '@inkgrad/tensor';

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
