/** The orders in which runs can be listed. */
import type { StoredRun } from '@inkgrad/experiments/node';

type Key = (run: StoredRun) => number | string | undefined;

interface Order {
  readonly key: Key;
  /** The largest first: what is newest or best. */
  readonly isDescending: boolean;
}

/** Figures are those of the last whole epoch. */
const orders = {
  date: { key: ({ startedAt }) => Date.parse(startedAt), isDescending: true },
  experiment: { key: ({ experiment }) => experiment.name, isDescending: false },
  status: { key: ({ status }) => status, isDescending: false },
  seed: { key: ({ experiment }) => experiment.seed, isDescending: false },
  epochs: { key: ({ epochsDone }) => epochsDone, isDescending: true },
  loss: { key: ({ metrics }) => metrics?.['loss'], isDescending: false },
  accuracy: { key: ({ metrics }) => metrics?.['accuracy'], isDescending: true },
  validationLoss: { key: ({ metrics }) => metrics?.['validationLoss'], isDescending: false },
  validationAccuracy: { key: ({ metrics }) => metrics?.['validationAccuracy'], isDescending: true },
} as const satisfies Record<string, Order>;

export type RunsOrder = keyof typeof orders;
export const runsOrders = Object.keys(orders) as RunsOrder[];

/** Runs in an order; those without the figure last, and of equals the newest first, as they came. */
export function sortRuns(runs: readonly StoredRun[], order: RunsOrder): StoredRun[] {
  const { key, isDescending }: Order = orders[order];
  return [...runs].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    const ascending = a < b ? -1 : a > b ? 1 : 0;
    return isDescending ? -ascending : ascending;
  });
}
