/**
 * The three ways in which the oracle computes: in float64 throughout; rounded to float32 after each operation, as a
 * backend does; and rounded with small random errors, to learn how far a result may move by rounding alone.
 */

export interface Arithmetic {
  /** The result of +, −, ·, ÷ or √. */
  round(x: number): number;
  /** The result of a function that a backend may have a few units in the last place off, or 0 where it is subnormal. */
  approximate(x: number): number;
  /** Σ terms, in no particular order. */
  sum(terms: readonly number[]): number;
  /** A term of a matrix product. */
  term(left: number, right: number): number;
  /** An integer result as it is before it is wrapped to 32 bits. */
  wrap(x: bigint): number;
}

const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);

const term = (left: number, right: number): number => left * right;
const wrap = (x: bigint): number => Number(BigInt.asIntN(32, x));

export const inFloat64: Arithmetic = { round: (x) => x, approximate: (x) => x, sum: total, term, wrap };

export const inFloat32: Arithmetic = {
  round: Math.fround,
  approximate: Math.fround,
  sum: (terms) => terms.reduce((sum, x) => Math.fround(sum + Math.fround(x)), 0),
  term,
  wrap,
};

/** The same where products leave out zeros of their left factor, as they do where rows are stored without them. */
export const withoutZeros: Arithmetic = {
  ...inFloat32,
  term: (left, right) => (left === 0 ? 0 : left * right),
};

/** Numbers in [−1, 1), the same for the same seed. Any will do; this is a linear congruence's upper half. */
function randomSigned(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 32n) / 2 ** 31 - 1;
  };
}

const largest = 3.4028234663852886e38;
const smallestNormal = 2 ** -126;

/** Whether float32 holds every partial sum, whatever the order: few multiples of 1/64. */
const sumsExactly = (terms: readonly number[]): boolean =>
  terms.every((term) => Number.isInteger(term * 64)) && total(terms.map(Math.abs)) < 2 ** 18;

/** Rounding with random errors: two roundoffs where float32 does not hold the result, 32 for approximated functions. */
export function disturbed(seed: number): Arithmetic {
  const random = randomSigned(seed);
  const moved = (x: number, by: number): number => Math.fround(x * (1 + by * random()));
  const round = (x: number): number => (Object.is(Math.fround(x), x) ? x : moved(x, 2 ** -23));
  return {
    round,
    term,
    wrap,
    approximate: (x) => (Math.abs(x) < smallestNormal ? 0 * x : moved(x, 2 ** -19)),
    sum: (terms) => {
      const rounded = terms.map(round);
      if (sumsExactly(rounded)) return total(rounded);
      const magnitude = total(rounded.filter(Number.isFinite).map(Math.abs));
      // In another order this would overflow elsewhere.
      if (magnitude > largest) return Number.NaN;
      return round(total(rounded) + random() * 2 ** -23 * terms.length * magnitude);
    },
  };
}
