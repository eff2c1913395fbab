/** Which images a run trains on and which it is evaluated on. */
import { ArgumentError } from '@inkgrad/tensor';
import { type DataPart, type DataSet, strata } from '../data/data-set.ts';
import type { Experiment, ValidationConfig } from '../experiment/schema.ts';
import { stratifiedFolds, stratifiedPart } from '../laboratory/folds.ts';

/** What trains, what validates and what is evaluated. */
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
  | { readonly kind: 'testAtEnd' }
  /** A part of the training set validates after each epoch, the rest trains; the test set is used once, at the end. */
  | { readonly kind: 'validation'; readonly part: ValidationConfig };

/** What an experiment asks for: validation on a part of the training set where it says so, else as the notebook. */
export function splitOf({ validation }: Pick<Experiment, 'validation'>): Split {
  return validation === undefined ? { kind: 'test' } : { kind: 'validation', part: validation };
}

/** One in six training images, of MNIST's 60,000 as many as the test set has. */
const sixth: ValidationConfig = { fraction: 1 / 6, seed: 1 };

/**
 * What validates where many runs are compared: what the experiment says, else one in six training images, so that nothing
 * is chosen on the test set.
 */
export function heldOut({ validation = sixth }: Pick<Experiment, 'validation'>): ValidationConfig {
  return validation;
}

/** For people: "16.7 % of the training set", "fold 2 of 5". */
export function partText(part: ValidationConfig): string {
  if ('fraction' in part) return `${Number((part.fraction * 100).toPrecision(3))} % of the training set`;
  return `fold ${part.fold} of ${part.folds}`;
}

/** What a split makes of the data. */
export interface SplitData {
  readonly train: DataPart;
  /** For validation after each epoch; undefined where nothing validates. May be `held` itself. */
  readonly validation: DataPart | undefined;
  /** For evaluation after training. */
  readonly held: DataPart;
  readonly set: 'test' | 'fold';
  /** Index, in the set of the data that it was taken from, of the held image at a position. */
  heldIndex(position: number): number;
}

/** The rows at `indices` of an array of `total` rows. */
function pickRows<T extends Uint8Array | Float32Array>(rows: T, total: number, indices: ArrayLike<number>): T {
  const size = rows.length / total;
  const length = indices.length * size;
  // Not by its constructor: bytes may be a Buffer, whose is deprecated.
  const picked = rows instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length);
  for (let at = 0; at < indices.length; at++) {
    picked.set(rows.subarray(indices[at]! * size, (indices[at]! + 1) * size), at * size);
  }
  return picked as Uint8Array | Float32Array as T;
}

/** Some samples of a part, in the order of their indices. */
function pickSamples({ inputs, labels, values, count }: DataPart, indices: ArrayLike<number>): DataPart {
  return {
    inputs: pickRows(inputs, count, indices),
    labels: pickRows(labels, count, indices),
    ...(values === undefined ? {} : { values: pickRows(values, count, indices) }),
    count: indices.length,
  };
}

/** What a division looks at. */
type Targets = Omit<DataPart, 'inputs'>;

/** The training samples that a fold holds out, ascending. @throws ArgumentError for a fold that is not there */
export function heldIndices(
  train: Targets,
  split: Pick<Extract<Split, { kind: 'fold' }>, 'folds' | 'fold' | 'seed'>,
): Int32Array {
  const { folds, fold, seed } = split;
  const all = stratifiedFolds(strata(train), folds, seed);
  const held = all[fold - 1];
  if (held === undefined) throw new ArgumentError('split', 'fold', `a whole number from 1 to ${folds}`, fold);
  return held;
}

function validationIndices(train: Targets, part: ValidationConfig): Int32Array {
  return 'fraction' in part ? stratifiedPart(strata(train), part.fraction, part.seed) : heldIndices(train, part);
}

/** How many of the training images train. @throws ArgumentError as `splitData` does */
export function trainedCount({ train }: Pick<DataSet, 'train'>, split: Split): number {
  if (split.kind === 'fold') return train.count - heldIndices(train, split).length;
  if (split.kind === 'validation') return train.count - validationIndices(train, split.part).length;
  return train.count;
}

/** A part without some of its samples, and these. */
export function divide(whole: DataPart, held: Int32Array): [rest: DataPart, held: DataPart] {
  const isHeld = new Uint8Array(whole.count);
  for (const index of held) isHeld[index] = 1;
  const rest = Int32Array.from({ length: whole.count }, (_, index) => index).filter((index) => !isHeld[index]);
  return [pickSamples(whole, rest), pickSamples(whole, held)];
}

/**
 * Divides the data; of a training set that is divided the images are copied.
 *
 * @throws ArgumentError for a number of folds that cannot be, a fold that is not there, or a part that is empty or all
 */
export function splitData({ train, test }: Pick<DataSet, 'train' | 'test'>, split: Split): SplitData {
  if (split.kind === 'fold') {
    const indices = heldIndices(train, split);
    const [rest, held] = divide(train, indices);
    return { train: rest, validation: held, held, set: 'fold', heldIndex: (position) => indices[position]! };
  }
  const ofTest = { held: test, set: 'test', heldIndex: (position: number) => position } as const;
  if (split.kind !== 'validation') return { train, validation: split.kind === 'test' ? test : undefined, ...ofTest };
  const [rest, validation] = divide(train, validationIndices(train, split.part));
  return { train: rest, validation, ...ofTest };
}
