/**
 * Which of a model's outputs mean yes, and the counts of right and wrong answers that follow: what precision and recall are
 * made of. Source: https://github.com/keras-team/keras/blob/v3.6.0/keras/src/metrics/metrics_utils.py
 */
import {
  ArgumentError,
  add,
  cast,
  equal,
  expandDims,
  greater,
  iota,
  less,
  mul,
  reshape,
  type Shape,
  slice,
  sub,
  sum,
  type Tensor,
} from '@inkgrad/tensor';
import type { MetricCall } from '../define/define-metric.ts';
import { optional } from '../define/field.ts';
import { nonNegativeWhole, positiveWhole, probability } from '../define/fields.ts';
import { probabilitiesOf } from '../losses/read-loss.ts';
import { isLikely } from './scores.ts';
import { byClass, isYes } from './sums.ts';

export const decisionFields = {
  /** An output above it means yes: 0.5 by default, of logits 0; with topK every output may. */
  threshold: optional(
    probability,
    'An output above it means yes: 0.5 by default, of logits 0; with topK every output may.',
  ),
  /** Only the k largest outputs of a sample may mean yes; all by default. */
  topK: optional(positiveWhole, 'Only the k largest outputs of a sample may mean yes; all by default.'),
  /** Look at this class only; at all of them together by default. */
  classId: optional(nonNegativeWhole, 'Look at this class only; at all of them together by default.'),
};

export interface DecisionOptions {
  readonly threshold?: number;
  readonly topK?: number;
  readonly classId?: number;
}

/** @throws ArgumentError for a class that the outputs do not have */
export function checkClass(where: string, { classId }: DecisionOptions, shape: Shape): void {
  const classes = shape.at(-1) ?? 1;
  if (classId === undefined || classId < classes) return;
  throw new ArgumentError(where, 'classId', `a class in [0, ${classes})`, classId);
}

/** How many of a sample's answers are right yes, wrong yes and wrong no: [batch] each. */
export function countDecisions(options: DecisionOptions, call: MetricCall): Record<'tp' | 'fp' | 'fn', Tensor> {
  const [y, p] = [ofClass(isYes(call.targets), options), ofClass(decided(options, call), options)];
  const count = (x: Tensor): Tensor => sum(reshape(x, [x.shape[0]!, -1]), { axes: 1 });
  const right = mul(y, p);
  return { tp: count(right), fp: count(sub(p, right)), fn: count(sub(y, right)) };
}

/** 1 where an output means yes, f32 of the outputs' shape. */
function decided({ threshold, topK }: DecisionOptions, { outputs, loss }: MetricCall): Tensor {
  if (topK === undefined) return isAbove(outputs, loss, threshold ?? 0.5);
  const among = isAmongLargest(outputs, topK);
  return threshold === undefined ? among : mul(among, isAbove(outputs, loss, threshold));
}

/** 1 where the probability is above the threshold, f32. */
export function isAbove(outputs: Tensor, loss: MetricCall['loss'], threshold: number): Tensor {
  if (threshold === 0.5) return cast(isLikely(outputs, loss), 'f32');
  return cast(greater(probabilitiesOf(outputs, loss) ?? outputs, threshold), 'f32');
}

/** 1 for the k largest of the last axis; of equal ones the first. */
function isAmongLargest(x: Tensor, k: number): Tensor {
  const axis = x.shape.length;
  const [own, other] = [expandDims(x, -1), expandDims(x, -2)];
  const pairs = [...x.shape, x.shape.at(-1)!];
  const isBefore = less(iota(pairs, axis), iota(pairs, axis - 1));
  const equals = mul(cast(equal(other, own), 'f32'), cast(isBefore, 'f32'));
  return cast(less(sum(add(cast(greater(other, own), 'f32'), equals), { axes: -1 }), k), 'f32');
}

function ofClass(x: Tensor, { classId }: DecisionOptions): Tensor {
  if (classId === undefined) return x;
  return slice(byClass(x), [0, classId], [x.shape[0]!, 1]);
}
