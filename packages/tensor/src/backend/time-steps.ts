/** Times the steps of a plan one by one, on the host's clock. What a step is and how it runs is the backend's matter. */
import { ArgumentError } from '../errors.ts';
import type { StepTime } from './device.ts';

/** Calls, or milliseconds if that is less: threads that are not alone on the machine may take long to meet. */
const warmUp = { calls: 10_000, milliseconds: 30 } as const;

/**
 * @param steps of the plan
 * @param runs of the whole plan; each runs all steps in order, so that state goes on as in a usual run
 * @param runStep runs one step to its end; undefined stands for a step that does nothing, to learn what timing costs
 * @returns a time for each step, in order
 */
export function timeSteps(steps: number, runs: number, runStep: (step: number | undefined) => void): StepTime[] {
  if (!Number.isInteger(runs) || runs < 1) throw new ArgumentError('profile', 'runs', 'a whole number ≥ 1', runs);
  const times = Array.from({ length: steps + 1 }, () => new Float64Array(runs));
  // Until it is compiled, the call itself takes as long as a small step.
  const end = performance.now() + warmUp.milliseconds;
  for (let call = 0; call < warmUp.calls && performance.now() < end; call++) timeOf(runStep, undefined);
  for (let run = 0; run < runs; run++) {
    for (let step = 0; step <= steps; step++) {
      times[step]![run] = timeOf(runStep, step < steps ? step : undefined);
    }
  }
  const empty = sortedMedian(times.pop()!);
  return times.map((seconds) => {
    const median = sortedMedian(seconds);
    return { seconds: Math.max(0, median - empty), best: Math.max(0, seconds[0]! - empty) };
  });
}

function timeOf(runStep: (step: number | undefined) => void, step: number | undefined): number {
  const started = performance.now();
  runStep(step);
  return (performance.now() - started) / 1000;
}

/** Sorts the values in place. */
function sortedMedian(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}
