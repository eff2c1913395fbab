/** RepeatVector: [batch, features] → [batch, n, features]. Source: https://keras.io/api/layers/reshaping_layers/repeat_vector/ */
import { broadcastTo, expandDims } from '@inkgrad/tensor';
import { defineLayer } from '../define/define-layer.ts';
import { required } from '../define/field.ts';
import { positiveWhole } from '../define/fields.ts';
import { LayerShapeError, shapeText } from '../errors.ts';

/**
 * Each sample's vector n times, as steps of a sequence.
 * @throws LayerShapeError for samples that are no vectors
 * @example
 * sequential({ inputShape: [3], layers: [repeatVector(5)] }).outputShape; // → [5, 3]
 */
export const repeatVector = defineLayer({
  type: 'repeatVector',
  title: 'RepeatVector',
  shorthand: 'n',
  fields: {
    /** How often. */
    n: required(positiveWhole, 'How often.'),
  },
  plan: ({ n }, [x], name) => {
    if (x!.shape.length !== 1) throw new LayerShapeError(name, 'vectors, shape [features]', shapeText(x!.shape));
    return { output: { shape: [n, ...x!.shape], dtype: x!.dtype } };
  },
  apply: ({ n }, { x }) => broadcastTo(expandDims(x, 1), [x.shape[0]!, n, x.shape[1]!]),
});
