/** Whether no element is NaN or infinite: one product and sum per element, in four sums that need not wait for one another. */
export function allFinite(values: Float32Array): boolean {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  const whole = values.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    sum0 += values[at]! * 0;
    sum1 += values[at + 1]! * 0;
    sum2 += values[at + 2]! * 0;
    sum3 += values[at + 3]! * 0;
  }
  for (let at = whole; at < values.length; at++) sum0 += values[at]! * 0;
  return sum0 + sum1 + sum2 + sum3 === 0;
}
