/**
 * Conv2D: activation(x ∗ kernel + bias), [batch, height, width, channels] → [batch, rows, columns, filters]; kernel
 * [rows, columns, channels / groups, filters]. Source: https://keras.io/api/layers/convolution_layers/convolution2d/
 */
import { conv2d as convolve } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, required } from '../define/field.ts';
import { pair, positiveWhole } from '../define/fields.ts';
import { LayerShapeError } from '../errors.ts';
import { biasWeight, finished } from './convolution-result.ts';
import { imageShape, kernelFields, padding, positions, resultFields } from './window-options.ts';

/**
 * Filters that move over an image.
 * @throws ArgumentError, UnknownNameError; LayerShapeError for images smaller than the kernel, or channels that `groups` does not divide
 * @example
 * conv2d({ filters: 32, kernelSize: 3, activation: 'relu' })
 */
export const conv2d = defineLayer({
  type: 'conv2d',
  title: 'Conv2D',
  fields: {
    /** Number of filters, the channels of the output. */
    filters: required(positiveWhole, 'Number of filters, the channels of the output.'),
    /** Rows and columns of the kernel; one number for both. */
    kernelSize: required(pair, 'Rows and columns of the kernel; one number for both.'),
    /** Rows and columns from one window to the next; 1 by default. */
    strides: defaulted(pair, 1, 'Rows and columns from one window to the next; 1 by default.'),
    padding,
    /** Rows and columns from one cell of the kernel to the next; 1 by default. */
    dilationRate: defaulted(pair, 1, 'Rows and columns from one cell of the kernel to the next; 1 by default.'),
    /** Channels and filters fall into so many groups, each convolved by itself; 1 by default. */
    groups: defaulted(
      positiveWhole,
      1,
      'Channels and filters fall into so many groups, each convolved by itself; 1 by default.',
    ),
    ...kernelFields,
    ...resultFields,
  },
  plan: (options, [x], name) => {
    const { filters, kernelSize, groups, kernelInitializer, kernelRegularizer } = options;
    const [height, width, channels] = imageShape(name, x!);
    if (channels % groups !== 0 || filters % groups !== 0) {
      throw new LayerShapeError(
        name,
        `channels and filters in ${groups} groups`,
        `${channels} channels, ${filters} filters`,
      );
    }
    const kernel = {
      shape: [...kernelSize, channels / groups, filters],
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    };
    const size = positions(name, [height, width], { ...options, window: kernelSize });
    return {
      output: { shape: [...size, filters], dtype: 'f32' },
      weights: { kernel, ...biasWeight(options, filters) },
    };
  },
  apply: (options, call) => {
    const { strides, padding, dilationRate, groups } = options;
    return finished(
      options,
      convolve(call.x, call.weights['kernel']!, { strides, padding, dilationRate, groups }),
      call,
    );
  },
});
