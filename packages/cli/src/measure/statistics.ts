/** The few statistics that measurements are reported by. */

export interface Summary {
  readonly median: number;
  /** Median absolute deviation from the median. */
  readonly spread: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly count: number;
}

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function summarize(values: readonly number[]): Summary {
  const middle = median(values);
  return {
    median: middle,
    spread: median(values.map((value) => Math.abs(value - middle))),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    count: values.length,
  };
}
