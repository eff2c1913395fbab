/** A row of an ablation: what is to run, and what the runs say together once they have. */
import type { Experiment } from '../../experiment/schema.ts';
import type { RunResult } from '../../run/run-result.ts';
import { curvesOf, lastEpochSummaries } from '../curves.ts';
import { plateauEnd } from '../plateau.ts';
import { type Summary, summarize } from '../statistics.ts';
import { applyChanges, type Change } from './change.ts';
import type { AblationRowKind, AblationRun } from './result.ts';
import type { Measured } from './rule.ts';

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

const measure = 'validationAccuracy';
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

function runOf(seed: number, outcome: RunOutcome): AblationRun {
  const { directory } = outcome;
  if ('failure' in outcome) return { seed, directory, history: {}, testAccuracy: null, failure: outcome.failure };
  const { history, evaluation } = outcome.result;
  return { seed, directory, history, testAccuracy: evaluation.accuracy ?? null };
}

function titleOf({ kind, experiment }: Omit<PlannedRow, 'changes'>, changes: readonly Change[]): string {
  if (changes.length === 0) return experiment.name;
  return kind === 'together' ? 'no regularization' : changes.map(({ title }) => title).join(', ');
}

function summaryOf(values: readonly number[]): Summary | null {
  return values.length === 0 ? null : summarize(values, 'share');
}

/** What a run's epochs say of the plateau; null of one that failed. */
export function endsOf(
  runs: readonly Pick<AblationRun, 'history'>[],
  level: number,
): (ReturnType<typeof plateauEnd> | null)[] {
  return runs.map(({ history }) => {
    const accuracies = history[measure] ?? [];
    return accuracies.length === 0 ? null : plateauEnd(accuracies, level);
  });
}

/**
 * @param outcomes one for each seed that was tried, in order
 * @param chosenBy the seed by which the row was chosen from many, where one was: the others judge it
 */
export function measureRow(
  { changes, ...planned }: PlannedRow,
  outcomes: readonly (readonly [seed: number, outcome: RunOutcome])[],
  { level, baseEpochs, chosenBy }: { level: number; baseEpochs: number; chosenBy: number | undefined },
): Measured {
  const runs = outcomes.map(([seed, outcome]) => runOf(seed, outcome));
  const judged = runs.filter(({ seed }) => seed !== chosenBy);
  const done = judged.filter(({ failure }) => failure === undefined);
  const histories = done.map(({ history }) => history);
  const values = histories.flatMap((history) => history[measure]?.[baseEpochs - 1] ?? history[measure]?.at(-1) ?? []);
  const first = outcomes[0]?.[1];
  return {
    ...planned,
    title: titleOf(planned, changes),
    changes: changes.map(({ id, title, description }) => ({ id, title, description })),
    settings: changes.reduce((sum, { settings }) => sum + settings, 0),
    runs,
    seeds: judged.map(({ seed }) => seed),
    failures: judged.length - done.length,
    values,
    accuracyAtBaseEpochs: summaryOf(values),
    summaries: lastEpochSummaries(histories),
    testAccuracy: summaryOf(done.flatMap(({ testAccuracy }) => testAccuracy ?? [])),
    ends: endsOf(judged, level),
    curves: curvesOf(histories),
    diagnoses: first !== undefined && 'result' in first ? first.result.diagnoses : [],
  };
}
