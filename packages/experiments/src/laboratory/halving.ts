/**
 * Successive halving: all cells train for a few epochs, the best third of them three times as long, and so on; the last ones train
 * as long as the experiment says. What is left behind was never trained to the end, and the result says so.
 * Source: K. Jamieson, A. Talwalkar, Non-stochastic best arm identification, https://arxiv.org/abs/1502.07943
 */

/** How many cells train for how many epochs. */
export interface Rung {
  readonly epochs: number;
  readonly cells: number;
}

/** Each rung has a third of the cells of the one before, and three times the epochs. */
const factor = 3;

/**
 * The rungs, from the shortest. As many as leave one cell or more and one epoch or more; a single one trains all to the end.
 * @param cells at least one
 * @param epochs of the last rung
 * @example
 * rungsOf(9, 9).at(-1).epochs; // → 9
 */
export function rungsOf(cells: number, epochs: number): Rung[] {
  let count = 1;
  while (Math.min(epochs, cells) >= factor ** count) count++;
  return Array.from({ length: count }, (_, at) => ({
    epochs: Math.floor(epochs / factor ** (count - 1 - at)),
    cells: Math.floor(cells / factor ** at),
  }));
}

/**
 * Which cells go on: the best ones, in the order that they had.
 * @param values of each cell, the mean over its seeds; undefined where no run has a result, which does not go on
 * @param isLess whether less is better
 * @example
 * survivors([0.9, 0.5, 0.8], 2, false); // → [0, 2]
 */
export function survivors(values: readonly (number | undefined)[], keep: number, isLess: boolean): number[] {
  return values
    .flatMap((value, at) => (value === undefined || !Number.isFinite(value) ? [] : [{ value, at }]))
    .sort((a, b) => (isLess ? a.value - b.value : b.value - a.value) || a.at - b.at)
    .slice(0, keep)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}
