/**
 * Measures where a training step of an experiment goes: each step of its plan alone, the unbroken training step beside
 * it, and what the machine can do, in one run.
 */
import { buildModel, type DataUploads, type Experiment } from '@inkgrad/experiments';
import { type MachinePeak, measurePeak } from '@inkgrad/tensor/measure';
import { UsageError } from '../errors.ts';
import { loadAverage, type MeasurementEnvironment, measurementEnvironment } from './environment.ts';
import { type PlanProfile, profilePlan } from './profile.ts';
import { median } from './statistics.ts';

/** What `--json` prints and `profile.json` holds. */
export interface ProfileReport {
  readonly experiment: string;
  readonly batchSize: number;
  readonly backend: string;
  readonly backendDescription: string;
  readonly threads: number;
  /** Training steps that were timed step by step. */
  readonly runs: number;
  /** Median time of a training step run unbroken. */
  readonly unbrokenSeconds: number;
  readonly peak: MachinePeak;
  readonly profile: PlanProfile;
  readonly loadAverage: { readonly before: number; readonly after: number };
  readonly environment: MeasurementEnvironment;
}

/** Unbroken runs, of each of which a step's mean time is taken. */
const unbrokenRuns = 5;

/** Times the training step of an experiment on a device that has its data. */
export async function measureProfile(
  experiment: Experiment,
  uploads: DataUploads,
  { threads, runs, version }: { readonly threads: number; readonly runs: number; readonly version: string },
): Promise<ProfileReport> {
  const before = loadAverage();
  const { device } = uploads;
  const { train } = await uploads.for(experiment);
  const model = buildModel(experiment);
  try {
    const { batchSize } = experiment;
    const step = await model.trainingStep(train, { batchSize });
    const count = Math.min(runs, step.stepsPerEpoch);
    // The engine's compiler replaces its first code while these run.
    await step.run(2 * count);
    const unbroken: number[] = [];
    for (let run = 0; run < unbrokenRuns; run++) {
      const started = performance.now();
      await step.run(count);
      unbroken.push((performance.now() - started) / 1000 / count);
    }
    const times = await step.profile(count);
    if (times === undefined) {
      throw new UsageError(`the backend ${device.name} cannot time single steps; profile takes wasm or reference.`);
    }
    const peak = await measurePeak(threads);
    return {
      experiment: experiment.name,
      batchSize,
      backend: device.name,
      backendDescription: device.description,
      threads,
      runs: count,
      unbrokenSeconds: median(unbroken),
      peak,
      profile: profilePlan(step.plan, times, peak),
      loadAverage: { before, after: loadAverage() },
      environment: measurementEnvironment(version),
    };
  } finally {
    await model.dispose();
  }
}
