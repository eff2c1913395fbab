/** What an element-wise op becomes in the source of a kernel, and the one function that many share. */

/** `v` names the variable that the result will have; ops that need steps of their own declare `v…` variables. */
export interface Expression {
  readonly setup?: readonly string[];
  readonly value: string;
}

/** eˣ with NaN kept: some shader compilers turn exp(NaN) into Infinity. */
export const exponential = (x: string): string => `((${x} === ${x}) ? Math.exp(${x}) : ${x})`;
