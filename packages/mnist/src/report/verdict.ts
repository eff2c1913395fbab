/**
 * The verdict, generated from the numbers by fixed rules. It says what was measured and how it compares with
 * the notebook; it offers no causes, because a single run shows none.
 */

import { formatCount, formatDifference, formatFixed, formatPercent, formatProbability } from './format.ts';
import { type Answers, countAnswers, guessingLoss, rowOfEpoch, staysAtGuessing } from './outcome.ts';
import { type PublishedExperiment, type ReportRun, SAMPLE_INDEX } from './types.ts';

/**
 * `constant`: at least 99.9 % of the answers are one digit. `guessing`: no better than always answering the
 * most frequent digit, within three standard errors. `good`: test accuracy of at least 0.95. `partial`: the rest.
 */
export type Outcome = 'constant' | 'guessing' | 'partial' | 'good';

/** How a run compares with the published figures at the last epoch that both have. */
export interface Agreement {
  readonly epoch: number;
  readonly published: { readonly accuracy: number; readonly loss: number };
  readonly accuracyDifference: number;
  readonly lossDifference: number;
  readonly agrees: boolean;
}

export interface Verdict {
  readonly run: ReportRun;
  readonly outcome: Outcome;
  readonly agreement: Agreement | undefined;
  /** A clause without capital and full stop, such as "v1 reads 97.31 % of the test images correctly". */
  readonly headline: string;
  /** Whole sentences, the finding first. */
  readonly sentences: readonly string[];
}

const GOOD_ACCURACY = 0.95;
const CONSTANT_SHARE = 0.999;
/** Three times the spread of v1's test accuracy over seeds, which is about 0.002. */
const ACCURACY_TOLERANCE = 0.006;
/** v1's test loss moves by less than this between seeds. */
const LOSS_TOLERANCE = 0.02;
/** A loss that stays near ln(classes) is pinned by the regularizers: over seeds v2 ends in 2.3158…2.3175. */
const PINNED_LOSS_TOLERANCE = 0.0015;

function classify(answers: Answers, accuracy: number): Outcome {
  const { total, favouriteCount, constantAccuracy } = answers;
  if (total > 0 && favouriteCount >= CONSTANT_SHARE * total) return 'constant';
  const standardError = Math.sqrt((constantAccuracy * (1 - constantAccuracy)) / Math.max(1, total));
  if (!(accuracy > constantAccuracy + 3 * standardError)) return 'guessing';
  return accuracy >= GOOD_ACCURACY ? 'good' : 'partial';
}

function compare(run: ReportRun, published: PublishedExperiment | undefined): Agreement | undefined {
  const epoch = Math.min(run.epochs.at(-1)?.epoch ?? 0, published?.history.at(-1)?.epoch ?? 0);
  const ours = rowOfEpoch(run.epochs, epoch);
  const theirs = rowOfEpoch(published?.history ?? [], epoch);
  if (!ours || !theirs) return undefined;
  const accuracyDifference = ours.validationAccuracy - theirs.validationAccuracy;
  const lossDifference = ours.validationLoss - theirs.validationLoss;
  const lossTolerance = staysAtGuessing(run) ? PINNED_LOSS_TOLERANCE : LOSS_TOLERANCE;
  return {
    epoch,
    published: { accuracy: theirs.validationAccuracy, loss: theirs.validationLoss },
    accuracyDifference,
    lossDifference,
    agrees: Math.abs(accuracyDifference) <= ACCURACY_TOLERANCE && Math.abs(lossDifference) <= lossTolerance,
  };
}

function epochsText(count: number): string {
  return count === 1 ? '1 epoch' : `${formatCount(count)} epochs`;
}

function findingSentences(run: ReportRun, outcome: Outcome, answers: Answers, accuracy: number): string[] {
  const { total, favourite, favouriteCount, correct, constantAccuracy } = answers;
  const share = formatPercent(accuracy, 2);
  const after = `after ${epochsText(run.epochs.length)}`;
  const name = run.experiment;
  switch (outcome) {
    case 'constant': {
      const all =
        favouriteCount === total
          ? `all ${formatCount(total)}`
          : `${formatCount(favouriteCount)} of ${formatCount(total)}`;
      return [
        `${name} is stuck: ${after} it answers ${favourite} to ${all} test images.`,
        `${formatCount(correct)} answers are right, an accuracy of ${share}${favouriteCount === total ? '; the image makes no difference' : ''}.`,
      ];
    }
    case 'guessing':
      return [
        `${name} is right in ${share} of the test images ${after}, no better than always answering the most frequent digit (${formatPercent(constantAccuracy, 2)}).`,
      ];
    case 'partial':
      return [
        `${name} reads ${share} of the test images correctly ${after}: it tells digits apart, but misreads ${formatCount(total - correct)} of ${formatCount(total)}.`,
      ];
    case 'good':
      return [
        `${name} reads ${share} of the test images correctly ${after}; it misreads ${formatCount(total - correct)} of ${formatCount(total)}.`,
      ];
  }
}

function guessingSentence(run: ReportRun): string[] {
  const first = run.epochs[0];
  const last = run.epochs.at(-1);
  if (!first || !last || !staysAtGuessing(run)) return [];
  const guess = guessingLoss(run);
  const classes = run.confusionMatrix.length;
  const distance = (loss: number) => `${formatFixed(Math.abs(loss - guess), 4)} ${loss < guess ? 'below' : 'above'}`;
  return [
    `Its test loss ends ${distance(last.validationLoss)} ln ${classes} = ${formatFixed(guess, 4)}, the loss of a uniform guess` +
      `${first === last ? '' : ` (${distance(first.validationLoss)} after the first epoch)`}; the reported loss contains the regularization terms.`,
  ];
}

function sampleSentence(run: ReportRun, published: PublishedExperiment | undefined): string[] {
  const prediction = run.predictionOfTestSample1000;
  if (!prediction) return [];
  const p = prediction.probabilities[prediction.predicted];
  const probability = p === undefined || !Number.isFinite(p) ? '' : ` (probability ${formatProbability(p)})`;
  const theirs = published?.predictionOfTestSample1000;
  const compared =
    theirs === undefined
      ? ''
      : theirs === prediction.predicted
        ? ', as in the notebook'
        : `; the notebook's model answered ${theirs}`;
  return [
    `Test image ${SAMPLE_INDEX} shows a ${prediction.label}; it answers ${prediction.predicted}${probability}${compared}.`,
  ];
}

function agreementSentence(run: ReportRun, agreement: Agreement | undefined): string[] {
  if (!agreement) return [];
  const { epoch, published, accuracyDifference, lossDifference, agrees } = agreement;
  const printed = `The notebook printed a test accuracy of ${formatFixed(published.accuracy, 4)} and a test loss of ${formatFixed(published.loss, 4)} at epoch ${epoch}`;
  const difference = `ours differ by ${formatDifference(accuracyDifference, 4)} and ${formatDifference(lossDifference, 4)}`;
  const tolerance = staysAtGuessing(run) ? PINNED_LOSS_TOLERANCE : LOSS_TOLERANCE;
  const judged = agrees
    ? 'within what another seed changes'
    : `more than another seed changes (${ACCURACY_TOLERANCE} in accuracy, ${tolerance} in loss)`;
  return [`${printed}; ${difference}, ${judged}.`];
}

/** Judges one run by the rules above. */
export function judgeRun(run: ReportRun, published: PublishedExperiment | undefined): Verdict {
  const answers = countAnswers(run.confusionMatrix);
  const last = run.epochs.at(-1)?.validationAccuracy;
  const accuracy = last !== undefined && Number.isFinite(last) ? last : answers.accuracy;
  const outcome = classify(answers, accuracy);
  const agreement = compare(run, published);
  const share = formatPercent(accuracy, 2);
  const headline =
    outcome === 'constant'
      ? `${run.experiment} is stuck at ${share}, answering ${answers.favourite} to everything`
      : outcome === 'guessing'
        ? `${run.experiment} stays at ${share}, no better than guessing`
        : `${run.experiment} reads ${share} of the test images correctly`;
  return {
    run,
    outcome,
    agreement,
    headline,
    sentences: [
      ...findingSentences(run, outcome, answers, accuracy),
      ...guessingSentence(run),
      ...sampleSentence(run, published),
      ...agreementSentence(run, agreement),
    ],
  };
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** One or two sentences over all runs. */
export function summarize(verdicts: readonly Verdict[]): string {
  const findings = `${verdicts.map(({ headline }) => headline).join('; ')}.`;
  const compared = verdicts.filter(({ agreement }) => agreement !== undefined);
  if (compared.length === 0) return findings;
  const names = (some: readonly Verdict[]) => joined(some.map(({ run }) => run.experiment));
  const agreeing = compared.filter(({ agreement }) => agreement!.agrees);
  const differing = compared.filter(({ agreement }) => !agreement!.agrees);
  if (differing.length === 0) {
    const subject =
      compared.length === 2 && verdicts.length === 2
        ? 'Both agree'
        : compared.length === 1 && verdicts.length === 1
          ? 'This agrees'
          : `${names(compared)} ${compared.length === 1 ? 'agrees' : 'agree'}`;
    return `${findings} ${subject} with the published notebook.`;
  }
  const rest = agreeing.length > 0 ? `; ${names(agreeing)} ${agreeing.length === 1 ? 'agrees' : 'agree'}` : '';
  return `${findings} ${names(differing)} ${differing.length === 1 ? 'differs' : 'differ'} from the published notebook${rest}.`;
}
