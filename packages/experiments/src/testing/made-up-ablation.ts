/** Made-up results for the tests of ablations: no model was trained for them. */
import type { Experiment } from '../experiment/schema.ts';
import { type AblationJob, type AblationQuestion, advanceAblation } from '../laboratory/ablation/design.ts';
import type { AblationResult } from '../laboratory/ablation/result.ts';
import type { RunOutcome } from '../laboratory/ablation/row.ts';
import type { EpochDiagnosis, RunResult } from '../run/run-result.ts';

/** The final validation accuracy that an experiment shall have; a text: why it failed. */
export type AccuracyOf = (experiment: Experiment, job: AblationJob) => number | string;

const diagnosis = (epoch: number, last: number): EpochDiagnosis => ({
  epoch,
  loss: 2.3163,
  dataLoss: 2.301,
  kernelPenalty: 0.0125,
  biasPenalty: 0,
  activityPenalty: 0.0028,
  layers: [
    { name: 'flatten', type: 'flatten', gradientNorm: undefined, gradientNorms: {}, meanActivation: 0.1 },
    {
      name: 'dense',
      type: 'dense',
      gradientNorm: last / 40,
      gradientNorms: { kernel: last / 40 },
      meanActivation: 0.5,
    },
    { name: 'dense_1', type: 'dense', gradientNorm: last, gradientNorms: { kernel: last }, meanActivation: 0.1 },
  ],
});

/** A run that comes to an accuracy evenly, and answers "1" to everything where it is at most 0.2. */
export function madeUpOutcome(job: AblationJob, accuracy: number | string): RunOutcome {
  const directory = `runs/${job.id}`;
  if (typeof accuracy === 'string') return { directory, failure: accuracy };
  const { experiment } = job;
  const curve = Array.from({ length: experiment.epochs }, (_, at) => (accuracy * (at + 1)) / experiment.epochs);
  const confusionMatrix = Array.from({ length: 10 }, (_, row) =>
    Array.from({ length: 10 }, (__, column) => Number(accuracy <= 0.2 ? column === 1 : row === column)),
  );
  const result: RunResult = {
    experiment: experiment.name,
    title: experiment.title,
    config: experiment,
    backend: 'wasm',
    backendDescription: 'made up',
    seed: experiment.seed,
    split: { kind: 'test' },
    epochs: [],
    seconds: 1,
    history: { loss: curve, accuracy: curve, validationLoss: curve, validationAccuracy: curve },
    evaluation: { set: 'test', count: 10, loss: 1, accuracy },
    predictedDigits: '1111111111',
    predictionOfTestSample1000: null,
    confusionMatrix,
    mistakes: [],
    diagnoses: job.diagnose ? [diagnosis(0, 0.1), diagnosis(experiment.epochs, 0.2)] : [],
    dataShapes: [],
    parameterCount: 0,
    summary: '',
  };
  return { directory, result };
}

/** Carries a whole ablation out, and says which jobs each stage asked for. */
export function madeUpAblation(
  question: AblationQuestion,
  accuracyOf: AccuracyOf,
): { result: AblationResult; stages: string[][] } {
  const outcomes = new Map<string, RunOutcome>();
  const stages: string[][] = [];
  for (;;) {
    const state = advanceAblation(question, outcomes);
    if (state.done) return { result: state.result, stages };
    stages.push(state.jobs.map(({ id }) => id));
    for (const job of state.jobs) outcomes.set(job.id, madeUpOutcome(job, accuracyOf(job.experiment, job)));
  }
}
