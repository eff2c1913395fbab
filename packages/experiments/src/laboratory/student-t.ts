/**
 * Student's t distribution for whole degrees of freedom: the share of it within ±t, and the t that holds a given share.
 * With θ = atan(t / √ν) both are finite sums of sines and cosines, exact but for rounding; nothing is approximated.
 * Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 */
import { ArgumentError } from '@inkgrad/tensor';

/** The share within ± the t whose atan(t / √ν) is `angle`. */
function shareWithin(angle: number, degreesOfFreedom: number): number {
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const isOdd = degreesOfFreedom % 2 === 1;
  // Odd: 2/π (θ + sin θ (cos θ + 2/3 cos³ θ + 2·4/(3·5) cos⁵ θ + …)); even: sin θ (1 + 1/2 cos² θ + 1·3/(2·4) cos⁴ θ + …).
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= degreesOfFreedom - 2; power += 2) {
    sum += term;
    term *= (cosine * cosine * (power + 1)) / (power + 2);
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

function checkDegreesOfFreedom(where: string, degreesOfFreedom: number): void {
  if (Number.isSafeInteger(degreesOfFreedom) && degreesOfFreedom > 0) return;
  throw new ArgumentError(where, 'degreesOfFreedom', 'a positive whole number', degreesOfFreedom);
}

/** P(−t ≤ T ≤ t) for t ≥ 0. */
export function studentTShareWithin(t: number, degreesOfFreedom: number): number {
  checkDegreesOfFreedom('studentTShareWithin', degreesOfFreedom);
  return shareWithin(Math.atan(t / Math.sqrt(degreesOfFreedom)), degreesOfFreedom);
}

/** The two-sided p-value of a t: 1 − the share within ±t. */
export function studentTPValue(t: number, degreesOfFreedom: number): number {
  return Math.max(0, 1 - studentTShareWithin(Math.abs(t), degreesOfFreedom));
}

/** Fewer runs have no verdict. */
export const leastSeeds = 3;

/**
 * The t with P(−t ≤ T ≤ t) = share: the factor of a two-sided confidence interval. By bisection of the angle, to the
 * last bit that the sum above can tell apart.
 * @param share in (0, 1), such as 0.95
 */
export function studentTQuantile(share: number, degreesOfFreedom: number): number {
  checkDegreesOfFreedom('studentTQuantile', degreesOfFreedom);
  if (!(share > 0 && share < 1)) throw new ArgumentError('studentTQuantile', 'share', 'a number in (0, 1)', share);
  let low = 0;
  let high = Math.PI / 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return Math.sqrt(degreesOfFreedom) * Math.tan(middle);
    if (shareWithin(middle, degreesOfFreedom) < share) low = middle;
    else high = middle;
  }
}
