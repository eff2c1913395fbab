/**
 * `inkgrad ablate`: an experiment toward another, one change at a time and in pairs, over several seeds. What is trained
 * next follows from what came before; the finding, and the experiment repaired, from the numbers in the end.
 */
import { join } from 'node:path';
import {
  type AblationQuestion,
  type AblationResult,
  type AblationState,
  advanceAblation,
  buildModel,
  type PairChoice,
  parseSeeds,
  type RunOutcome,
} from '@inkgrad/experiments';
import { writeAblation, writeWhole } from '@inkgrad/experiments/node';
import { notebookClaim } from '@inkgrad/mnist';
import type { CommandContext } from '../context.ts';
import { finishGroup } from '../jobs/finish-group.ts';
import type { Job, JobOutcome } from '../jobs/job.ts';
import { type ExperimentOptions, prepareExperiment } from '../jobs/prepare-experiment.ts';
import { type GroupOptions, runGroup } from '../jobs/run-group.ts';
import { renderAblation } from '../views/ablation.ts';

export interface AblateOptions extends GroupOptions, ExperimentOptions {
  readonly toward: string;
  readonly seeds: string;
  readonly pairs: PairChoice;
  readonly threshold: number;
}

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

function jobsOf(state: AblationState): Job[] {
  return state.done ? [] : state.jobs.map((job) => ({ ...job, split: { kind: 'test' } }));
}

/** The repaired experiment as a file that `run` takes. */
async function writeRepaired(directory: string, { base, rows, finding }: AblationResult): Promise<string | null> {
  const row = rows.find(({ id }) => id === finding.repaired);
  if (row === undefined) return null;
  const path = join(directory, repairedFile);
  const experiment = { ...row.experiment, seed: base.seed };
  await writeWhole(path, `${JSON.stringify(experiment, undefined, 2)}\n`);
  return path;
}

export async function ablate(name: string, options: AblateOptions, context: CommandContext): Promise<void> {
  const { threshold, pairs, epochs } = options;
  const base = await prepareExperiment(name, options);
  const target = await prepareExperiment(options.toward, epochs === undefined ? {} : { epochs });
  const seeds = parseSeeds(options.seeds);
  // A mistake in a model is known before anything is opened or made.
  for (const experiment of [base, target]) await buildModel(experiment).dispose();
  const asked = { base, target, threshold, seeds, pairs };
  const question: AblationQuestion = { ...asked, claim: notebookClaim(base) };
  const request = {
    kind: 'ablate',
    experiment: base.name,
    asked,
    jobs: jobsOf(stateOf(question, [])),
    next: (outcomes: readonly JobOutcome[]) => {
      const state = stateOf(question, outcomes);
      const tried = new Set(outcomes.map(({ job }) => job.id));
      // What failed for a reason of its own is asked for again; it is the next command that tries again.
      return state.done || state.jobs.some(({ id }) => tried.has(id)) ? [] : jobsOf(state);
    },
  } as const;
  return runGroup(request, options, context, async (group) => {
    const state = stateOf(question, group.outcomes);
    const result = state.done ? state.result : undefined;
    const repaired = result === undefined ? null : await writeRepaired(group.directory, result);
    await finishGroup(group, options, context, {
      result,
      write: writeAblation,
      render: renderAblation,
      files: repaired === null ? [] : [['Repaired', repaired]],
    });
  });
}
