/**
 * Embedding: each whole number becomes a row of a table, [batch, …] → [batch, …, outputDim]; embeddings
 * [inputDim, outputDim]. Source: https://keras.io/api/layers/core_layers/embedding/
 */
import { cast, gather, reshape, sizeOf } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { optional, required } from '../define/field.ts';
import { positiveWhole } from '../define/fields.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { randomUniform } from '../initializers/random.ts';
import { regularizer } from '../regularizers/regularizers.ts';

/**
 * A learnt vector for each of a number of things, such as words. Inputs are whole numbers in [0, inputDim); one outside
 * is an IndexRangeError when it is met.
 * @example
 * sequential([embedding({ inputDim: 1000, outputDim: 16, inputShape: [20] }), globalAveragePooling1d()]);
 */
export const embedding = defineLayer({
  type: 'embedding',
  inputType: 'i32',
  fields: {
    /** How many things there are. */
    inputDim: required(positiveWhole, 'How many things there are.'),
    /** Length of each one's vector. */
    outputDim: required(positiveWhole, "Length of each one's vector."),
    /** Uniform in ±0.05 by default. */
    embeddingsInitializer: initializerOr(randomUniform()),
    /** Penalty on the table, added to the loss; none by default. */
    embeddingsRegularizer: optional(regularizer, 'Penalty on the table, added to the loss; none by default.'),
  },
  plan: ({ inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer }, [x]) => ({
    output: { shape: [...x!.shape, outputDim], dtype: 'f32' },
    weights: {
      embeddings: {
        shape: [inputDim, outputDim],
        initializer: embeddingsInitializer,
        regularizer: embeddingsRegularizer,
      },
    },
  }),
  apply: ({ outputDim }, { x, weights: { embeddings } }) => {
    const places = reshape(cast(x, 'i32'), [sizeOf(x.shape)]);
    return reshape(gather(embeddings!, places, { fromEnd: false }), [...x.shape, outputDim]);
  },
});
