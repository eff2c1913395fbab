/**
 * What an ablation found, in sentences. Each is chosen by the verdicts of the rows (`rule.ts`) and holds the numbers it
 * rests on; other numbers give other sentences. docs/laboratory.md has the rule in words.
 */
import { listed, plural } from '@inkgrad/tensor/text';
import { partText } from '../../run/split.ts';
import type { Summary } from '../statistics.ts';
import { insideSentences } from './inside.ts';
import { plateauSentences } from './plateau-sentences.ts';
import type { AblationFinding, AblationResult, AblationRow, Reaches } from './result.ts';
import { sensitivitySentence } from './sensitivity.ts';

type Unconcluded = Omit<AblationResult, 'finding'>;

/** `0.9641 (0.9620 to 0.9660)`; of one seed the value alone. */
function shareText(accuracy: Summary | null): string {
  if (accuracy === null) return 'no result';
  const { n, mean, low, high } = accuracy;
  const value = mean.toFixed(4);
  if (n === 1) return `${value} with one seed`;
  return low === high ? `${value} with every seed` : `${value} (${low!.toFixed(4)} to ${high!.toFixed(4)})`;
}

const withAccuracy = (row: AblationRow): string => `${row.title} ${shareText(row.accuracyAtBaseEpochs)}`;
const listedRows = (rows: readonly AblationRow[]): string => listed(rows.map(withAccuracy));

/** What the numbers in parentheses are, and on what images. */
function howSentence({ validation, seeds, base }: Unconcluded): string {
  const interval = seeds.length > 1 ? ' In parentheses are 95 % intervals over the seeds.' : '';
  return `Accuracies are of ${partText(validation)}, held out, after ${plural(base.epochs, 'epoch')}; nothing was chosen on the test set.${interval}`;
}

function baseSentence({ base, threshold, rows }: Unconcluded): string {
  const row = rows[0]!;
  const failed = row.runs.filter(({ failure }) => failure !== undefined);
  if (failed.length > 0) {
    return `${base.name} ends with an error for ${failed.length} of ${plural(row.runs.length, 'seed')}: ${failed[0]!.failure!}`;
  }
  const accuracy = `after ${plural(base.epochs, 'epoch')} its accuracy is ${shareText(row.accuracyAtBaseEpochs)}`;
  const verdicts: Readonly<Record<Reaches, string>> = {
    yes: `${base.name} reaches ${threshold} as it is: ${accuracy}.`,
    no: `${base.name} does not reach ${threshold}: ${accuracy}.`,
    unclear: `Whether ${base.name} reaches ${threshold} is not clear: ${accuracy}.`,
    'too few seeds': `Of ${base.name} there are too few seeds to say whether it reaches ${threshold}: ${accuracy}.`,
    failed: '',
  };
  return verdicts[row.reaches.verdict];
}

function singleSentences({ base, threshold, rows }: Unconcluded): string[] {
  const tried = rows.filter(({ kind }) => kind === 'single' || kind === 'together');
  const of = (verdict: Reaches): AblationRow[] => tried.filter(({ reaches }) => reaches.verdict === verdict);
  const after = plural(base.epochs, 'epoch');
  const few = of('too few seeds');
  if (few.length > 0) {
    const best = [...few].sort((a, b) => b.accuracyAtBaseEpochs!.mean - a.accuracyAtBaseEpochs!.mean)[0]!;
    return [
      `With fewer than three seeds there is no verdict on any change; not enough seeds is not "no". The highest accuracy after ${after} has ${withAccuracy(best)}.`,
    ];
  }
  const sentences = [
    of('yes').length === 0
      ? `No single change is shown to take ${base.name} to ${threshold} within ${after}.`
      : `Within ${after} ${threshold} is reached with ${listedRows(of('yes'))}.`,
  ];
  if (of('unclear').length > 0) sentences.push(`Whether it is reached is not clear with ${listedRows(of('unclear'))}.`);
  if (of('no').length > 0) sentences.push(`It is not reached with ${listedRows(of('no'))}.`);
  return sentences;
}

/** What several of some runs passing says of all seeds there are. */
function manySeedsSentence({ threshold, rows }: Unconcluded, repaired: AblationRow | undefined): string | undefined {
  const row = repaired ?? rows[0]!;
  const { values, reaches, title } = row;
  if (reaches.verdict !== 'yes' || !values.every((value) => value >= threshold)) return undefined;
  // Exact, after Clopper and Pearson: with a larger share of failing seeds so many passes come up in less than 5 %.
  const most = 1 - 0.05 ** (1 / values.length);
  return `An interval of the mean takes seeds to differ a little; a seed in ten that fails altogether it does not see. That ${values.length} of ${values.length} seeds reached it with ${title} leaves up to ${(most * 100).toFixed(0)} % of seeds that may not (95 %, exact).`;
}

function pairSentence({ threshold, seeds, rows }: Unconcluded): string | undefined {
  const pairs = rows.filter(({ kind }) => kind === 'pair');
  if (pairs.length === 0) return undefined;
  const reaching = pairs.filter(({ reaches }) => reaches.verdict === 'yes');
  const more = pairs.filter(({ runs }) => runs.length > 1).length;
  const tried = `${plural(pairs.length, 'pair')} ${pairs.length === 1 ? 'was' : 'were'} tried`;
  const how =
    seeds.length === 1
      ? ''
      : ` with seed ${seeds[0]}, which is no verdict; ${more} had ${threshold} with it and got every seed, and the others judged`;
  const found = reaching.length === 0 ? `none is shown to reach ${threshold}` : `${listedRows(reaching)} reach it`;
  return `${tried}${how}: ${found}.`;
}

/** Only where the target does not work either. */
function targetSentence({ target, threshold, rows }: Unconcluded): string | undefined {
  const row = rows.find(({ kind }) => kind === 'target');
  if (row === undefined || row.reaches.verdict === 'yes' || row.reaches.verdict === 'too few seeds') return undefined;
  return `${target.name}, toward which it was changed, is not shown to reach ${threshold} itself: ${shareText(row.accuracyAtBaseEpochs)}.`;
}

function repairSentence({ base, threshold }: Unconcluded, repaired: AblationRow | undefined): string {
  if (repaired === undefined) return `Nothing that was tried is shown to take ${base.name} to ${threshold}.`;
  return (
    `The ${base.name} that reaches ${threshold} and keeps the most of it changes ${plural(repaired.settings, 'setting')}: ` +
    `${repaired.title}. It has ${shareText(repaired.accuracyAtBaseEpochs)} over ${plural(repaired.seeds.length, 'seed')}` +
    `${repaired.runs.length > repaired.seeds.length ? `, without seed ${repaired.runs[0]!.seed}, by which it was chosen` : ''}.`
  );
}

/** The test set, once, of those that the finding is about. */
function testSentence({ rows }: Unconcluded, repaired: AblationRow | undefined): string | undefined {
  const base = rows[0]!;
  const target = rows.find(({ kind }) => kind === 'target');
  const shown = [base, repaired, target].filter((row) => row !== undefined && row.testAccuracy !== null);
  if (shown.length === 0) return undefined;
  const figures = shown.map((row) => `${row!.title} ${shareText(row!.testAccuracy)}`);
  return `On the test set, looked at once, after the last epoch of each run: ${listed(figures)}.`;
}

/**
 * @param repaired the row that reaches the threshold and keeps the most, where one does
 * @param claim how the claim that regularization is to blame is called; default: as nobody's
 */
export function findingOf(
  result: Unconcluded,
  repaired: AblationRow | undefined,
  claim: string | undefined,
): AblationFinding {
  const passes = result.rows[0]!.reaches.verdict === 'yes';
  const sentences = [
    ...plateauSentences(result, claim),
    baseSentence(result),
    ...(passes ? [] : singleSentences(result)),
    pairSentence(result),
    targetSentence(result),
    ...(passes ? [] : [repairSentence(result, repaired)]),
    manySeedsSentence(result, repaired),
    testSentence(result, repaired),
    sensitivitySentence(result),
    ...insideSentences(result, repaired),
    howSentence(result),
  ];
  return { sentences: sentences.filter((sentence) => sentence !== undefined), repaired: repaired?.id ?? null };
}
