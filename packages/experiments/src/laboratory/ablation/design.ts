/**
 * Which runs an ablation needs, and when. What runs next follows from the outcomes so far and from nothing else, so
 * that an ablation that was interrupted goes on as it would have.
 *
 * First come the base, each change alone, all regularization off at once, and the target, with every seed. Then pairs of
 * changes where they are asked for, then the change that reaches the threshold in fewer and fewer layers, both with the
 * first seed; those that reach the threshold with it get every seed, and are judged by the others.
 *
 * Every run trains until its plateau has been over for as many epochs as the base trains.
 */
import { decisiveText } from '../../experiment/decisive.ts';
import type { Experiment, ValidationConfig } from '../../experiment/schema.ts';
import type { Change } from './change.ts';
import { changesToward } from './changes.ts';
import { findingOf } from './finding.ts';
import { lengthened } from './lengthened.ts';
import type { AblationResult, AblationRow } from './result.ts';
import { measureRow, type PlannedRow, planRow, planWhole, type RunOutcome } from './row.ts';
import { judge, keepsMost, type Measured } from './rule.ts';
import { sensitivityOf } from './sensitivity.ts';

/**
 * Which pairs are tried. `open`: of changes that do not reach the threshold alone, one of which shortens the plateau, or any
 * where none does.
 */
export type PairChoice = 'open' | 'all' | 'none';

/** What an ablation asks: which settings, between a base and a target, make the difference. */
export interface AblationQuestion {
  readonly base: Experiment;
  readonly target: Experiment;
  /** The validation accuracy that is asked for after as many epochs as the base trains. */
  readonly threshold: number;
  /** The validation accuracy from which a run is off the plateau. */
  readonly level: number;
  /** Epochs that a run trains at most. */
  readonly mostEpochs: number;
  /** What validates: nothing is chosen or judged on the test set. */
  readonly validation: ValidationConfig;
  /** At least one. */
  readonly seeds: readonly number[];
  readonly pairs: PairChoice;
  /** How the finding calls the claim that regularization is to blame, where somebody made it. */
  readonly claim?: string | undefined;
}

/** One run that an ablation needs. */
export interface AblationJob {
  /** A folder name: `activation-seed-1`. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** With its seed, and for as long as it may have to train. */
  readonly experiment: Experiment;
  /** Whether the run looks inside the model after each epoch. */
  readonly diagnose: boolean;
}

/** By the id of the job. */
export type AblationOutcomes = ReadonlyMap<string, RunOutcome>;

/** Asks for runs of rows; answered with the rows once all of them have an outcome. */
type Steps<Returned> = Generator<Request, Returned, AblationRow[]>;

interface Request {
  readonly rows: readonly PlannedRow[];
  readonly seeds: readonly number[];
  /** The seed by which the rows were chosen from many, if they were. */
  readonly chosenBy?: number;
}

const jobId = (row: PlannedRow, seed: number): string => `${row.id}-seed-${seed}`;

/** The first seed for all of them, then every seed for those that reach the threshold with it. */
function* screen(rows: readonly PlannedRow[], { seeds, threshold }: AblationQuestion): Steps<AblationRow[]> {
  if (rows.length === 0) return [];
  const first = yield { rows, seeds: seeds.slice(0, 1) };
  const promising = rows.filter((_, index) => (first[index]!.accuracyAtBaseEpochs?.mean ?? 0) >= threshold);
  if (promising.length === 0 || seeds.length === 1) return first;
  const confirmed = yield { rows: promising, seeds, chosenBy: seeds[0]! };
  const whole = new Map(confirmed.map((row) => [row.id, row]));
  return first.map((row) => whole.get(row.id) ?? row);
}

/** Pairs whose two changes do not come to one of them, as the width of a layer that the other takes away. */
function pairsOf(base: Experiment, changes: readonly Change[]): { rows: PlannedRow[]; skipped: string[] } {
  const rows: PlannedRow[] = [];
  const skipped: string[] = [];
  for (const [index, first] of changes.entries()) {
    for (const second of changes.slice(index + 1)) {
      const pair = planRow('pair', base, [first, second]);
      const same = [first, second].find((change) => decisiveText(change.apply(base)) === decisiveText(pair.experiment));
      if (same === undefined) rows.push(pair);
      else
        skipped.push(
          `"${first.title}" with "${second.title}" is the same as "${same.title}" alone, and not run again.`,
        );
    }
  }
  return { rows, skipped };
}

/** A row's divisible change in all of its places but one, each place left out in turn. */
function fewerPlaces(base: Experiment, changes: readonly Change[]): PlannedRow[] {
  const divisible = changes.find(({ places }) => places.length > 1);
  if (divisible === undefined) return [];
  return divisible.places.map((left) => {
    const part = divisible.within(divisible.places.filter((place) => place !== left));
    return planRow(
      'part',
      base,
      changes.map((change) => (change === divisible ? part : change)),
    );
  });
}

function* steps(question: AblationQuestion): Steps<AblationResult> {
  const { base, target, seeds, threshold, level, mostEpochs, validation, pairs } = question;
  const { changes, notes } = changesToward(base, target);
  const planned = new Map<string, PlannedRow>();
  const plan = (rows: readonly PlannedRow[]): readonly PlannedRow[] => {
    for (const row of rows) planned.set(row.id, row);
    return rows;
  };

  const singles = changes.map((change) => planRow('single', base, [change]));
  const regularization = changes.filter((change) => change.regularization);
  const together = regularization.length < 2 ? [] : [planRow('together', base, regularization, 'no-regularization')];
  const targets = decisiveText(base) === decisiveText(target) ? [] : [planWhole('target', target)];
  const first = yield { rows: plan([planWhole('base', base), ...singles, ...together, ...targets]), seeds };
  const rows = first.filter(({ kind }) => kind !== 'target');

  const passes = rows[0]!.reaches.verdict === 'yes';
  if (pairs !== 'none' && !passes) {
    const verdicts = new Map(rows.map((row) => [row.id, row]));
    const open = changes.filter(({ id }) => verdicts.get(id)?.reaches.verdict !== 'yes');
    const helping = new Set(
      open.filter(({ id }) => ['none', 'shorter'].includes(verdicts.get(id)?.plateau.verdict ?? '')),
    );
    const isTried = ({ changes: both }: PlannedRow): boolean =>
      pairs === 'all' || helping.size === 0 || both.some((change) => helping.has(change));
    const { rows: possible, skipped } = pairsOf(base, pairs === 'all' ? changes : open);
    const wanted = possible.filter(isTried);
    rows.push(...(yield* screen(plan(wanted), question)));
    notes.push(...skipped);
  }

  // Parts of parts are found again by other ways; a set of layers is tried once.
  let repaired = passes ? undefined : keepsMost(rows);
  while (repaired !== undefined) {
    const narrower = fewerPlaces(base, planned.get(repaired.id)!.changes).filter(({ id }) => !planned.has(id));
    const parts = yield* screen(plan(narrower), question);
    rows.push(...parts);
    const kept = keepsMost(parts);
    if (kept === undefined) break;
    repaired = kept;
  }
  if (passes) notes.push(`${base.name} passes as it is, so no pairs were tried and nothing was repaired.`);
  rows.push(...first.filter(({ kind }) => kind === 'target'));
  const asked = { base, target, threshold, level, mostEpochs, validation, seeds };
  const sensitivity = sensitivityOf(first, asked);
  const result = { kind: 'ablation' as const, ...asked, rows, sensitivity, notes };
  return { ...result, finding: findingOf(result, repaired, question.claim) };
}

/** What is to run now, or the result where all has run. */
export type AblationState =
  | { readonly done: false; readonly jobs: readonly AblationJob[] }
  | { readonly done: true; readonly result: AblationResult };

/**
 * An ablation as far as it has come: what to run next, or its result.
 * @param outcomes of the jobs that this function has asked for before, as far as they have run
 */
export function advanceAblation(question: AblationQuestion, outcomes: AblationOutcomes): AblationState {
  const ablation = steps(question);
  const { level, mostEpochs, threshold } = question;
  const standard = { threshold, mostEpochs, baseEpochs: question.base.epochs };
  let base: Measured | undefined;
  let next = ablation.next();
  while (!next.done) {
    const { rows, seeds, chosenBy } = next.value;
    const jobs = rows.flatMap((row) =>
      seeds.map(
        (seed, index): AblationJob => ({
          id: jobId(row, seed),
          title: `${row.changes.map(({ title }) => title).join(', ') || row.experiment.name}, seed ${seed}`,
          experiment: { ...lengthened(row.experiment, question), seed },
          // Many pairs are tried and few are looked at; what they would show takes megabytes.
          diagnose: index === 0 && row.kind !== 'pair',
        }),
      ),
    );
    const missing = jobs.filter(({ id }) => !outcomes.has(id));
    if (missing.length > 0) return { done: false, jobs: missing };
    const measured = rows.map((row) => {
      const own = seeds.map((seed) => [seed, outcomes.get(jobId(row, seed))!] as const);
      return measureRow(row, own, { level, baseEpochs: question.base.epochs, chosenBy });
    });
    base ??= measured[0]!;
    next = ablation.next(judge(measured, base, standard));
  }
  return { done: true, result: next.value };
}
