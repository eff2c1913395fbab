/**
 * Stratified folds of a labelled set, as scikit-learn's StratifiedKFold with `shuffle=True` has them: every fold is held
 * out once, and has every digit about as often as the whole. A function of the labels, the number of folds and the seed.
 * Source: https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.StratifiedKFold.html
 */
import { ArgumentError, permutation } from '@inkgrad/tensor';

/** Of the seed's Philox streams one that no model uses. */
const foldStream = 0x5000_0000;

/** All indices, shuffled, one label after the other. */
function byLabel(labels: Uint8Array, seed: number): number[] {
  const groups = new Map<number, number[]>();
  for (const index of permutation(seed, foldStream, labels.length)) {
    const label = labels[index]!;
    const known = groups.get(label);
    if (known === undefined) groups.set(label, [index]);
    else known.push(index);
  }
  return [...groups.keys()].sort((a, b) => a - b).flatMap((label) => groups.get(label)!);
}

/**
 * The indices that each fold holds out, ascending. Together the folds are the whole set, without overlap; their counts of
 * a label differ by at most one, and so do their sizes.
 * @param folds from 2 to the number of labels
 * @example
 * const folds = stratifiedFolds(Uint8Array.of(0, 0, 1, 1), 2, 1);
 * folds.map(({ length }) => length); // → [2, 2]
 */
export function stratifiedFolds(labels: Uint8Array, folds: number, seed: number): Int32Array[] {
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > labels.length) {
    throw new ArgumentError('stratifiedFolds', 'folds', `a whole number from 2 to ${labels.length}`, folds);
  }
  // Dealt like cards: where one label ends, the next goes on with the next fold.
  const dealt = byLabel(labels, seed);
  const held = Array.from({ length: folds }, (): number[] => []);
  for (const [position, index] of dealt.entries()) held[position % folds]!.push(index);
  return held.map((indices) => Int32Array.from(indices).sort());
}

/**
 * A part of the set, ascending, that has every label about as often as the whole: of each label, and of all, the share
 * asked for to within one. Of a fraction 1/k as many as a fold of k.
 * @param fraction above 0 and below 1
 * @throws ArgumentError where the part or the rest would be empty
 */
export function stratifiedPart(labels: Uint8Array, fraction: number, seed: number): Int32Array {
  const count = (position: number): number => Math.floor(position * fraction + 1e-9);
  const held = byLabel(labels, seed).filter((_, position) => count(position + 1) > count(position));
  if (!(fraction > 0 && fraction < 1) || held.length === 0 || held.length === labels.length) {
    throw new ArgumentError(
      'validation',
      'fraction',
      `a share of ${labels.length} samples that leaves some on either side`,
      fraction,
    );
  }
  return Int32Array.from(held).sort();
}
