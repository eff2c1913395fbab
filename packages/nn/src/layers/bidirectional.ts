/** Source: https://keras.io/api/layers/recurrent_layers/bidirectional/ */
import { ArgumentError, add, concat, div, gather, iota, mul, sub, type Tensor, transpose } from '@inkgrad/tensor';
import { defineLayer, planLayer } from '../define/define-layer.ts';
import { defaulted, required } from '../define/field.ts';
import { choice } from '../define/fields.ts';
import { applyInner, innerWeights } from './inner-layer.ts';
import { layerOption } from './layer-option.ts';

/**
 * A recurrent layer over the steps in both directions, with weights for each, and what they give put together; outputs of
 * every step stand at their step in both.
 * @throws ArgumentError for a layer that is not recurrent
 * @example
 * bidirectional(lstm({ units: 16, returnSequences: true }))
 */
export const bidirectional = defineLayer({
  type: 'bidirectional',
  shorthand: 'layer',
  fields: {
    /** simpleRnn, lstm, gru, or another with returnSequences and goBackwards. */
    layer: required(layerOption, 'simpleRnn, lstm, gru, or another with returnSequences and goBackwards.'),
    /** How the two are put together; 'concat' by default. */
    mergeMode: defaulted(
      choice('mergeMode', ['concat', 'sum', 'mul', 'average']),
      'concat',
      "How the two are put together; 'concat' by default.",
    ),
  },
  check: (where, { layer }) => {
    if ('returnSequences' in layer && 'goBackwards' in layer) return;
    throw new ArgumentError(where, 'layer', 'a recurrent layer', layer.type);
  },
  plan: ({ layer, mergeMode }, [x], name) => {
    const inner = planLayer(layer, [x!], name);
    const { shape } = inner.output;
    const last = shape.at(-1)! * (mergeMode === 'concat' ? 2 : 1);
    return {
      output: { shape: [...shape.slice(0, -1), last], dtype: 'f32' },
      weights: { ...innerWeights('forward', inner), ...innerWeights('backward', inner) },
    };
  },
  apply: ({ layer, mergeMode }, call) => {
    const there = applyInner('forward', layer, call, call.x);
    // Streams of its own, so that the two directions drop different things.
    const back = applyInner('backward', layer, call, reverseSteps(call.x), 8);
    const aligned = 'returnSequences' in layer && layer.returnSequences === true ? reverseSteps(back) : back;
    switch (mergeMode) {
      case 'concat':
        return concat([there, aligned], -1);
      case 'sum':
        return add(there, aligned);
      case 'mul':
        return mul(there, aligned);
      case 'average':
        return div(add(there, aligned), 2);
    }
  },
});

/** [batch, steps, features] with the steps in the opposite order. */
function reverseSteps(x: Tensor): Tensor {
  const steps = x.shape[1]!;
  const byStep = transpose(x, [1, 0, 2]);
  return transpose(gather(byStep, sub(steps - 1, iota([steps]))), [1, 0, 2]);
}
