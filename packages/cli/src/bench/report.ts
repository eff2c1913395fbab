/** What `inkgrad bench` measured, as `--json` prints it and `bench.json` holds it. Suites that did not run are absent. */
import type { MachinePeak } from '@inkgrad/tensor/measure';
import type { MeasurementEnvironment } from '../measure/environment.ts';
import type { ProfileReport } from '../measure/profile-experiment.ts';
import type { CrossoverReport } from './crossover-report.ts';
import type { EpochResult } from './epochs.ts';
import type { KernelResult } from './kernels.ts';
import type { PeersReport } from './peers/peers.ts';
import type { StepResult } from './steps.ts';

export const benchSuites = ['kernels', 'step', 'epoch', 'peers', 'crossover'] as const;
export type BenchSuite = (typeof benchSuites)[number];

export interface BenchReport {
  readonly environment: MeasurementEnvironment;
  /** What the wasm backend is here, without its threads: "SIMD", "relaxed SIMD". */
  readonly backendDescription: string;
  readonly loadAverage: { readonly before: number; readonly after: number };
  /** For one thread and for as many as were asked for. */
  readonly peaks: readonly MachinePeak[];
  readonly kernels?: readonly KernelResult[];
  readonly steps?: readonly StepResult[];
  readonly profiles?: readonly ProfileReport[];
  readonly epochs?: readonly EpochResult[];
  readonly peers?: PeersReport;
  readonly crossover?: CrossoverReport;
}
