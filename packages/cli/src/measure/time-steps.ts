/** Timing whole training steps, unbroken: how many make a run long enough, and how long one takes. */
import type { TrainingStep } from '@inkgrad/nn';

const secondsPerRun = 0.3;

/** Seconds of a step, of a run of `count`. */
export async function timePerStep(step: TrainingStep, count: number): Promise<number> {
  const started = performance.now();
  await step.run(count);
  return (performance.now() - started) / 1000 / count;
}

/** Steps that take about a third of a second, once the engine's compiler is done. */
export async function stepsPerRun(step: TrainingStep): Promise<number> {
  const first = await timePerStep(step, 1);
  const warm = await timePerStep(step, Math.max(1, Math.round(secondsPerRun / first)));
  return Math.max(1, Math.round(secondsPerRun / warm));
}
