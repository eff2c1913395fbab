/**
 * The verdict, generated from the numbers by fixed rules. It says what was measured and, as `PublishedRuns`
 * judge it, whether the notebook is reproduced; it offers no causes, because a single run shows none.
 */

import { formatCount, formatDifference, formatFixed, formatPercent } from '@inkgrad/charts';
import { listed, plural } from '@inkgrad/tensor/text';
import type { RunResult } from '../run/run-result.ts';
import { formatOutput, givenOutputs } from './answer.ts';
import {
  type AnswerCounts,
  classNames,
  classWord,
  countAnswers,
  evaluatedSet,
  guessingLoss,
  staysAtGuessing,
  validatedSet,
} from './outcome.ts';
import type { PublishedComparison, PublishedRuns } from './published.ts';
import { SAMPLE_INDEX } from './types.ts';
import { formatNumber, valueScores } from './value-scores.ts';

/**
 * `constant`: at least 99.9 % of the answers are one digit. `guessing`: no better than always answering the
 * most frequent digit, within three standard errors. `good`: test accuracy of at least 0.95. `partial`: the rest. `values`: no classes.
 */
export type Outcome = 'constant' | 'guessing' | 'partial' | 'good' | 'values';

export interface Verdict {
  readonly run: RunResult;
  readonly outcome: Outcome;
  /** Absent for an experiment of one's own. */
  readonly comparison: PublishedComparison | undefined;
  /** A clause without full stop, such as "v1 reads 97.31 % of the test images correctly". */
  readonly headline: string;
  /** Whole sentences, the finding first. */
  readonly sentences: readonly string[];
}

const GOOD_ACCURACY = 0.95;
const CONSTANT_SHARE = 0.999;

type OfClasses = Exclude<Outcome, 'values'>;

function classify(answers: AnswerCounts, accuracy: number): OfClasses {
  const { total, favouriteCount, constantAccuracy } = answers;
  if (total > 0 && favouriteCount >= CONSTANT_SHARE * total) return 'constant';
  const standardError = Math.sqrt((constantAccuracy * (1 - constantAccuracy)) / Math.max(1, total));
  if (!(accuracy > constantAccuracy + 3 * standardError)) return 'guessing';
  return accuracy >= GOOD_ACCURACY ? 'good' : 'partial';
}

/** "after 20 epochs" */
function afterEpochs({ epochs: { length } }: RunResult): string {
  return `after ${plural(length, 'epoch', undefined, formatCount(length))}`;
}

function headlineOf(run: RunResult, outcome: OfClasses, answers: AnswerCounts, accuracy: number): string {
  const share = formatPercent(accuracy, 2);
  switch (outcome) {
    case 'constant':
      return `${run.experiment} answers ${classNames(run)[answers.favourite]} to everything ${afterEpochs(run)} (${share} are right)`;
    case 'guessing':
      return `${run.experiment} is at ${share} ${afterEpochs(run)}, no better than guessing`;
    default:
      return `${run.experiment} reads ${share} of the ${evaluatedSet(run).images} correctly`;
  }
}

function findingSentences(run: RunResult, outcome: OfClasses, answers: AnswerCounts, accuracy: number): string[] {
  const { total, favourite, favouriteCount, correct, constantAccuracy } = answers;
  const share = formatPercent(accuracy, 2);
  const after = afterEpochs(run);
  const misread = `misreads ${formatCount(total - correct)} of ${formatCount(total)}`;
  const name = run.experiment;
  const { images } = evaluatedSet(run);
  switch (outcome) {
    case 'constant': {
      const always = favouriteCount === total;
      const some = always ? `all ${formatCount(total)}` : `${formatCount(favouriteCount)} of ${formatCount(total)}`;
      return [
        `${name} answers ${classNames(run)[favourite]} to ${some} ${images} ${after}.`,
        `${formatCount(correct)} answers are right, an accuracy of ${share}${always ? `; the ${images.replace(/^.* /, '').slice(0, -1)} makes no difference` : ''}.`,
        'Whether more epochs would end this plateau cannot be seen in this run.',
      ];
    }
    case 'guessing': {
      const constant = formatPercent(constantAccuracy, 2);
      return [
        `${name} is right for ${share} of the ${images} ${after}, no better than always answering the most frequent ${classWord(run)} (${constant}).`,
      ];
    }
    case 'partial':
      return [
        `${name} reads ${share} of the ${images} correctly ${after}: it tells ${classWord(run) === 'digit' ? 'digits' : 'classes'} apart, but ${misread}.`,
      ];
    case 'good':
      return [`${name} reads ${share} of the ${images} correctly ${after}; it ${misread}.`];
  }
}

function guessingSentences(run: RunResult): string[] {
  const first = run.epochs[0];
  const last = run.epochs.at(-1);
  if (!first || !last || !staysAtGuessing(run)) return [];
  const guess = guessingLoss(run);
  const distance = (loss = Number.NaN) =>
    `${formatFixed(Math.abs(loss - guess), 4)} ${loss < guess ? 'below' : 'above'}`;
  const start = first === last ? '' : ` (${distance(first.validationLoss)} after the first epoch)`;
  return [
    `Its ${validatedSet(run).short} loss ends ${distance(last.validationLoss)} ln\u00a0${run.confusionMatrix.length} = ${formatFixed(guess, 4)}, ` +
      `the loss of a uniform guess${start}; the reported loss contains the regularization terms.`,
  ];
}

function sampleSentences(run: RunResult, comparison: PublishedComparison | undefined): string[] {
  const prediction = run.predictionOfTestSample1000;
  if (!prediction) return [];
  const { label, predicted } = prediction;
  const { values, areProbabilities } = givenOutputs(prediction);
  const value = values[predicted] ?? Number.NaN;
  const noun = areProbabilities ? 'probability' : 'output';
  const given = Number.isNaN(value) ? '' : ` (${noun} ${formatOutput(value, areProbabilities)})`;
  const check = comparison?.checks.find(({ name }) => name === 'predictionOfTestSample1000');
  const compared = !check ? '' : check.passed ? ', as in the notebook' : `; in the notebook it was ${check.published}`;
  return [
    `Test image ${SAMPLE_INDEX} shows a ${classNames(run)[label]}; it answers ${classNames(run)[predicted]}${given}${compared}.`,
  ];
}

const CHECK_NAMES = {
  validationAccuracy: 'test accuracy',
  validationLoss: 'test loss',
  predictionOfTestSample1000: `the answer for test image ${SAMPLE_INDEX}`,
} as const;

function comparisonSentences(comparison: PublishedComparison | undefined): string[] {
  const last = comparison?.epochs.at(-1);
  if (!comparison || !last) return [];
  const { epoch, ours, published } = last;
  const differences =
    `The notebook printed a test accuracy of ${formatFixed(published.validationAccuracy, 4)} and a test loss of ` +
    `${formatFixed(published.validationLoss, 4)} at epoch ${epoch}; ours differ by ` +
    `${formatDifference((ours.validationAccuracy ?? Number.NaN) - published.validationAccuracy, 4)} and ` +
    `${formatDifference((ours.validationLoss ?? Number.NaN) - published.validationLoss, 4)}`;
  if (comparison.reproduced === null) {
    return [`${differences}. Whether it reproduces the notebook is not judged: ${comparison.notJudgedBecause}.`];
  }
  if (comparison.reproduced) return [`${differences}, within what is accepted of a reproduction.`];
  const failed = comparison.checks.filter(({ passed }) => !passed).map(({ name }) => CHECK_NAMES[name]);
  return [`${differences}. Outside of what is accepted of a reproduction: ${failed.join(', ')}.`];
}

/** What a run comes to whose targets are values: how far off it is, beside always answering their mean. */
function judgeValues(run: RunResult): Verdict {
  const { images } = evaluatedSet(run);
  const [first, ...others] = valueScores(run).map(({ name, meanAbsoluteError, rootMeanSquare, determination }) => {
    const off = `by ${formatNumber(meanAbsoluteError)} on average (root mean square ${formatNumber(rootMeanSquare)})`;
    const share = determination === undefined ? 'all true values are equal' : `R² ${formatFixed(determination, 4)}`;
    return { clause: `misses ${name} ${off}`, share };
  });
  const headline = `${run.experiment} ${first?.clause ?? 'predicts nothing'} on the ${images}, ${first?.share ?? ''}`;
  return {
    ...{ run, outcome: 'values', comparison: undefined, headline },
    sentences: [`${headline}.`, ...others.map(({ clause, share }) => `It ${clause}, ${share}.`)],
  };
}

/** Judges one run by the rules above. */
export function judgeRun(run: RunResult, published?: PublishedRuns): Verdict {
  if (run.targets?.kind === 'values') return judgeValues(run);
  const answers = countAnswers(run.confusionMatrix);
  const final = run.evaluation.accuracy;
  const accuracy = final !== undefined && Number.isFinite(final) ? final : answers.accuracy;
  const outcome = classify(answers, accuracy);
  const comparison = published?.compare(run);
  return {
    run,
    outcome,
    comparison,
    headline: headlineOf(run, outcome, answers, accuracy),
    sentences: [
      ...findingSentences(run, outcome, answers, accuracy),
      ...guessingSentences(run),
      ...sampleSentences(run, comparison),
      ...comparisonSentences(comparison),
    ],
  };
}

function joined(verdicts: readonly Verdict[]): string {
  return listed(verdicts.map(({ run }) => run.experiment));
}

function reproductionSentence(verdicts: readonly Verdict[]): string {
  const yes = verdicts.filter(({ comparison }) => comparison?.reproduced === true);
  const no = verdicts.filter(({ comparison }) => comparison?.reproduced === false);
  if (no.length > 0) {
    const others = yes.length > 0 ? `; ${joined(yes)} ${yes.length === 1 ? 'does' : 'do'}` : '';
    return ` ${joined(no)} ${no.length === 1 ? 'does' : 'do'} not reproduce the published notebook${others}.`;
  }
  if (yes.length === 0) return '';
  const all = yes.length === verdicts.length;
  const subject = all && yes.length === 1 ? 'This' : all && yes.length === 2 ? 'Both' : joined(yes);
  return ` ${subject} ${yes.length === 1 ? 'reproduces' : 'reproduce'} the published notebook.`;
}

/** One or two sentences over all runs. */
export function summarizeVerdicts(verdicts: readonly Verdict[]): string {
  return `${verdicts.map(({ headline }) => headline).join('; ')}.${reproductionSentence(verdicts)}`;
}
