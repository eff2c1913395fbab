/** Softmax and its cross-entropy, shifted by the largest element of a row so that nothing overflows. */
import { normalizeAxes, sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { reshape, transpose } from './view.ts';

export interface SoftmaxOptions {
  /** One axis, or several that are normalized together; negative from the back. The last by default. */
  readonly axes?: number | readonly number[];
}

function overRows(op: 'softmax' | 'logSoftmax', x: Tensor, { axes = -1 }: SoftmaxOptions): Tensor {
  // A scalar is a row of one.
  if (x.shape.length === 0) return reshape(overRows(op, reshape(x, [1]), { axes }), []);
  const along = normalizeAxes(op, x.shape, axes);
  const others = x.shape.map((_, axis) => axis).filter((axis) => !along.includes(axis));
  const order = [...others, ...along];
  const rows = transposed(x, order);
  const columns = sizeOf(along.map((axis) => x.shape[axis]!));
  const result = record(op, {}, [reshape(rows, [sizeOf(others.map((axis) => x.shape[axis]!)), columns])]);
  const back: number[] = [];
  order.forEach((axis, at) => {
    back[axis] = at;
  });
  return transposed(reshape(result, rows.shape), back);
}

const transposed = (x: Tensor, order: readonly number[]): Tensor =>
  order.every((axis, at) => axis === at) ? x : transpose(x, order);

/** eˣ / Σ eˣ along the axes. Source: https://keras.io/api/layers/activations/#softmax-function */
export const softmax = (x: Tensor, options: SoftmaxOptions = {}): Tensor => overRows('softmax', x, options);

/** x − ln Σ eˣ along the axes. */
export const logSoftmax = (x: Tensor, options: SoftmaxOptions = {}): Tensor => overRows('logSoftmax', x, options);

/**
 * Cross-entropy of softmax(logits) against whole-number labels: ln Σ exp(logits[r]) − logits[r, labels[r]].
 * @param logits [batch, classes]
 * @param labels i32 [batch], each within [0, classes); a backend throws IndexRangeError otherwise
 * @returns [batch]
 * Source: https://keras.io/api/losses/probabilistic_losses/#sparse_categorical_crossentropy-function
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor): Tensor {
  return record('softmaxCrossEntropy', {}, [logits, labels]);
}
