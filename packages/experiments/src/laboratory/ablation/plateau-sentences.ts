/**
 * What an ablation says of the base's plateau: how long it lasts, what takes it away, what changes its length, and what
 * part regularization has in it. In sentences, by the verdicts of the rows.
 */
import { listed, plural } from '@inkgrad/tensor/text';
import type { AblationResult, AblationRow, PlateauVerdict } from './result.ts';
import { goneBy } from './rule.ts';

type Unconcluded = Omit<AblationResult, 'finding'>;

/** `epoch 210 (168 to 216)`: the median and the range; bounds where runs did not end. */
export function plateauText({ plateau }: Pick<AblationRow, 'plateau'>): string {
  const { summary } = plateau;
  if (summary === null) return 'no result';
  const { n, ended, least, most, median } = summary;
  const last = ended < n ? `after ${most}` : String(most);
  if (ended === 0) return `after epoch ${most}`;
  if (n === 1 || least === most) return `epoch ${least}`;
  return median === null ? `epoch ${least} to ${last}` : `epoch ${median} (${least} to ${last})`;
}

/** `it ends at epoch 210 (168 to 216)`, `it ends after epoch 240`. */
function endText(row: AblationRow): string {
  const text = plateauText(row);
  return text.startsWith('after') ? `it ends ${text}` : `it ends at ${text}`;
}

const times = (ratio: number): string => (ratio < 0.995 ? ratio.toPrecision(2) : ratio.toFixed(ratio < 9.95 ? 1 : 0));

/** `no dropout (0.091 times as long, 0.071 to 0.12)`: the ratio and its 95 % interval. */
function ratioText(row: AblationRow): string {
  const { comparison } = row.plateau;
  if (comparison === null) return row.title;
  const { ratio, low, high } = comparison;
  const interval = low === null ? '' : `, ${times(low)} to ${times(high!)}`;
  return `${row.title} (${times(ratio)} times as long${interval})`;
}

const briefly = (row: AblationRow): string => `${row.title} (${plateauText(row)})`;

/** What a change of the list takes away, named for a sentence on what makes the plateau. */
const causes: Readonly<Record<string, string>> = {
  activation: 'the activation',
  optimizer: 'the optimizer',
  'learning-rate': 'the learning rate',
  initialization: 'the initial weights',
  batch: 'the batch size',
  depth: 'the depth',
  width: 'the width',
};

function baseSentence({ base, rows, level, mostEpochs, seeds }: Unconcluded): string | undefined {
  const row = rows[0]!;
  const { summary } = row.plateau;
  if (summary === null) return undefined;
  const { ended, n } = summary;
  const within = plural(base.epochs, 'epoch');
  if (ended === n && summary.most <= goneBy(base.epochs)) {
    return `${base.name} has no plateau: with every seed its accuracy stays above ${level} from ${plateauText(row)} on.`;
  }
  const unseen =
    ended < n ? `; ${n - ended} of ${n} were still on it after ${mostEpochs} epochs, where training ends` : '';
  if (ended === 0) {
    return `${base.name} lies on a plateau, with an accuracy below ${level}, for all of the ${mostEpochs} epochs that it was trained with ${plural(n, 'seed')}; whether it ends later was not seen.`;
  }
  const isLater = (summary.median ?? mostEpochs) > base.epochs;
  return (
    `${base.name} learns, but late: it lies on a plateau, with an accuracy below ${level}, until ${plateauText(row)}, ` +
    `the median and the range of ${plural(seeds.length, 'seed')}${unseen}. ` +
    (isLater ? `The ${within} that it is given end before that.` : `It is given ${within}.`)
  );
}

function regularizationSentence({ rows }: Unconcluded, claim = 'That regularization underfits it'): string | undefined {
  const off = rows.find(({ kind }) => kind === 'together');
  if (off === undefined) return undefined;
  const offIds = new Set(off.changes.map(({ id }) => id));
  const singles = rows.filter(({ kind }) => kind === 'single');
  const kept = singles.filter(({ changes, plateau }) => !offIds.has(changes[0]!.id) && plateau.verdict === 'none');
  const parts = singles.filter(({ changes }) => offIds.has(changes[0]!.id));
  const each = parts.length === 0 ? '' : ` Taken off one at a time: ${listed(parts.map(ratioText))}.`;
  const verdict = off.plateau.verdict;
  const without = `without any, ${endText(off)}`;
  if (verdict === 'none') {
    return kept.length === 0
      ? `${claim} fits what was seen: without regularization there is no plateau, and nothing tried takes it away that keeps all of it.${each}`
      : `${claim} is half of it: without regularization there is no plateau, but with all of it kept there is none either with ${listed(kept.map(briefly))}.${each}`;
  }
  if (verdict === 'shorter') {
    const still = `Regularization makes the plateau longer, and does not make it: ${without}, ${times(off.plateau.comparison!.ratio)} times as long`;
    const other =
      kept.length === 0
        ? 'nothing tried takes it away that keeps all of it'
        : `with all of it kept, it is gone with ${listed(kept.map(briefly))}`;
    return `${still}; ${other}.${each} ${claim} is therefore half of it: regularization decides how long the plateau is, not that there is one.`;
  }
  if (verdict === 'unclear' || verdict === 'longer') return `${claim} is not shown: ${without}.${each}`;
  return undefined;
}

function causeSentence({ base, rows }: Unconcluded): string | undefined {
  const gone = rows.filter(({ kind, plateau }) => kind === 'single' && plateau.verdict === 'none');
  const named = gone.flatMap(({ changes }) => causes[changes[0]!.id] ?? []);
  if (named.length === 0) return undefined;
  if (named.length === 1) return `So ${named[0]} is what makes the plateau, as far as single changes tell.`;
  return `So it takes ${listed(named)} of ${base.name} together to make the plateau: each alone, changed, takes it away.`;
}

/** @param claim how the claim that regularization is to blame is called; default: as nobody's */
export function plateauSentences(result: Unconcluded, claim: string | undefined): string[] {
  const { base, rows } = result;
  const tried = rows.filter(({ kind }) => kind === 'single' || kind === 'together');
  const of = (verdict: PlateauVerdict): AblationRow[] => tried.filter(({ plateau }) => plateau.verdict === verdict);
  const sentences = [baseSentence(result)];
  const compared = tried.filter(({ plateau }) => plateau.comparison !== null);
  if (compared.length === 0) return sentences.filter((sentence) => sentence !== undefined);
  if (of('too few seeds').length > 0) {
    const shortest = [...compared].sort((a, b) => a.plateau.comparison!.ratio - b.plateau.comparison!.ratio)[0]!;
    sentences.push(
      `Fewer than three seeds allow no verdict on what changes its length. The shortest has ${ratioText(shortest)}.`,
    );
    return sentences.filter((sentence) => sentence !== undefined);
  }
  const [gone, shorter, longer, unclear] = [of('none'), of('shorter'), of('longer'), of('unclear')];
  const soon = plural(goneBy(base.epochs), 'epoch');
  sentences.push(
    gone.length === 0
      ? `No single change is shown to take the plateau away.`
      : `The plateau is taken away, over within ${soon}, by ${listed(gone.map(briefly))}.`,
    causeSentence(result),
    shorter.length > 0 ? `It is shorter with ${listed(shorter.map(ratioText))}.` : undefined,
    longer.length > 0 ? `It is longer with ${listed(longer.map(ratioText))}.` : undefined,
    unclear.length > 0 ? `No difference is shown with ${listed(unclear.map(ratioText))}.` : undefined,
    regularizationSentence(result, claim),
  );
  return sentences.filter((sentence) => sentence !== undefined);
}
