/** Softmax and its cross-entropy, shifted by the largest element of a row so that nothing overflows. */
import { checkKeys } from '../check/options.ts';
import { axesOf } from '../check/shape.ts';
import { checkDType, checkTensor } from '../check/tensor.ts';
import { sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { axesLast, reshape, transpose } from './view.ts';

/** Along which axes `softmax` and `logSoftmax` normalize. */
export interface SoftmaxOptions {
  /** One axis, or several that are normalized together; negative from the back. The last by default. */
  readonly axes?: number | readonly number[];
}

function overRows(op: 'softmax' | 'logSoftmax', x: Tensor, options: SoftmaxOptions): Tensor {
  checkTensor(op, 'x', x);
  checkDType(op, 'x', x, 'f32');
  checkKeys(op, options, ['axes']);
  const rank = x.shape.length;
  // A scalar is a row of one.
  const along =
    options.axes === undefined ? x.shape.map((_, axis) => axis).slice(-1) : axesOf(op, 'axes', options.axes, x.shape);
  const { order, back } = axesLast(rank, along);
  const rows = transpose(x, order);
  const columns = sizeOf(along.map((axis) => x.shape[axis]!));
  const result = record(op, {}, [reshape(rows, [sizeOf(rows.shape.slice(0, rank - along.length)), columns])]);
  return transpose(reshape(result, rows.shape), back);
}

/**
 * eˣ / Σ eˣ along the axes.
 * Source: https://keras.io/api/layers/activations/#softmax-function
 * @throws ArgumentError, DTypeError, UnknownNameError; ShapeError for an axis that x does not have.
 * @example
 * await evaluate(softmax(tensor([[1, 1], [0, Math.log(3)]]))); // → [0.5, 0.5, 0.25, 0.75]
 */
export const softmax = (x: Tensor, options: SoftmaxOptions = {}): Tensor => overRows('softmax', x, options);

/**
 * x − ln Σ eˣ along the axes.
 * @throws as softmax does.
 * @example
 * await evaluate(logSoftmax(tensor([1, 1]))); // → [-0.6931, -0.6931]
 */
export const logSoftmax = (x: Tensor, options: SoftmaxOptions = {}): Tensor => overRows('logSoftmax', x, options);

/**
 * Cross-entropy of softmax(logits) against whole-number labels: ln Σ exp(logits[r]) − logits[r, labels[r]].
 * @param logits [batch, classes]
 * @param labels i32 [batch], each within [0, classes); a backend throws IndexRangeError otherwise
 * @returns [batch]
 * Source: https://keras.io/api/losses/probabilistic_losses/#sparse_categorical_crossentropy-function
 * @example
 * const logits = tensor([[0, 0], [0, Math.log(3)]]);
 * await evaluate(softmaxCrossEntropy(logits, tensor([0, 1], [2], 'i32'))); // → [0.6931, 0.2877]
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  checkTensor('softmaxCrossEntropy', 'logits', logits);
  checkTensor('softmaxCrossEntropy', 'labels', labels);
  return record('softmaxCrossEntropy', {}, [logits, labels]);
}
