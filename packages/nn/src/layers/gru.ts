/**
 * Gated recurrent unit. The weights hold the gates side by side, as Keras: update, reset, candidate.
 * Source: https://arxiv.org/abs/1406.1078, https://keras.io/api/layers/recurrent_layers/gru/
 */
import { add, mul, reshape, slice, sub } from '@inkgrad/tensor';
import { activate, activationName } from '../activations/activations.ts';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { flag } from '../define/fields.ts';
import { gate, planRecurrent, recurrentFields, walk } from './recurrent.ts';

/**
 * z, r = recurrentActivation(…), h ← z · h + (1 − z) · activation(candidate), step by step:
 * [batch, steps, features] → [batch, units].
 * @throws LayerShapeError for samples that are no sequences
 * @example
 * sequential({ inputShape: [10, 3], layers: [gru({ units: 16 })] }).outputShape; // → [16]
 */
export const gru = defineLayer({
  type: 'gru',
  title: 'GRU',
  fields: {
    ...recurrentFields,
    /** Of the gates; "sigmoid" by default. */
    recurrentActivation: defaulted(activationName, 'sigmoid', 'Of the gates; "sigmoid" by default.'),
    /** The reset gate applies after the product with the state, which has a bias of its own; true by default. */
    resetAfter: defaulted(
      flag,
      true,
      'The reset gate applies after the product with the state, which has a bias of its own; true by default.',
    ),
  },
  plan: (options, [x], name) => {
    const { units, resetAfter, biasInitializer } = options;
    const shape = resetAfter ? [2, 3 * units] : [3 * units];
    return planRecurrent(options, x!, name, 3, { shape, initializer: biasInitializer });
  },
  apply: (options, call) => {
    const { units, activation, recurrentActivation, resetAfter } = options;
    const { bias, recurrentKernel } = call.weights;
    const row = (at: number): typeof bias => bias && reshape(slice(bias, [at, 0], [1, 3 * units]), [3 * units]);
    const [inputBias, stateBias] = resetAfter ? [row(0), row(1)] : [bias, undefined];
    const candidateKernel = slice(recurrentKernel!, [0, 2 * units], [units, units]);
    return walk(options, call, inputBias, 1, (fromInput, [before], recurrent) => {
      const h = before!;
      const product = recurrent(h);
      const fromState = stateBias === undefined ? product : add(product, stateBias);
      const gated = (at: number): typeof h =>
        activate(recurrentActivation, add(gate(fromInput, at, units), gate(fromState, at, units)));
      const [update, reset] = [gated(0), gated(1)];
      const state = resetAfter ? mul(reset, gate(fromState, 2, units)) : recurrent(mul(reset, h), candidateKernel);
      const candidate = activate(activation, add(gate(fromInput, 2, units), state));
      return [add(mul(update, h), mul(sub(1, update), candidate))];
    });
  },
});
