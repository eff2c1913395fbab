/**
 * Dense: activation(x · kernel + bias) over the last axis, [batch, …, in] → [batch, …, units]; kernel [in, units].
 * Source: https://keras.io/api/layers/core_layers/dense/
 */
import { add, matmul } from '@inkgrad/tensor';
import { activate, activationName } from '../activations/activations.ts';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, optional, required } from '../define/field.ts';
import { flag, positiveWhole } from '../define/fields.ts';
import { LayerShapeError } from '../errors.ts';
import { zeros } from '../initializers/fixed.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { glorotUniform } from '../initializers/variance-scaling.ts';
import { regularizer } from '../regularizers/regularizers.ts';
import { activityPenalty } from './activity-penalty.ts';

/**
 * A fully connected layer.
 * @throws ArgumentError for units that are no positive whole number; UnknownNameError for unknown names
 * @example
 * dense({ units: 64, activation: 'relu' })
 */
export const dense = defineLayer({
  type: 'dense',
  fields: {
    /** Number of outputs. */
    units: required(positiveWhole, 'Number of outputs.'),
    /** "linear" by default. */
    activation: defaulted(activationName, 'linear'),
    /** true by default. */
    useBias: defaulted(flag, true),
    /** "glorotUniform" by default. */
    kernelInitializer: initializerOr(glorotUniform()),
    /** "zeros" by default. */
    biasInitializer: initializerOr(zeros()),
    /** Penalty on the kernel, added to the loss; none by default. */
    kernelRegularizer: optional(regularizer, 'Penalty on the kernel, added to the loss; none by default.'),
    /** Penalty on the bias, added to the loss; none by default. */
    biasRegularizer: optional(regularizer, 'Penalty on the bias, added to the loss; none by default.'),
    /** Penalty on the output, summed over the batch, divided by its size and added to the loss; none by default. */
    activityRegularizer: optional(
      regularizer,
      'Penalty on the output, summed over the batch, divided by its size and added to the loss; none by default.',
    ),
  },
  plan: (options, [x], name) => {
    const { units, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer } = options;
    const { shape } = x!;
    if (shape.length === 0) throw new LayerShapeError(name, 'samples of at least one axis', 'scalars, shape []');
    const kernel = {
      shape: [shape.at(-1)!, units],
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    };
    const bias = { shape: [units], initializer: biasInitializer, regularizer: biasRegularizer };
    return {
      output: { shape: [...shape.slice(0, -1), units], dtype: 'f32' },
      weights: useBias ? { kernel, bias } : { kernel },
    };
  },
  apply: ({ activation, activityRegularizer }, { x, weights: { kernel, bias }, addLoss }) => {
    const product = matmul(x, kernel!);
    const values = activate(activation, bias === undefined ? product : add(product, bias));
    activityPenalty(activityRegularizer, values, addLoss);
    return values;
  },
});
