/** A row of an ablation: what is to run, and what the runs say together once they have. */
import type { Experiment } from '../../experiment/schema.ts';
import type { RunResult } from '../../run/run-result.ts';
import { curvesOf, lastEpochSummaries } from '../curves.ts';
import { type Summary, summarize } from '../statistics.ts';
import { applyChanges, type Change } from './change.ts';
import type { AblationRow, AblationRowKind, AblationRun } from './result.ts';
import { judge } from './rule.ts';

/** A row before its runs. */
export interface PlannedRow {
  readonly id: string;
  readonly kind: AblationRowKind;
  readonly changes: readonly Change[];
  readonly experiment: Experiment;
}

/** What became of one run. */
export type RunOutcome =
  | { readonly directory: string; readonly result: RunResult }
  | { readonly directory: string; readonly failure: string };

/** Against what a row is judged. */
interface Standard {
  readonly threshold: number;
  readonly baseEpochs: number;
  /** Final accuracy of the base; undefined where all its runs failed. */
  readonly base: Summary | undefined;
}

const longestName = 64;
const longestTitle = 200;

/** The base with changes, under a name of its own. */
export function planRow(kind: AblationRowKind, base: Experiment, changes: readonly Change[], id?: string): PlannedRow {
  const rowId = id ?? changes.map((change) => change.id).join('+');
  const experiment: Experiment = {
    ...applyChanges(base, changes),
    name: `${base.name}-${rowId.replaceAll('+', '-')}`.slice(0, longestName),
    title: `${base.name}: ${changes.map(({ title }) => title).join(', ')}`.slice(0, longestTitle),
    description: changes.map(({ description }) => description).join(' '),
  };
  return { id: rowId, kind, changes, experiment };
}

/** Base or target: an experiment as it is. */
export function planWhole(kind: 'base' | 'target', experiment: Experiment): PlannedRow {
  return { id: kind, kind, changes: [], experiment };
}

function digitsAnswered({ confusionMatrix }: RunResult): number {
  const answered = new Set<number>();
  for (const row of confusionMatrix) for (const [digit, count] of row.entries()) if (count > 0) answered.add(digit);
  return answered.size;
}

function runOf(seed: number, outcome: RunOutcome): AblationRun {
  const { directory } = outcome;
  if ('failure' in outcome) return { seed, directory, history: {}, digitsAnswered: 0, failure: outcome.failure };
  const { result } = outcome;
  return { seed, directory, history: result.history, digitsAnswered: digitsAnswered(result) };
}

function titleOf({ kind, experiment }: Omit<PlannedRow, 'changes'>, changes: readonly Change[]): string {
  if (changes.length === 0) return experiment.name;
  return kind === 'together' ? 'no regularization' : changes.map(({ title }) => title).join(', ');
}

/** @param outcomes one for each seed that was tried, in order */
export function completeRow(
  { changes, ...planned }: PlannedRow,
  outcomes: readonly (readonly [seed: number, outcome: RunOutcome])[],
  { threshold, baseEpochs, base }: Standard,
): AblationRow {
  const runs = outcomes.map(([seed, outcome]) => runOf(seed, outcome));
  const histories = runs.filter(({ failure }) => failure === undefined).map(({ history }) => history);
  const summaries = lastEpochSummaries(histories);
  const accuracy = summaries['validationAccuracy'];
  const atBaseEpochs = histories.flatMap((history) => history['validationAccuracy']?.[baseEpochs - 1] ?? []);
  const first = outcomes[0]?.[1];
  const failures = runs.length - histories.length;
  return {
    ...planned,
    title: titleOf(planned, changes),
    changes: changes.map(({ id, title, description }) => ({ id, title, description })),
    settings: changes.reduce((sum, { settings }) => sum + settings, 0),
    summaries,
    accuracyAtBaseEpochs: atBaseEpochs.length === 0 ? null : summarize(atBaseEpochs),
    rescued: judge(accuracy, failures, planned.kind === 'base' ? accuracy : base, threshold),
    curves: curvesOf(histories),
    runs,
    diagnoses: first !== undefined && 'result' in first ? first.result.diagnoses : [],
  };
}
