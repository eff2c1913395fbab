/** Functions that JavaScript's Math lacks, in float64. */

/** The nearest whole number; of two as near, the even one. −0.5 to 0 give −0. */
export function nearestEven(x: number): number {
  const below = Math.floor(x);
  const above = x - below;
  const nearest = above > 0.5 || (above === 0.5 && below % 2 !== 0) ? below + 1 : below;
  // A zero has the sign of x.
  return nearest === 0 ? x * 0 : nearest;
}

/** xʸ as C and NumPy have it: 1 to any power and −1 to ±∞ are 1, where JavaScript says NaN. */
export const power = (x: number, y: number): number => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);

/** xⁿ of i32 by squaring, wrapped to 32 bits; of a negative n 1/x⁻ⁿ truncated, and 0 for x = 0. */
export function integerPower(x: number, n: number): number {
  if (n < 0) return Math.abs(x) === 1 ? integerPower(x, n & 1) : 0;
  let result = 1;
  for (let [base, left] = [x, n]; left > 0; [base, left] = [Math.imul(base, base), left >>> 1]) {
    if ((left & 1) === 1) result = Math.imul(result, base);
  }
  return result;
}

/** What is left of x beside a whole multiple of y, with the sign of y; NaN by 0, which is 0 as an i32. */
export function modulo(x: number, y: number): number {
  const rest = x % y;
  if (rest === 0) return y < 0 ? -0 : 0;
  return rest < 0 === y < 0 ? rest : rest + y;
}

const twoOverRootPi = 2 / Math.sqrt(Math.PI);
/** Where the series and the continued fraction are both good to 1e-13. */
const seriesEnd = 2.5;

/** 2/√π · ∫₀ˣ e^−t² dt, to about 1e-13. Source: https://dlmf.nist.gov/7.6 and https://dlmf.nist.gov/7.9 */
export function erf(x: number): number {
  if (Math.abs(x) > seriesEnd) return Math.sign(x) * (1 - complement(Math.abs(x)));
  // x − x³/3 + x⁵/(2!·5) − …
  let power = x;
  let total = x;
  for (let n = 1; n < 60; n++) {
    power *= (-x * x) / n;
    total += power / (2 * n + 1);
  }
  return twoOverRootPi * total;
}

/** 1 − erf x for large x: e^−x² / √π over the continued fraction x + ½/(x + 1/(x + 3⁄2/(x + …))). */
function complement(x: number): number {
  if (x > 27) return 0;
  let fraction = x;
  for (let n = 80; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
