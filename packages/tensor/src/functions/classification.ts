/** Softmax and its cross-entropy, over the last axis, shifted by the row maximum so that nothing overflows. */
import { sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { reshape } from './view.ts';

function overRows(op: 'softmax' | 'logSoftmax', x: Tensor): Tensor {
  const columns = x.shape.at(-1) ?? 1;
  const rows = sizeOf(x.shape.slice(0, -1));
  return reshape(record(op, {}, [reshape(x, [rows, columns])]), x.shape);
}

/** eˣ / Σ eˣ along the last axis. */
export const softmax = (x: Tensor): Tensor => overRows('softmax', x);

/** x − ln Σ eˣ along the last axis. */
export const logSoftmax = (x: Tensor): Tensor => overRows('logSoftmax', x);

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
