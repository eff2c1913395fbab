/** What the accuracies have in common: which of a model's outputs is largest, and whether one means yes. */
import { cast, equal, expandDims, greater, iota, less, lessEqual, select, sum, type Tensor } from '@inkgrad/tensor';
import type { Loss } from '../define/define-loss.ts';
import { logitsOf } from '../losses/logits.ts';
import { outputForm, probabilitiesOf } from '../losses/read-loss.ts';

/** Softmax keeps the order of its logits, so the largest is found before it. */
export function scores(output: Tensor): Tensor {
  return logitsOf(output, 'softmax') ?? output;
}

/** 1 where the output means yes. A sigmoid is above 0.5 where its logit is above 0, however near. */
export function isLikely(output: Tensor, loss: Loss): Tensor {
  const form = outputForm(loss);
  if (form?.link === 'sigmoid' && form.fromLogits) return greater(output, 0);
  return greater(probabilitiesOf(output, loss) ?? output, 0.5);
}

/**
 * 1 where fewer than k of the last axis are larger than the one at `place`, f32 of the places' shape. Where that one is
 * NaN all others count as larger.
 */
export function isInTopK(values: Tensor, place: Tensor, k: number): Tensor {
  const own = equal(iota(values.shape, values.shape.length - 1), expandDims(place, -1));
  const chosen = sum(select(own, values, 0), { axes: -1, keepDims: true });
  return cast(less(sum(select(lessEqual(values, chosen), 0, 1), { axes: -1 }), k), 'f32');
}
