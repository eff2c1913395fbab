/** An activation function as a layer of its own. Source: https://keras.io/api/layers/core_layers/activation/ */
import { activate, activationName } from '../activations/activations.ts';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';

/**
 * Applies an activation function to each element, softmax and log-softmax to the last axis.
 * @throws UnknownNameError that lists the known activations
 * @example
 * activation('relu')
 */
export const activation = defineLayer({
  type: 'activation',
  shorthand: 'activation',
  fields: {
    /** The function's name. */
    activation: required(activationName, "The function's name."),
  },
  plan: (_, [x]) => ({ output: x! }),
  apply: (options, { x }) => activate(options.activation, x),
});
