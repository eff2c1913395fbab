/** Source: https://keras.io/api/layers/recurrent_layers/time_distributed/ */
import { reshape } from '@inkgrad/tensor';
import { defineLayer, planLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { LayerShapeError, shapeText } from '../errors.ts';
import { applyInner, innerWeights } from './inner-layer.ts';
import { layerOption } from './layer-option.ts';

/**
 * Applies one layer, with one set of weights, to every step: [batch, steps, …] → [batch, steps, …].
 * @example
 * timeDistributed(dense({ units: 8 }))
 */
export const timeDistributed = defineLayer({
  type: 'timeDistributed',
  title: 'TimeDistributed',
  shorthand: 'layer',
  fields: {
    /** Takes one step as a sample. */
    layer: required(layerOption, 'Takes one step as a sample.'),
  },
  plan: ({ layer }, [x], name) => {
    const [steps, ...shape] = x!.shape;
    if (steps === undefined) throw new LayerShapeError(name, 'samples of steps', shapeText(x!.shape));
    const inner = planLayer(layer, [{ shape, dtype: x!.dtype }], name);
    return {
      output: { shape: [steps, ...inner.output.shape], dtype: inner.output.dtype },
      weights: innerWeights('', inner),
    };
  },
  apply: ({ layer }, call) => {
    const [batch, steps, ...shape] = call.x.shape as [number, number, ...number[]];
    const values = applyInner('', layer, call, reshape(call.x, [batch * steps, ...shape]));
    return reshape(values, [batch, steps, ...values.shape.slice(1)]);
  },
});
