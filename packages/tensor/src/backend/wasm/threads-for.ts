/**
 * How many threads a plan takes where their number was not asked for. Each thread more makes every wait for the others
 * longer: a step of w operations on n threads takes about w / n + n · c, which is least for n = √(w / c).
 */
import { bytesPerElement } from '../../dtype.ts';
import { costOf } from '../../plan/cost.ts';
import type { Plan } from '../../plan/plan.ts';

/**
 * What one thread more costs a step, in operations: 17 µs at 20 operations a nanosecond, as measured on 16 cores of a
 * Xeon, where v1 is fastest on 4 threads and v2 on 8 (docs/performance.md).
 */
const operationsPerThread = 350_000;

/** Of `available` threads, those that pay for `plan`: at least one. Elements moved count as operations. */
export function threadsFor(plan: Plan, available: number): number {
  let operations = 0;
  for (const step of plan.steps) {
    const { flops, bytes } = costOf(plan, step);
    operations += flops + bytes / bytesPerElement;
  }
  return Math.max(1, Math.min(available, Math.round(Math.sqrt(operations / operationsPerThread))));
}
