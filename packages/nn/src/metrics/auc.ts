/**
 * Area under a curve of right and wrong answers over thresholds.
 * Source: https://keras.io/api/metrics/classification_metrics/#auc-class; the interpolation of precision:
 * https://minds.wisconsin.edu/handle/1793/60482
 */
import { ArgumentError, cast, expandDims, greater, mul, reshape, sub, sum, type Tensor, tensor } from '@inkgrad/tensor';
import { defineMetric } from '../define/define-metric.ts';
import { defaulted } from '../define/field.ts';
import { choice, positiveWhole } from '../define/fields.ts';
import { probabilitiesOf } from '../losses/read-loss.ts';
import { columns, isYes, quotient } from './sums.ts';

interface Options {
  readonly numThresholds: number;
  readonly curve: 'ROC' | 'PR';
  readonly summationMethod: 'interpolation' | 'minoring' | 'majoring';
}

/** From just below 0 to just above 1, evenly spaced. */
function thresholdsOf({ numThresholds: n }: Options): number[] {
  return Array.from({ length: n }, (_, at) => (at === 0 ? -1e-7 : at === n - 1 ? 1 + 1e-7 : at / (n - 1)));
}

/** Σ over intervals of thresholds. */
function area(width: (at: number) => number, height: (at: number) => number, intervals: number): number {
  let total = 0;
  for (let at = 0; at < intervals; at++) total += width(at) * height(at);
  return total;
}

/**
 * The area under the curve of recall over false alarms ("ROC", the default), or of precision over recall ("PR"), worked out
 * at evenly spaced thresholds, of all outputs together: 1 is perfect, ½ of "ROC" is guessing. Targets are 0 or 1, of the
 * outputs' shape.
 * @throws ArgumentError for fewer than two thresholds
 * @example
 * model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: [auc({ numThresholds: 100 })] });
 */
export const auc = defineMetric({
  name: 'auc',
  fields: {
    /** How many thresholds; 200 by default. */
    numThresholds: defaulted(positiveWhole, 200, 'How many thresholds; 200 by default.'),
    /** Recall over false alarms, or precision over recall; "ROC" by default. */
    curve: defaulted(
      choice('curve', ['ROC', 'PR']),
      'ROC',
      'Recall over false alarms, or precision over recall; "ROC" by default.',
    ),
    /** What stands for the curve between two thresholds: a line, or the smaller or larger end; "interpolation" by default. */
    summationMethod: defaulted(
      choice('summationMethod', ['interpolation', 'minoring', 'majoring']),
      'interpolation',
      'What stands for the curve between two thresholds: a line, or the smaller or larger end; "interpolation" by default.',
    ),
  },
  direction: 'max',
  check: (where, { numThresholds }) => {
    if (numThresholds < 2) throw new ArgumentError(where, 'numThresholds', 'at least 2', numThresholds);
  },
  // Right and wrong yes at each threshold, then how many are yes and no.
  sumCount: ({ numThresholds }) => 2 * numThresholds + 2,
  sumsPerSample: (options, { outputs, targets, loss }) => {
    const flat = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, -1]);
    const y = flat(isYes(targets));
    const p = expandDims(flat(probabilitiesOf(outputs, loss) ?? outputs), -1);
    const yes = cast(greater(p, tensor(thresholdsOf(options))), 'f32');
    const right = sum(mul(yes, expandDims(y, -1)), { axes: 1 });
    return columns([right, sub(sum(yes, { axes: 1 }), right), sum(y, { axes: 1 }), sum(sub(1, y), { axes: 1 })]);
  },
  result: ({ numThresholds: n, curve, summationMethod }, sums) => {
    const [tp, fp] = [sums.slice(0, n), sums.slice(n, 2 * n)];
    const [positives, negatives] = sums.slice(2 * n) as [number, number];
    const recall = tp.map((own) => quotient(own, positives));
    if (curve === 'PR' && summationMethod === 'interpolation') return precisionArea(tp, fp, positives);
    const x = curve === 'ROC' ? fp.map((own) => quotient(own, negatives)) : recall;
    const y = curve === 'ROC' ? recall : tp.map((own, at) => quotient(own, own + fp[at]!));
    const height = {
      interpolation: (at: number) => (y[at]! + y[at + 1]!) / 2,
      minoring: (at: number) => Math.min(y[at]!, y[at + 1]!),
      majoring: (at: number) => Math.max(y[at]!, y[at + 1]!),
    }[summationMethod];
    return area((at) => x[at]! - x[at + 1]!, height, n - 1);
  },
});

/** Precision is no straight line between two thresholds: right yes is, as a function of all yes. */
function precisionArea(tp: readonly number[], fp: readonly number[], positives: number): number {
  const all = tp.map((own, at) => own + fp[at]!);
  const increment = (at: number): number => {
    const gained = tp[at]! - tp[at + 1]!;
    const slope = quotient(gained, Math.max(all[at]! - all[at + 1]!, 0));
    const intercept = tp[at + 1]! - slope * all[at + 1]!;
    const ratio = all[at]! > 0 && all[at + 1]! > 0 ? all[at]! / all[at + 1]! : 1;
    return quotient(slope * (gained + intercept * Math.log(ratio)), positives);
  };
  return area(() => 1, increment, tp.length - 1);
}
