/** Which images a run trains on and which it is evaluated on. */
import { ArgumentError } from '@inkgrad/tensor';
import { pixelsPerImage } from './data/idx.ts';
import type { MnistData, MnistSplit } from './data/mnist-data.ts';
import { stratifiedFolds } from './laboratory/folds.ts';

export type Split =
  /** All training images train; the test set validates after each epoch, as in the notebook. The default. */
  | { readonly kind: 'test' }
  /** One of stratified folds of the training set validates, the others train; the test set is not touched. */
  | {
      readonly kind: 'fold';
      readonly folds: number;
      /** The one that validates, counted from 1. */
      readonly fold: number;
      /** Of the division into folds. */
      readonly seed: number;
    }
  /** All training images train, nothing validates, and the test set is used once, at the end. */
  | { readonly kind: 'testAtEnd' };

/** What a split makes of the data. */
export interface SplitData {
  readonly train: MnistSplit;
  /** For evaluation after training, and for validation after each epoch unless the split says otherwise. */
  readonly held: MnistSplit;
  readonly set: 'test' | 'fold';
  readonly validates: boolean;
  /** Index, in the set of the data that it was taken from, of the held image at a position. */
  heldIndex(position: number): number;
}

function pick({ images, labels }: MnistSplit, indices: ArrayLike<number>): MnistSplit {
  const count = indices.length;
  const picked = { images: new Uint8Array(count * pixelsPerImage), labels: new Uint8Array(count), count };
  for (let at = 0; at < count; at++) {
    const index = indices[at]!;
    picked.images.set(images.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage), at * pixelsPerImage);
    picked.labels[at] = labels[index]!;
  }
  return picked;
}

/** The training images that a fold holds out, ascending. @throws ArgumentError for a fold that is not there */
export function heldIndices(labels: Uint8Array, split: Extract<Split, { kind: 'fold' }>): Int32Array {
  const { folds, fold, seed } = split;
  const all = stratifiedFolds(labels, folds, seed);
  const held = all[fold - 1];
  if (held === undefined) throw new ArgumentError('split', 'fold', `a whole number from 1 to ${folds}`, fold);
  return held;
}

/**
 * Divides the data; of a fold the images are copied.
 *
 * @throws ArgumentError for a number of folds that cannot be, or a fold that is not there
 */
export function splitData(data: Pick<MnistData, 'train' | 'test'>, split: Split): SplitData {
  if (split.kind !== 'fold') {
    const validates = split.kind === 'test';
    return { train: data.train, held: data.test, set: 'test', validates, heldIndex: (position) => position };
  }
  const held = heldIndices(data.train.labels, split);
  const isHeld = new Uint8Array(data.train.count);
  for (const index of held) isHeld[index] = 1;
  const rest = Int32Array.from({ length: data.train.count }, (_, index) => index).filter((index) => !isHeld[index]);
  return {
    train: pick(data.train, rest),
    held: pick(data.train, held),
    set: 'fold',
    validates: true,
    heldIndex: (position) => held[position]!,
  };
}
