/** Made-up results for the tests of ablations: no model was trained for them. */
import type { Experiment } from '../experiment/schema.ts';
import { type AblationJob, type AblationQuestion, advanceAblation } from '../laboratory/ablation/design.ts';
import type { AblationResult } from '../laboratory/ablation/result.ts';
import type { RunOutcome } from '../laboratory/ablation/row.ts';
import type { EpochDiagnosis, RunResult } from '../run/run-result.ts';

/** Off the plateau at an epoch, with an accuracy from there on. */
interface Late {
  readonly end: number;
  readonly accuracy: number;
}

/** The validation accuracy that an experiment shall have from its first epoch on, or later; a text: why it failed. */
export type AccuracyOf = (experiment: Experiment, job: AblationJob) => number | Late | string;

/** What always answering the most frequent digit gives. */
const onPlateau = 0.1135;

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

/** A run that jumps from the plateau to its accuracy, and stops when the experiment says. */
export function madeUpOutcome(job: AblationJob, made: ReturnType<AccuracyOf>): RunOutcome {
  const directory = `runs/${job.id}`;
  if (typeof made === 'string') return { directory, failure: made };
  const { experiment } = job;
  const { end, accuracy } = typeof made === 'number' ? { end: 1, accuracy: made } : made;
  const { value, patience } = experiment.callbacks!.stopAfterReaching!;
  const length = Math.min(experiment.epochs, accuracy < value ? Number.POSITIVE_INFINITY : end + patience);
  const curve = Array.from({ length }, (_, at) => (at + 1 < end ? onPlateau : accuracy));
  const confusionMatrix = Array.from({ length: 10 }, (_, row) =>
    Array.from({ length: 10 }, (__, column) => Number(row === column)),
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
    diagnoses: job.diagnose ? [diagnosis(0, 0.1), diagnosis(length, 0.2)] : [],
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
