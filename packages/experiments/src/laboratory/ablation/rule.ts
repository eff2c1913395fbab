/**
 * The rule of the finding: what the runs of each row show of two questions. Does it reach the threshold within the epochs
 * of the base, and does its plateau end sooner than the base's? Each question of each row is a test; Holm's correction is
 * over all of a stage, so that where nothing differs, a page with any false "yes", "none", "shorter" or "longer" comes up
 * in at most one of twenty. It looks at numbers and at nothing else; docs/laboratory.md says it in words.
 */
import { holmOfKnown } from '../holm.ts';
import { comparePlateaus, type PlateauComparison, type PlateauEnd, summarizePlateaus } from '../plateau.ts';
import { isFinding } from '../significance.ts';
import { shareDiffers } from '../statistics.ts';
import type { AblationRow, Judgement, PlateauVerdict, Reaches } from './result.ts';

/** By what rows are judged. */
export interface Standard {
  /** The validation accuracy that is asked for. */
  readonly threshold: number;
  /** Epochs that the base trains. */
  readonly baseEpochs: number;
  /** Epochs that a run trains at most. */
  readonly mostEpochs: number;
}

/** A row before it is judged. */
export type Measured = Omit<AblationRow, 'reaches' | 'plateau'> & { readonly ends: readonly (PlateauEnd | null)[] };

/** No accuracy is taken to be known more finely than this, however alike few runs are. */
const accuracyResolution = 0.001;

/** A plateau that is over within so many epochs is called none: a fifth of the base's epochs. */
export function goneBy(baseEpochs: number): number {
  return Math.max(1, Math.round(baseEpochs / 5));
}

/** The ends, where every run has one. */
function allEnds(ends: readonly (PlateauEnd | null)[]): readonly PlateauEnd[] | undefined {
  const known = ends.filter((end) => end !== null);
  return known.length === ends.length && known.length > 0 ? known : undefined;
}

/** Whether the base has a plateau: half of its runs or more are still on it when it would be called none. */
function hasPlateau({ ends }: Pick<Measured, 'ends'>, { baseEpochs }: Standard): boolean {
  const known = allEnds(ends);
  if (known === undefined) return false;
  const { median } = summarizePlateaus(known);
  return median === null || median > goneBy(baseEpochs);
}

/** A run that was stopped below the level before the horizon: when it would have ended cannot be said. */
function isCutShort(ends: readonly PlateauEnd[], { mostEpochs }: Standard): boolean {
  return ends.some(({ epoch, censored }) => censored && epoch < mostEpochs);
}

interface Tests {
  readonly reaches: number | null;
  readonly comparison: PlateauComparison | null;
}

function testsOf(row: Measured, base: Measured, standard: Standard): Tests {
  const { values } = row;
  const failed = row.failures > 0;
  const reaches = failed || values.length === 0 ? null : shareDiffers(values, standard.threshold, accuracyResolution);
  const ends = allEnds(row.ends);
  const ofBase = allEnds(base.ends.filter((_, at) => row.seeds.includes(base.seeds[at]!)));
  const comparable = row !== base && ends !== undefined && ofBase !== undefined && hasPlateau(base, standard);
  if (!comparable || ends.length !== ofBase.length || isCutShort([...ends, ...ofBase], standard)) {
    return { reaches, comparison: null };
  }
  return { reaches, comparison: comparePlateaus(ofBase, ends, standard.mostEpochs) };
}

function reachesVerdict(row: Measured, { threshold }: Standard, adjusted: number | null): Reaches {
  if (row.failures > 0) return 'failed';
  if (adjusted === null) return 'too few seeds';
  if (!isFinding(adjusted)) return 'unclear';
  return row.accuracyAtBaseEpochs!.mean > threshold ? 'yes' : 'no';
}

function plateauVerdict(
  row: Measured,
  { comparison }: Tests,
  { baseEpochs }: Standard,
  adjusted: number | null,
): PlateauVerdict | null {
  if (row.failures > 0) return 'failed';
  if (comparison === null) return null;
  if (adjusted === null) return 'too few seeds';
  if (!isFinding(adjusted)) return 'unclear';
  if (comparison.ratio > 1) return 'longer';
  const gone = row.ends.every((end) => end !== null && !end.censored && end.epoch <= goneBy(baseEpochs));
  return gone ? 'none' : 'shorter';
}

/**
 * Judges the rows of a stage together.
 * @param base the measured base: one of the rows, or judged before
 */
export function judge(rows: readonly Measured[], base: Measured, standard: Standard): AblationRow[] {
  const tests = rows.map((row) => testsOf(row, base, standard));
  const pValues = tests.flatMap(({ reaches, comparison }) => [reaches, comparison?.pValue ?? null]);
  const adjusted = holmOfKnown(pValues);
  return rows.map((row, index) => {
    const own = tests[index]!;
    const [ofReaches, ofPlateau] = [adjusted[2 * index]!, adjusted[2 * index + 1]!];
    const reaches: Judgement<Reaches> = {
      verdict: reachesVerdict(row, standard, ofReaches),
      pValue: own.reaches,
      adjusted: ofReaches,
    };
    const known = row.ends.filter((end) => end !== null);
    const plateau = {
      ends: row.ends,
      summary: known.length === 0 ? null : summarizePlateaus(known),
      comparison: own.comparison,
      verdict: plateauVerdict(row, own, standard, ofPlateau),
      pValue: own.comparison?.pValue ?? null,
      adjusted: ofPlateau,
    };
    const { ends: _, ...others } = row;
    return { ...others, reaches, plateau };
  });
}

/**
 * Of the rows that reach the threshold the one that keeps the most of the base: fewest changes; of those fewest settings;
 * of those the highest lower end of the interval; of those the first. The row that takes off all regularization counts
 * with as many changes as it has.
 */
export function keepsMost(rows: readonly AblationRow[]): AblationRow | undefined {
  const candidates = rows.filter(({ changes, reaches }) => changes.length > 0 && reaches.verdict === 'yes');
  const low = ({ accuracyAtBaseEpochs: accuracy }: AblationRow): number => accuracy!.low ?? accuracy!.mean;
  return candidates.sort(
    (a, b) => a.changes.length - b.changes.length || a.settings - b.settings || low(b) - low(a),
  )[0];
}
