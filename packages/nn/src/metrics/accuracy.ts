/**
 * "accuracy": the accuracy that fits the targets and the output, as Keras chooses it. Of several outputs with yes or no for
 * each, "binaryAccuracy" has to be named.
 * Source: https://github.com/keras-team/keras/blob/v3.6.0/keras/src/trainers/compile_utils.py
 */
import { InternalError } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { targetsOf } from '../losses/read-loss.ts';
import { binaryAccuracy } from './binary-accuracy.ts';
import { categoricalAccuracy } from './categorical-accuracy.ts';
import { sparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';

/**
 * The sparse accuracy for labels, the binary one for single outputs, else the categorical one.
 * @example
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: [accuracy()] });
 */
export const accuracy = defineMetric({
  name: 'accuracy',
  fields: {},
  direction: 'max',
  standsFor: (loss, outputShape) => {
    if (targetsOf(loss) === 'labels') return sparseCategoricalAccuracy();
    return outputShape.at(-1) === 1 ? binaryAccuracy() : categoricalAccuracy();
  },
  perSample: () => {
    throw new InternalError('"accuracy" was not resolved to the accuracy that it stands for');
  },
});
