/** Source: https://arxiv.org/abs/1312.6120, https://keras.io/api/layers/initializers/#orthogonal-class */
import { ArgumentError, normal } from '@inkgrad/tensor';
import { defineInitializer } from '../define/define-initializer.ts';
import { defaulted } from '../define/field.ts';
import { finite } from '../define/fields.ts';

/**
 * A matrix whose rows, or columns where there are fewer, are orthogonal and of length `gain`; of more than two axes all but
 * the last are rows. Drawn from normal numbers and made orthogonal in float64 by Gram and Schmidt, twice.
 * @example
 * dense({ units: 4, kernelInitializer: orthogonal({ gain: 1.4 }) });
 */
export const orthogonal = defineInitializer({
  name: 'orthogonal',
  fields: {
    /** 1 by default. */
    gain: defaulted(finite, 1),
  },
  fill: ({ gain }, { shape, length, seed, stream }) => {
    if (shape.length < 2) throw new ArgumentError('orthogonal', 'shape', 'two axes or more', `[${shape.join(', ')}]`);
    const columns = shape.at(-1)!;
    const rows = length / columns;
    const [count, size] = rows < columns ? [rows, columns] : [columns, rows];
    const drawn = normal(seed, stream, length, { mean: 0, standardDeviation: 1 });
    const vectors = Array.from({ length: count }, (_, at) =>
      Float64Array.from(drawn.subarray(at * size, (at + 1) * size)),
    );
    for (const [at, vector] of vectors.entries()) {
      // The second pass takes away what rounding has left in the first.
      for (let pass = 0; pass < 2; pass++) for (const other of vectors.slice(0, at)) removePart(vector, other);
      const norm = Math.hypot(...vector);
      for (let i = 0; i < size; i++) vector[i]! /= norm;
    }
    const isByRows = rows < columns;
    return Float32Array.from({ length }, (_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      return gain * (isByRows ? vectors[row]![column]! : vectors[column]![row]!);
    });
  },
});

/** Takes from `vector` its part along `other`, which has length 1. */
function removePart(vector: Float64Array, other: Float64Array): void {
  let product = 0;
  for (let i = 0; i < vector.length; i++) product += vector[i]! * other[i]!;
  for (let i = 0; i < vector.length; i++) vector[i]! -= product * other[i]!;
}
