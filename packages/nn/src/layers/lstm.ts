/**
 * Long short-term memory. The weights hold the gates side by side, as Keras: input, forget, cell, output.
 * Source: https://www.bioinf.jku.at/publications/older/2604.pdf, https://keras.io/api/layers/recurrent_layers/lstm/
 */
import { add, mul } from '@inkgrad/tensor';
import { activate, activationName } from '../activations/activations.ts';
import { defineInitializer, type Initializer, initializerDefinition } from '../define/define-initializer.ts';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, required } from '../define/field.ts';
import { flag } from '../define/fields.ts';
import { initializer } from '../initializers/initializer-option.ts';
import { gate, planRecurrent, recurrentFields, walk } from './recurrent.ts';

/** What the bias is filled with: 1 for the forget gate, so that at first nothing is forgotten. */
const forgetNothing = defineInitializer({
  name: 'forgetNothing',
  fields: { others: required(initializer) },
  fill: ({ others }, filling) => {
    const values = initializerDefinition(others).fill(others, filling);
    const units = filling.length / 4;
    return values.fill(1, units, 2 * units);
  },
});

/**
 * i, f, o = recurrentActivation(…), c ← f · c + i · activation(…), h ← o · activation(c), step by step:
 * [batch, steps, features] → [batch, units].
 * @throws LayerShapeError for samples that are no sequences
 * @example
 * sequential([lstm({ units: 32, inputShape: [20, 3] }), dense({ units: 1 })]);
 */
export const lstm = defineLayer({
  type: 'lstm',
  title: 'LSTM',
  fields: {
    ...recurrentFields,
    /** Of the gates; "sigmoid" by default. */
    recurrentActivation: defaulted(activationName, 'sigmoid', 'Of the gates; "sigmoid" by default.'),
    /** The bias of the forget gate begins with 1; true by default. */
    unitForgetBias: defaulted(flag, true, 'The bias of the forget gate begins with 1; true by default.'),
  },
  plan: (options, [x], name) => {
    const { units, biasInitializer, unitForgetBias } = options;
    const bias: Initializer = unitForgetBias ? forgetNothing({ others: biasInitializer }) : biasInitializer;
    return planRecurrent(options, x!, name, 4, { shape: [4 * units], initializer: bias });
  },
  apply: (options, call) => {
    const { units, activation, recurrentActivation } = options;
    return walk(options, call, call.weights['bias'], 2, (fromInput, [h, c], recurrent) => {
      const all = add(fromInput, recurrent(h!));
      const gated = (at: number): ReturnType<typeof gate> => activate(recurrentActivation, gate(all, at, units));
      const cell = add(mul(gated(1), c!), mul(gated(0), activate(activation, gate(all, 2, units))));
      return [mul(gated(3), activate(activation, cell)), cell];
    });
  },
});
