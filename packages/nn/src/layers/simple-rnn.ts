/** Source: https://keras.io/api/layers/recurrent_layers/simple_rnn/ */
import { add } from '@inkgrad/tensor';
import { activate } from '../activations/activations.ts';
import { defineLayer } from '../define/define-layer.ts';
import { planRecurrent, recurrentFields, walk } from './recurrent.ts';

/**
 * h ← activation(x · kernel + h · recurrentKernel + bias), step by step: [batch, steps, features] → [batch, units].
 * @throws LayerShapeError for samples that are no sequences
 * @example
 * sequential({ inputShape: [10, 3], layers: [simpleRnn({ units: 16, returnSequences: true })] }).outputShape; // → [10, 16]
 */
export const simpleRnn = defineLayer({
  type: 'simpleRnn',
  title: 'SimpleRNN',
  fields: recurrentFields,
  plan: (options, [x], name) =>
    planRecurrent(options, x!, name, 1, { shape: [options.units], initializer: options.biasInitializer }),
  apply: (options, call) =>
    walk(options, call, call.weights['bias'], 1, (fromInput, [h], recurrent) => [
      activate(options.activation, add(fromInput, recurrent(h!))),
    ]),
});
