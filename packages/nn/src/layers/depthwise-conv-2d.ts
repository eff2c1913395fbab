/**
 * DepthwiseConv2D: each channel with filters of its own, [batch, height, width, channels] → [batch, rows, columns, channels ·
 * depthMultiplier]; kernel [rows, columns, channels, depthMultiplier].
 * Source: https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/
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
 * Filters that move over each channel of an image alone.
 * @throws ArgumentError, UnknownNameError; LayerShapeError for images smaller than the kernel
 * @example
 * depthwiseConv2d({ kernelSize: 3, padding: 'same' })
 */
export const depthwiseConv2d = defineLayer({
  type: 'depthwiseConv2d',
  title: 'DepthwiseConv2D',
  fields: {
    /** Rows and columns of the kernel; one number for both. */
    kernelSize: required(pair, 'Rows and columns of the kernel; one number for both.'),
    /** Rows and columns from one window to the next; 1 by default. */
    strides: defaulted(pair, 1, 'Rows and columns from one window to the next; 1 by default.'),
    padding,
    /** Filters of each channel; 1 by default. */
    depthMultiplier: defaulted(positiveWhole, 1, 'Filters of each channel; 1 by default.'),
    /** Rows and columns from one cell of the kernel to the next; 1 by default. */
    dilationRate: defaulted(pair, 1, 'Rows and columns from one cell of the kernel to the next; 1 by default.'),
    /** "glorotUniform" by default. */
    depthwiseInitializer: initializerOr(glorotUniform()),
    /** Penalty on the kernel, added to the loss; none by default. */
    depthwiseRegularizer: optional(regularizer, 'Penalty on the kernel, added to the loss; none by default.'),
    ...resultFields,
  },
  plan: (options, [x], name) => {
    const { kernelSize, depthMultiplier, depthwiseInitializer, depthwiseRegularizer } = options;
    const [height, width, channels] = imageShape(name, x!);
    const filters = channels * depthMultiplier;
    const kernel = {
      shape: [...kernelSize, channels, depthMultiplier],
      initializer: depthwiseInitializer,
      regularizer: depthwiseRegularizer,
    };
    const size = positions(name, [height, width], { ...options, window: kernelSize });
    return {
      output: { shape: [...size, filters], dtype: 'f32' },
      weights: { kernel, ...biasWeight(options, filters) },
    };
  },
  apply: (options, call) => {
    const { strides, padding, dilationRate } = options;
    const groups = call.x.shape[3]!;
    return finished(
      options,
      convolve(call.x, byChannel(call.weights['kernel']!), { strides, padding, dilationRate, groups }),
      call,
    );
  },
});
