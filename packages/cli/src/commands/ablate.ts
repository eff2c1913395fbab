/**
 * `inkgrad ablate`: an experiment toward another, one change at a time and in pairs, over several seeds. What is trained
 * next follows from what came before; the finding, and the experiment repaired, from the numbers in the end. Part of the
 * training set validates, and the test set is looked at once, after the last epoch of each run.
 */
import { join } from 'node:path';
import {
  type AblationQuestion,
  type AblationResult,
  type AblationState,
  advanceAblation,
  checkExperiment,
  type DataSet,
  heldOut,
  type PairChoice,
  parseSeeds,
  type RunOutcome,
  sampleNoun,
} from '@inkgrad/experiments';
import { writeAblation, writeWhole } from '@inkgrad/experiments/node';
import { notebookClaim } from '@inkgrad/mnist';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { finishGroup } from '../jobs/finish-group.ts';
import type { Job, JobOutcome } from '../jobs/job.ts';
import { type ExperimentOptions, prepareExperiment } from '../jobs/prepare-experiment.ts';
import { type GroupOptions, runGroup } from '../jobs/run-group.ts';
import { renderAblation } from '../views/ablation.ts';

export interface AblateOptions extends GroupOptions, ExperimentOptions {
  /** Default: v1. */
  readonly toward?: string;
  readonly seeds: string;
  readonly pairs: PairChoice;
  readonly threshold: number;
  readonly plateau?: number;
  readonly mostEpochs?: number;
}

/** By default a run may train so many times the epochs of the base. */
const mostEpochsFactor = 12;

const repairedFile = 'repaired.json';

/** Undefined while a run is not done, or failed for a reason that says nothing about the experiment. */
function outcomeOf(outcome: JobOutcome): RunOutcome | undefined {
  const directory = `runs/${outcome.job.id}`;
  if (outcome.status === 'done') return { directory, result: outcome.result };
  if (outcome.status === 'failed' && outcome.failure.kind === 'numeric') {
    return { directory, failure: outcome.failure.message };
  }
  return undefined;
}

function stateOf(question: AblationQuestion, outcomes: readonly JobOutcome[]): AblationState {
  const known = new Map<string, RunOutcome>();
  for (const outcome of outcomes) {
    const run = outcomeOf(outcome);
    if (run !== undefined) known.set(outcome.job.id, run);
  }
  return advanceAblation(question, known);
}

function jobsOf(state: AblationState, { validation }: AblationQuestion): Job[] {
  const split = { kind: 'validation', part: validation } as const;
  return state.done ? [] : state.jobs.map((job) => ({ ...job, split }));
}

/** What of guessing is not learning: twice what that gives, and of two classes half way from it to all. */
function defaultLevel(classes: number): number {
  return Math.min(2 / classes, (1 / classes + 1) / 2);
}

/** Always answering the most frequent class must not look like learning. */
function checkLevel(level: number, { train, classes, ...form }: DataSet): void {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of train.labels) counts[label]!++;
  const most = Math.max(...counts) / train.labels.length;
  if (most < level) return;
  const class_ = classes[counts.indexOf(Math.max(...counts))];
  throw new UsageError(
    `class ${class_} alone is ${(most * 100).toFixed(1)} % of the training ${sampleNoun(form)}: say --plateau with more than ${most.toFixed(4)}.`,
  );
}

/**
 * @throws UsageError for data whose targets are values, and where nothing is said to change toward but what is of digits
 */
function checkData({ values }: DataSet, { data, toward }: AblateOptions): void {
  if (values.length > 0) {
    throw new UsageError(
      `ablate asks when accuracy leaves a plateau, and the targets of ${data} are values (${values.join(', ')}); sweep and compare are of values too.`,
    );
  }
  if (data === undefined || toward !== undefined) return;
  throw new UsageError(`--toward must name an experiment that works on ${data}; the default, v1, is of digits.`);
}

/** The experiment that reaches the threshold and keeps the most of the base, as a file that `run` takes. */
async function writeRepaired(directory: string, { base, rows, finding }: AblationResult): Promise<string | null> {
  const row = rows.find(({ id }) => id === finding.repaired);
  if (row === undefined) return null;
  const path = join(directory, repairedFile);
  const experiment = { ...row.experiment, seed: base.seed };
  await writeWhole(path, `${JSON.stringify(experiment, undefined, 2)}\n`);
  return path;
}

export async function ablate(name: string, options: AblateOptions, context: CommandContext): Promise<void> {
  const { threshold, pairs, epochs, toward = 'v1' } = options;
  const base = await prepareExperiment(name, options);
  const target = await prepareExperiment(toward, epochs === undefined ? {} : { epochs });
  const seeds = parseSeeds(options.seeds);
  const { mostEpochs = base.epochs * mostEpochsFactor } = options;
  if (mostEpochs <= base.epochs) {
    throw new UsageError(`--most-epochs must be more than the ${base.epochs} epochs of ${base.name}.`);
  }
  const questionOn = ({ classes }: DataSet): AblationQuestion => {
    const { plateau: level = defaultLevel(classes.length) } = options;
    if (level >= threshold) throw new UsageError(`--plateau must be less than --threshold, ${threshold}.`);
    const asked = { base, target, threshold, level, mostEpochs, validation: heldOut(base), seeds, pairs };
    return { ...asked, claim: notebookClaim(base) };
  };
  const plan = async (data: DataSet) => {
    checkData(data, options);
    for (const experiment of [base, target]) await checkExperiment(experiment, data);
    const question = questionOn(data);
    checkLevel(question.level, data);
    const { claim: _, ...asked } = question;
    return {
      kind: 'ablate',
      experiment: base.name,
      asked,
      jobs: jobsOf(stateOf(question, []), question),
      next: (outcomes: readonly JobOutcome[]) => {
        const state = stateOf(question, outcomes);
        const tried = new Set(outcomes.map(({ job }) => job.id));
        // What failed for a reason of its own is asked for again; it is the next command that tries again.
        return state.done || state.jobs.some(({ id }) => tried.has(id)) ? [] : jobsOf(state, question);
      },
    } as const;
  };
  return runGroup(plan, options, context, async (group) => {
    const state = stateOf(questionOn(group.data), group.outcomes);
    const result = state.done ? state.result : undefined;
    const repaired = result === undefined ? null : await writeRepaired(group.directory, result);
    await finishGroup(group, options, context, {
      result,
      write: writeAblation,
      render: renderAblation,
      files: repaired === null ? [] : [['Keeps the most', repaired]],
    });
  });
}
