/**
 * What an ablation found, in sentences. Each is chosen by the verdicts of the rows (`rule.ts`) and holds the numbers it
 * rests on; other numbers give other sentences. docs/laboratory.md has the rule in words.
 */

import { listed, plural } from '@inkgrad/tensor/text';
import type { Summary } from '../statistics.ts';
import { insideSentences } from './inside.ts';
import type { AblationFinding, AblationResult, AblationRow } from './result.ts';
import { ends, finalAccuracy } from './rule.ts';

type Unconcluded = Omit<AblationResult, 'finding'>;

/** `0.9641 ± 0.0022`; of one seed the value alone. */
function accuracyText(accuracy: Summary | undefined): string {
  if (accuracy === undefined) return 'no result';
  const { n, mean, high } = accuracy;
  return n === 1 ? `${mean.toFixed(4)} with one seed` : `${mean.toFixed(4)} ± ${(high! - mean).toFixed(4)}`;
}

const accuracyOf = (row: AblationRow): string => accuracyText(finalAccuracy(row));
const withAccuracy = (row: AblationRow): string => `${row.title} (${accuracyOf(row)})`;
const listedRows = (rows: readonly AblationRow[]): string => listed(rows.map(withAccuracy));

function baseSentence({ base, threshold, seeds, rows }: Unconcluded): string {
  const row = rows[0]!;
  const failures = row.runs.filter(({ failure }) => failure !== undefined);
  if (failures.length > 0) {
    return `${base.name} ends with an error for ${failures.length} of ${plural(seeds.length, 'seed')}: ${failures[0]!.failure!}`;
  }
  const accuracy = `validation accuracy ${accuracyOf(row)} after ${plural(base.epochs, 'epoch')}`;
  if (row.rescued === 'yes') return `${base.name} passes ${threshold} as it is: ${accuracy}.`;
  const same = row.runs.every(({ digitsAnswered }) => digitsAnswered === 1);
  return `${base.name} ends at ${accuracy}${same ? ' and answers one digit to every image' : ''}; ${threshold} is asked for.`;
}

function singleSentences({ base, threshold, rows }: Unconcluded): string[] {
  const singles = rows.filter(({ kind }) => kind === 'single');
  const [yes, partly, no] = (['yes', 'partly', 'no'] as const).map((verdict) =>
    singles.filter(({ rescued }) => rescued === verdict),
  ) as [AblationRow[], AblationRow[], AblationRow[]];
  const sentences =
    yes.length === 0
      ? [`No single change rescues ${base.name}.`]
      : [
          `${yes.length === 1 ? 'One change rescues' : `${yes.length} changes rescue`} ${base.name} alone: ${listedRows(yes)}.`,
        ];
  if (partly.length > 0)
    sentences.push(`Better than ${base.name}, but not surely ${threshold}: ${listedRows(partly)}.`);
  if (no.length > 0) sentences.push(`Not surely better than ${base.name}: ${listedRows(no)}.`);
  return sentences;
}

/** Of a base that passes: which changes take it below what it was. */
function harmSentence({ base, rows }: Unconcluded): string {
  const { low } = ends(finalAccuracy(rows[0]!)!);
  const worse = rows.filter(
    (row) => row.kind === 'single' && (finalAccuracy(row) === undefined || ends(finalAccuracy(row)!).high < low),
  );
  return worse.length === 0
    ? `No single change makes ${base.name} surely worse.`
    : `Surely worse than ${base.name}: ${listedRows(worse)}.`;
}

/** Whether regularization explains the failure: it must be enough to take it off, and needed. */
function regularizationSentence(
  { base, rows }: Unconcluded,
  claim = 'That regularization underfits it',
): string | undefined {
  const off = rows.find(({ kind }) => kind === 'together');
  if (off === undefined) return undefined;
  const offIds = new Set(off.changes.map(({ id }) => id));
  const kept = rows.find(
    ({ rescued, changes }) => rescued === 'yes' && changes.length > 0 && !changes.some(({ id }) => offIds.has(id)),
  );
  const without = `without regularization (${listed(off.changes.map(({ title }) => title))}) ${base.name}`;
  if (off.rescued === 'yes') {
    return kept === undefined
      ? `${claim} is borne out: ${without} passes (${accuracyOf(off)}), and nothing tried passes with all of it kept.`
      : `${claim} is half of it: ${without} passes (${accuracyOf(off)}), but with all of it kept, it passes too, by ${withAccuracy(kept)}.`;
  }
  const still = `${without} ends at ${accuracyOf(off)}, ${off.rescued === 'partly' ? 'better but not enough' : 'not surely better'}`;
  return kept === undefined
    ? `${claim} is not shown: ${still}, and nothing tried passes with all of it kept.`
    : `${claim} is not borne out: ${still}; with all of it kept, ${base.name} passes by ${withAccuracy(kept)}.`;
}

function pairSentence({ threshold, seeds, rows }: Unconcluded): string | undefined {
  const pairs = rows.filter(({ kind }) => kind === 'pair');
  if (pairs.length === 0) return undefined;
  const rescuing = pairs.filter(({ rescued }) => rescued === 'yes');
  const reach = pairs.filter(({ runs }) => runs.length > 1).length;
  const tried = `${plural(pairs.length, 'pair')} ${pairs.length === 1 ? 'was' : 'were'} tried`;
  const how = seeds.length === 1 ? '' : ` with seed ${seeds[0]}; ${reach} reached ${threshold} and got every seed`;
  const found =
    rescuing.length === 0 ? 'none rescues' : `${listedRows(rescuing)} ${rescuing.length === 1 ? 'rescues' : 'rescue'}`;
  return `${tried}${how}; ${found}.`;
}

/** Only where the target does not work either. */
function targetSentence({ target, threshold, rows }: Unconcluded): string | undefined {
  const row = rows.find(({ kind }) => kind === 'target');
  if (row === undefined || row.rescued === 'yes') return undefined;
  return `${target.name}, toward which it was changed, does not surely reach ${threshold} itself: ${accuracyOf(row)}.`;
}

function repairSentence({ base, seeds }: Unconcluded, repaired: AblationRow | undefined): string {
  if (repaired === undefined) return `Nothing that was tried repairs ${base.name}.`;
  return (
    `The repaired ${base.name} that keeps the most of it changes ${plural(repaired.settings, 'setting')}: ` +
    `${repaired.title}. It ends at ${accuracyOf(repaired)} over ${plural(seeds.length, 'seed')}.`
  );
}

/**
 * @param repaired the row that rescues and keeps the most, where one does
 * @param claim how the claim that regularization is to blame is called; default: as nobody's
 */
export function findingOf(
  result: Unconcluded,
  repaired: AblationRow | undefined,
  claim: string | undefined,
): AblationFinding {
  const passes = result.rows[0]!.rescued === 'yes';
  const [rescue, ...others] = singleSentences(result);
  const sentences = passes
    ? [baseSentence(result), harmSentence(result)]
    : [
        rescue,
        baseSentence(result),
        ...others,
        regularizationSentence(result, claim),
        pairSentence(result),
        targetSentence(result),
        repairSentence(result, repaired),
        ...insideSentences(result, repaired),
      ];
  if (result.seeds.length === 1) sentences.push('One seed has no interval: each verdict rests on a single run.');
  return { sentences: sentences.filter((sentence) => sentence !== undefined), repaired: repaired?.id ?? null };
}
