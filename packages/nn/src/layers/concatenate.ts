/** Source: https://keras.io/api/layers/merging_layers/concatenate/ */
import { concat } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { defaulted } from '../define/field.ts';
import { whole } from '../define/fields.ts';
import { specText } from '../define/spec.ts';
import { LayerShapeError } from '../errors.ts';
import { sampleAxis } from './axes.ts';

/**
 * Its inputs side by side along an axis; their other axes agree.
 * @throws LayerShapeError where they do not
 * @example
 * const image = input({ shape: [64], name: 'image' });
 * const age = input({ shape: [1], name: 'age' });
 * concatenate().apply(image, age).shape; // → [65]
 */
export const concatenate = defineLayer({
  type: 'concatenate',
  inputs: 'several',
  fields: {
    /** The axis, counted with the batch as 0; −1, the last, by default. */
    axis: defaulted(whole, -1, 'The axis, counted with the batch as 0; −1, the last, by default.'),
  },
  plan: ({ axis }, inputs, name) => {
    const { shape, dtype } = inputs[0]!;
    const along = sampleAxis(name, axis, shape);
    const fits = inputs.every(
      (own) =>
        own.dtype === dtype &&
        own.shape.length === shape.length &&
        own.shape.every((length, at) => at === along || length === shape[at]),
    );
    if (!fits) {
      const expected = `inputs of one type that differ along axis ${axis} only`;
      throw new LayerShapeError(name, expected, inputs.map(specText).join(' and '));
    }
    const length = inputs.reduce((sum, own) => sum + own.shape[along]!, 0);
    return { output: { shape: shape.map((own, at) => (at === along ? length : own)), dtype } };
  },
  apply: ({ axis }, { inputs }) => concat(inputs, axis),
});
