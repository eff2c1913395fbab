/**
 * Conv1D: activation(x ∗ kernel + bias) over the steps of a sequence, [batch, steps, features] → [batch, positions, filters];
 * kernel [steps, features / groups, filters]. Source: https://keras.io/api/layers/convolution_layers/convolution1d/
 */
import { conv2d as convolve, expandDims, pad, reshape } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, required } from '../define/field.ts';
import { choice, positiveWhole } from '../define/fields.ts';
import { LayerShapeError } from '../errors.ts';
import { biasWeight, finished } from './convolution-result.ts';
import { sequenceShape } from './sequence-shape.ts';
import { asRow, asSteps, kernelFields, positions, resultFields } from './window-options.ts';

/**
 * Filters that move over a sequence. With padding "causal" a result depends on its own step and on earlier ones only.
 * @throws ArgumentError, UnknownNameError; LayerShapeError for sequences shorter than the kernel, or features that `groups` does not divide
 * @example
 * conv1d({ filters: 16, kernelSize: 5, padding: 'causal' })
 */
export const conv1d = defineLayer({
  type: 'conv1d',
  title: 'Conv1D',
  fields: {
    /** Number of filters, the features of the output. */
    filters: required(positiveWhole, 'Number of filters, the features of the output.'),
    /** Steps of the kernel. */
    kernelSize: required(positiveWhole, 'Steps of the kernel.'),
    /** Steps from one window to the next; 1 by default. */
    strides: defaulted(positiveWhole, 1, 'Steps from one window to the next; 1 by default.'),
    /** "valid", "same", or "causal": all of the padding in front; "valid" by default. */
    padding: defaulted(
      choice('padding', ['valid', 'same', 'causal']),
      'valid',
      '"valid", "same", or "causal": all of the padding in front; "valid" by default.',
    ),
    /** Steps from one cell of the kernel to the next; 1 by default. */
    dilationRate: defaulted(positiveWhole, 1, 'Steps from one cell of the kernel to the next; 1 by default.'),
    /** Features and filters fall into so many groups, each convolved by itself; 1 by default. */
    groups: defaulted(
      positiveWhole,
      1,
      'Features and filters fall into so many groups, each convolved by itself; 1 by default.',
    ),
    ...kernelFields,
    ...resultFields,
  },
  plan: (options, [x], name) => {
    const { filters, kernelSize, strides, dilationRate, groups, padding, kernelInitializer, kernelRegularizer } =
      options;
    const [steps, features] = sequenceShape(name, x!);
    if (features % groups !== 0 || filters % groups !== 0) {
      throw new LayerShapeError(
        name,
        `features and filters in ${groups} groups`,
        `${features} features, ${filters} filters`,
      );
    }
    const kernel = {
      shape: [kernelSize, features / groups, filters],
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    };
    const windows = { window: [kernelSize], strides: [strides], dilationRate: [dilationRate], padding };
    return {
      output: { shape: [...positions(name, [steps], windows), filters], dtype: 'f32' },
      weights: { kernel, ...biasWeight(options, filters) },
    };
  },
  apply: (options, call) => {
    const { kernelSize, strides, padding, dilationRate, groups } = options;
    const isCausal = padding === 'causal';
    const before = isCausal ? (kernelSize - 1) * dilationRate : 0;
    const x =
      before === 0
        ? call.x
        : pad(call.x, [
            [0, 0],
            [before, 0],
            [0, 0],
          ]);
    const product = convolve(reshape(x, asRow(x.shape)), expandDims(call.weights['kernel']!, 0), {
      strides: [1, strides],
      padding: isCausal ? 'valid' : padding,
      dilationRate: [1, dilationRate],
      groups,
    });
    return finished(options, reshape(product, asSteps(product.shape)), call);
  },
});
