/**
 * SeparableConv2D: each channel with filters of its own, then the channels mixed at each place; depthwise kernel [rows, columns,
 * channels, depthMultiplier], pointwise kernel [1, 1, channels · depthMultiplier, filters].
 * Source: https://keras.io/api/layers/convolution_layers/separable_convolution2d/
 */
import { conv2d as convolve } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, optional, required } from '../define/field.ts';
import { pair, positiveWhole } from '../define/fields.ts';
import { initializerOr } from '../initializers/initializer-option.ts';
import { glorotUniform } from '../initializers/variance-scaling.ts';
import { regularizer } from '../regularizers/regularizers.ts';
import { biasWeight, finished } from './convolution-result.ts';
import { byChannel, imageShape, padding, positions, resultFields } from './window-options.ts';

/**
 * A convolution in two steps, with far fewer weights than one.
 * @throws ArgumentError, UnknownNameError; LayerShapeError for images smaller than the kernel
 * @example
 * separableConv2d({ filters: 64, kernelSize: 3, activation: 'relu' })
 */
export const separableConv2d = defineLayer({
  type: 'separableConv2d',
  title: 'SeparableConv2D',
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
    /** Filters of each channel before they are mixed; 1 by default. */
    depthMultiplier: defaulted(positiveWhole, 1, 'Filters of each channel before they are mixed; 1 by default.'),
    /** "glorotUniform" by default. */
    depthwiseInitializer: initializerOr(glorotUniform()),
    /** "glorotUniform" by default. */
    pointwiseInitializer: initializerOr(glorotUniform()),
    /** Penalty on the depthwise kernel, added to the loss; none by default. */
    depthwiseRegularizer: optional(regularizer, 'Penalty on the depthwise kernel, added to the loss; none by default.'),
    /** Penalty on the pointwise kernel, added to the loss; none by default. */
    pointwiseRegularizer: optional(regularizer, 'Penalty on the pointwise kernel, added to the loss; none by default.'),
    ...resultFields,
  },
  plan: (options, [x], name) => {
    const { filters, kernelSize, depthMultiplier, depthwiseInitializer, depthwiseRegularizer } = options;
    const [height, width, channels] = imageShape(name, x!);
    const depthwiseKernel = {
      shape: [...kernelSize, channels, depthMultiplier],
      initializer: depthwiseInitializer,
      regularizer: depthwiseRegularizer,
    };
    const pointwiseKernel = {
      shape: [1, 1, channels * depthMultiplier, filters],
      initializer: options.pointwiseInitializer,
      regularizer: options.pointwiseRegularizer,
    };
    const size = positions(name, [height, width], { ...options, window: kernelSize });
    return {
      output: { shape: [...size, filters], dtype: 'f32' },
      weights: { depthwiseKernel, pointwiseKernel, ...biasWeight(options, filters) },
    };
  },
  apply: (options, call) => {
    const { strides, padding, dilationRate } = options;
    const { depthwiseKernel, pointwiseKernel } = call.weights;
    const groups = call.x.shape[3]!;
    const apart = convolve(call.x, byChannel(depthwiseKernel!), { strides, padding, dilationRate, groups });
    return finished(options, convolve(apart, pointwiseKernel!), call);
  },
});
