/** The classes that a model answers with. */
import { ArgumentError, sizeOf } from '@inkgrad/tensor';
import { type ArrayData, toNdArray } from '../data/nd-array.ts';
import { NonFiniteValueError } from '../errors.ts';

/**
 * The place of the largest of each row, the first of equals: whole numbers [N, …] of outputs [N, …, classes], whether they
 * are probabilities or logits.
 * @throws NonFiniteValueError for an output that is NaN or infinite, as nobody can say what it answers
 * @example
 * const answers = predictedClasses(await model.predict(x));
 */
export function predictedClasses(outputs: ArrayData): Int32Array {
  const { shape, data } = toNdArray('outputs', outputs);
  const classes = shape.at(-1) ?? 0;
  if (shape.length < 2 || classes < 2) {
    // The largest of one is no answer: yes is what is above 0.5, or above 0 of logits.
    const expected = 'rows of at least two classes, [N, …, classes]';
    throw new ArgumentError('predictedClasses', 'outputs', expected, `shape [${shape.join(', ')}]`);
  }
  return Int32Array.from({ length: sizeOf(shape.slice(0, -1)) }, (_, row) => {
    let best = 0;
    for (let at = 0; at < classes; at++) {
      const value = data[row * classes + at]!;
      if (!Number.isFinite(value)) throw notFinite(value, shape.length === 2 && shape[0] === 1 ? undefined : row, at);
      if (value > data[row * classes + best]!) best = at;
    }
    return best;
  });
}

function notFinite(value: number, row: number | undefined, at: number): NonFiniteValueError {
  const to = row === undefined ? '' : ` to sample ${row}`;
  const sentence = `the answer${to} is ${value} for class ${at}, so that it means no class`;
  return new NonFiniteValueError(sentence, [row ?? 0, at], value, 'the model has diverged, or its input is too large');
}
