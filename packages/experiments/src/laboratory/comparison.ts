/**
 * Finished runs beside one another: what differs in their settings, in what they confuse, and whether one answers more
 * images correctly than chance explains, or one way to train than other seeds explain. Curves and metrics are in the runs' own results.
 */
import { ArgumentError } from '@inkgrad/tensor';
import { readAnswers } from '../run/answers.ts';
import type { RunResult } from '../run/run-result.ts';
import { circumstances, haveSameData, type RunData } from './circumstances.ts';
import { comparePaired, type MeanComparison } from './comparison-of-means.ts';
import { type Difference, differences } from './differences.ts';
import { absoluteErrors } from './end-figure.ts';
import { type Pair, pairs } from './pairs.ts';
import { type GroupComparison, groupRuns, type RunGroup } from './run-groups.ts';
import { type McNemar, mcnemar } from './statistics.ts';

/** A run of a comparison. */
export interface ComparedRun {
  /** What tells it from the others. */
  readonly name: string;
  readonly directory: string;
  readonly result: RunResult;
  /** What it was trained and evaluated on. */
  readonly data: RunData;
}

/** The images that a run answered in the end. */
export interface AnsweredSet {
  /** The same text for the same images in the same order. */
  readonly id: string;
  /** Their true digits. */
  readonly labels: Uint8Array;
}

/** A run that can be compared, with its answers if they are at hand. */
export interface ComparableRun extends ComparedRun {
  /** Undefined where its labels are not at hand: it has no tests then. */
  readonly answered: AnsweredSet | undefined;
}

type Counts = readonly (readonly number[])[];

/** Runs beside each other: how they differ, and what can be said of their figures. */
export interface ComparisonResult {
  readonly kind: 'comparison';
  readonly runs: readonly ComparedRun[];
  /** Of the settings. */
  readonly differences: readonly Difference[];
  /** Of what is no setting: data, backend, what they were evaluated on; named in parentheses. */
  readonly circumstances: readonly Difference[];
  /** Whether all had the same data; otherwise their figures are not of the same images. */
  readonly sameData: boolean;
  /** Of the first run with each other one that answered as many images of each digit: counts of b − counts of a. */
  readonly confusionDifferences: readonly (Pair & { readonly matrix: Counts })[];
  /** Of every two runs on the same images. The p-values are of single tests, not corrected for their number. */
  readonly tests: readonly (Pair & McNemar)[];
  /** The same where the targets are values: whether one is nearer to them, sample by sample. Of the absolute errors, b − a. */
  readonly valueTests: readonly (Pair & MeanComparison)[];
  /** Runs of one configuration with several seeds; none where all configurations or data differ. */
  readonly groups: readonly RunGroup[];
  /** Of every two groups. */
  readonly groupComparisons: readonly GroupComparison[];
}

/** One letter for each image: whether the answer is right. */
function rightAnswers({ name, result, answered }: ComparableRun): readonly boolean[] | undefined {
  if (answered === undefined) return undefined;
  const { labels } = answered;
  const { predictedDigits } = result;
  const given = readAnswers(predictedDigits);
  if (given.length !== labels.length) {
    throw new ArgumentError('compareRuns', name, `${labels.length} answers, one for each label`, given.length);
  }
  return Array.from(labels, (label, index) => given[index] === label);
}

/** Of every two runs that predicted the same values: the t test of the differences of their absolute errors. */
function valueTestsOf(runs: readonly ComparableRun[]): (Pair & MeanComparison)[] {
  const errors = runs.map(({ result }) => absoluteErrors(result));
  const truths = runs.map(({ result }) => JSON.stringify([result.targets?.names, result.predictedValues?.true]));
  return pairs(runs.length).flatMap(({ a, b }) => {
    const [ofA, ofB] = [errors[a], errors[b]];
    return ofA !== undefined && ofB !== undefined && truths[a] === truths[b]
      ? [{ a, b, ...comparePaired(ofA, ofB) }]
      : [];
  });
}

function countDifference(a: Counts, b: Counts): number[][] {
  return b.map((row, digit) => row.map((count, predicted) => count - a[digit]![predicted]!));
}

/** Images of each true digit. */
const countsOf = ({ result }: ComparedRun): string =>
  result.confusionMatrix.map((row) => row.reduce((sum, count) => sum + count, 0)).join(' ');

/**
 * Sets runs beside each other.
 * @param runs at least two; the others are compared with the first
 * @throws ArgumentError for fewer, or for a run with another number of answers than labels
 */
export function compareRuns(runs: readonly ComparableRun[]): ComparisonResult {
  if (runs.length < 2) throw new ArgumentError('compareRuns', 'runs', 'at least two', runs.length);
  const right = runs.map(rightAnswers);
  const sameSet = pairs(runs.length).filter(
    ({ a, b }) => runs[a]!.answered !== undefined && runs[a]!.answered?.id === runs[b]!.answered?.id,
  );
  const tests = sameSet.map(({ a, b }) => {
    const [ofA, ofB] = [right[a]!, right[b]!];
    const onlyA = ofA.filter((isRight, index) => isRight && !ofB[index]).length;
    const onlyB = ofB.filter((isRight, index) => isRight && !ofA[index]).length;
    return { a, b, ...mcnemar(onlyA, onlyB) };
  });
  const sameData = haveSameData(runs);
  // Figures of different images say nothing of one another.
  const { groups, comparisons } = sameData ? groupRuns(runs) : { groups: [], comparisons: [] };
  const alike = pairs(runs.length).filter(
    ({ a, b }) => a === 0 && countsOf(runs[a]!) !== '' && countsOf(runs[a]!) === countsOf(runs[b]!),
  );
  return {
    kind: 'comparison',
    runs: runs.map(({ name, directory, result, data }) => ({ name, directory, result, data })),
    circumstances: circumstances(runs),
    sameData,
    differences: differences(runs.map(({ result }) => result.config)),
    confusionDifferences: alike.map(({ a, b }) => ({
      a,
      b,
      matrix: countDifference(runs[a]!.result.confusionMatrix, runs[b]!.result.confusionMatrix),
    })),
    tests,
    valueTests: valueTestsOf(runs),
    groups,
    groupComparisons: comparisons,
  };
}
