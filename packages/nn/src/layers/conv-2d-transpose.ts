/**
 * Conv2DTranspose: a convolution backward, from [batch, height, width, channels] to larger images of `filters` channels; kernel
 * [rows, columns, filters, channels]. Source: https://keras.io/api/layers/convolution_layers/convolution2d_transpose/
 */
import { ArgumentError, conv2dTranspose as convolveBack } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted, optional, required } from '../define/field.ts';
import { nonNegativePair, pair, positiveWhole } from '../define/fields.ts';
import { biasWeight, finished } from './convolution-result.ts';
import { imageShape, kernelFields, padding, resultFields } from './window-options.ts';

/**
 * Makes images larger: with padding "same" by the strides, with "valid" by what the kernel reaches beyond as well.
 * @throws ArgumentError, UnknownNameError
 * @example
 * conv2dTranspose({ filters: 16, kernelSize: 3, strides: 2, padding: 'same' })
 */
export const conv2dTranspose = defineLayer({
  type: 'conv2dTranspose',
  title: 'Conv2DTranspose',
  fields: {
    /** Number of filters, the channels of the output. */
    filters: required(positiveWhole, 'Number of filters, the channels of the output.'),
    /** Rows and columns of the kernel; one number for both. */
    kernelSize: required(pair, 'Rows and columns of the kernel; one number for both.'),
    /** Rows and columns of the output from one input to the next; 1 by default. */
    strides: defaulted(pair, 1, 'Rows and columns of the output from one input to the next; 1 by default.'),
    padding,
    /** Rows and columns from one cell of the kernel to the next; 1 by default. */
    dilationRate: defaulted(pair, 1, 'Rows and columns from one cell of the kernel to the next; 1 by default.'),
    /** Rows and columns at the end beyond the first that the output needs, fewer than the strides; one number for both. By default a multiple of the strides, or with "valid" what the kernel reaches. */
    outputPadding: optional(
      nonNegativePair,
      'Rows and columns at the end beyond the first that the output needs, fewer than the strides; one number for both. By default a multiple of the strides, or with "valid" what the kernel reaches.',
    ),
    ...kernelFields,
    ...resultFields,
  },
  plan: (options, [x], name) => {
    const { filters, kernelSize, strides, dilationRate, padding, kernelInitializer, kernelRegularizer } = options;
    const [height, width, channels] = imageShape(name, x!);
    const kernel = {
      shape: [...kernelSize, filters, channels],
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
    };
    const size = [height, width].map((length, axis) => {
      const [stride, reach] = [strides[axis]!, (kernelSize[axis]! - 1) * dilationRate[axis]! + 1];
      const [isValid, odd, given] = [padding === 'valid', reach % 2, options.outputPadding?.[axis]];
      const least = isValid ? 0 : 1 - odd;
      if (given !== undefined && (given < least || given >= stride)) {
        const expected = `from ${least} to below the strides for this kernel and padding "${padding}"`;
        throw new ArgumentError(name, 'outputPadding', expected, given);
      }
      const more = given ?? (isValid ? Math.max(stride - reach, 0) : stride - odd);
      return (length - 1) * stride + (isValid ? reach : odd) + more;
    });
    return {
      output: { shape: [...size, filters], dtype: 'f32' },
      weights: { kernel, ...biasWeight(options, filters) },
    };
  },
  apply: (options, call) => {
    const { strides, padding, dilationRate, outputPadding } = options;
    const how = { strides, padding, dilationRate, outputPadding };
    return finished(options, convolveBack(call.x, call.weights['kernel']!, how), call);
  },
});
