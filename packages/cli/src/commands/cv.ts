/**
 * `inkgrad cv`: a training for each fold of the training set, validated on that fold, and one on all training images
 * whose model is judged on the test set, the only time that the test set is used.
 */
import {
  type CrossValidationResult,
  checkExperiment,
  crossValidation,
  type DataSet,
  type Experiment,
  sampleNoun,
  strata,
  stratifiedFolds,
} from '@inkgrad/experiments';
import { writeCrossValidation } from '@inkgrad/experiments/node';
import type { CommandContext } from '../context.ts';
import { finishGroup } from '../jobs/finish-group.ts';
import type { Job } from '../jobs/job.ts';
import { type ExperimentOptions, prepareExperiment } from '../jobs/prepare-experiment.ts';
import { type GroupOptions, type RunGroup, runGroup } from '../jobs/run-group.ts';
import { renderCrossValidation } from '../views/cross-validation.ts';

export interface CvOptions extends GroupOptions, ExperimentOptions {
  readonly folds: number;
}

const finalId = 'final';
const foldId = (fold: number): string => `fold-${fold}`;

function jobsOf(experiment: Experiment, folds: number, noun: string): Job[] {
  const shared = { experiment, diagnose: false };
  const { seed } = experiment;
  const foldJobs = Array.from({ length: folds }, (_, at): Job => {
    const fold = at + 1;
    return {
      ...shared,
      id: foldId(fold),
      title: `fold ${fold} of ${folds}`,
      split: { kind: 'fold', folds, fold, seed },
    };
  });
  return [...foldJobs, { ...shared, id: finalId, title: `all training ${noun}`, split: { kind: 'testAtEnd' } }];
}

/** Undefined where no fold has a result. */
function resultOf(group: RunGroup, experiment: Experiment, folds: number): CrossValidationResult | undefined {
  const done = group.outcomes.flatMap((outcome) => (outcome.status === 'done' ? [outcome] : []));
  const run = ({ job, result }: (typeof done)[number]) => ({ directory: `runs/${job.id}`, result });
  const runs = done.flatMap((outcome) => {
    const { split } = outcome.job;
    return split.kind === 'fold' ? [{ fold: split.fold, ...run(outcome) }] : [];
  });
  const final = done.find(({ job }) => job.id === finalId);
  if (runs.length === 0) return undefined;
  const { seed } = experiment;
  return crossValidation({ experiment, folds, seed, runs, final: final === undefined ? null : run(final) });
}

export async function cv(name: string, options: CvOptions, context: CommandContext): Promise<void> {
  const { folds } = options;
  const experiment = await prepareExperiment(name, options);
  const plan = async (data: DataSet) => {
    await checkExperiment(experiment, data);
    // More folds than samples are known before anything is made.
    stratifiedFolds(strata(data.train), folds, experiment.seed);
    const jobs = jobsOf(experiment, folds, sampleNoun(data));
    return { kind: 'cv', experiment: experiment.name, asked: { experiment, folds }, jobs } as const;
  };
  return runGroup(plan, options, context, (group) =>
    finishGroup(group, options, context, {
      result: resultOf(group, experiment, folds),
      write: writeCrossValidation,
      render: renderCrossValidation,
    }),
  );
}
