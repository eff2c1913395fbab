/**
 * Stratified folds of a labelled set, as scikit-learn's StratifiedKFold with `shuffle=True` has them: every fold is held
 * out once, and has every digit about as often as the whole. A function of the labels, the number of folds and the seed.
 * Source: https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.StratifiedKFold.html
 */
import { ArgumentError, permutation } from '@inkgrad/tensor';

/** Of the seed's Philox streams one that no model uses. */
const foldStream = 0x5000_0000;

/**
 * The indices that each fold holds out, ascending. Together the folds are the whole set, without overlap; their counts of
 * a label differ by at most one, and so do their sizes.
 * @param folds from 2 to the number of labels
 */
export function stratifiedFolds(labels: Uint8Array, folds: number, seed: number): Int32Array[] {
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > labels.length) {
    throw new ArgumentError('stratifiedFolds', 'folds', `a whole number from 2 to ${labels.length}`, folds);
  }
  const byLabel = new Map<number, number[]>();
  for (const index of permutation(seed, foldStream, labels.length)) {
    const label = labels[index]!;
    const known = byLabel.get(label);
    if (known === undefined) byLabel.set(label, [index]);
    else known.push(index);
  }
  // One label after the other, dealt like cards: where one label ends, the next goes on with the next fold.
  const dealt = [...byLabel.keys()].sort((a, b) => a - b).flatMap((label) => byLabel.get(label)!);
  const held = Array.from({ length: folds }, (): number[] => []);
  for (const [position, index] of dealt.entries()) held[position % folds]!.push(index);
  return held.map((indices) => Int32Array.from(indices).sort());
}
