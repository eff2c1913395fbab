/** How the oracle computes: in float64 throughout. Rules name what a backend rounds, so that others can round there. */

export interface Arithmetic {
  /** The result of +, −, ·, ÷ or √. */
  round(x: number): number;
  /** The result of a function that a backend may have a few units in the last place off, or 0 where it is subnormal. */
  approximate(x: number): number;
  /** Σ terms, in no particular order. */
  sum(terms: readonly number[]): number;
}

const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);

export const inFloat64: Arithmetic = { round: (x) => x, approximate: (x) => x, sum: total };
