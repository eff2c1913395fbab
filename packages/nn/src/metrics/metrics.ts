/**
 * Metrics per sample; an epoch reports their mean over its samples. Source: https://keras.io/api/metrics/
 */
import {
  abs,
  argmax,
  cast,
  equal,
  expandDims,
  greater,
  iota,
  less,
  lessEqual,
  mean,
  reshape,
  select,
  square,
  sub,
  sum,
  type Tensor,
} from '@inkgrad/tensor';
import { positiveWhole } from '../define/check.ts';
import { checkKeys, isRecord, knownName } from '../define/names.ts';
import { logitsOf } from '../losses/logits.ts';
import { type Loss, outputForm, probabilitiesOf, targetsOf } from '../losses/losses.ts';

/** A metric as its rule sees it. */
interface Settings {
  readonly k: number;
  /** Of the model, which says whether its output is logits. */
  readonly loss: Loss;
}

interface MetricRule {
  readonly targets: 'labels' | 'values';
  /** Whether less or more of it is better. */
  readonly direction: 'min' | 'max';
  /** Takes the option k. */
  readonly hasK?: true;
  /** f32 [batch] */
  perSample(output: Tensor, targets: Tensor, settings: Settings): Tensor;
}

type TopKName = 'topKCategoricalAccuracy' | 'sparseTopKCategoricalAccuracy';
type RuleName =
  | 'sparseCategoricalAccuracy'
  | 'categoricalAccuracy'
  | 'binaryAccuracy'
  | TopKName
  | 'meanSquaredError'
  | 'meanAbsoluteError';
/** "accuracy" means the accuracy that fits the loss and the output: sparse, categorical or binary. */
export type MetricName = 'accuracy' | RuleName;

/** Fraction of samples whose class is among the k largest outputs. */
export interface TopKMetric {
  readonly name: TopKName;
  readonly k: number;
}

/** A metric completed: plain data. */
export type Metric = Exclude<MetricName, TopKName> | TopKMetric;
/** A metric or its name, which stands for it with its defaults. */
export type MetricLike = MetricName | TopKMetric;

export interface TopKOptions {
  /** 5 by default. */
  readonly k?: number;
}

/**
 * Fraction of samples whose largest target is among the k largest outputs; outputs equal to its own do not count against it.
 * Source: https://keras.io/api/metrics/accuracy_metrics/#topkcategoricalaccuracy-class
 */
export const topKCategoricalAccuracy = (options: TopKOptions = {}): TopKMetric =>
  checkMetric('topKCategoricalAccuracy', { ...options, name: 'topKCategoricalAccuracy' }) as TopKMetric;

/**
 * Fraction of samples whose label is among the k largest outputs; outputs equal to its own do not count against it.
 * Source: https://keras.io/api/metrics/accuracy_metrics/#sparsetopkcategoricalaccuracy-class
 */
export const sparseTopKCategoricalAccuracy = (options: TopKOptions = {}): TopKMetric =>
  checkMetric('sparseTopKCategoricalAccuracy', { ...options, name: 'sparseTopKCategoricalAccuracy' }) as TopKMetric;

const rules: { readonly [K in RuleName]: MetricRule } = {
  /** 1 where the largest output is the label's. */
  sparseCategoricalAccuracy: {
    targets: 'labels',
    direction: 'max',
    perSample: (output, labels) => cast(equal(argmax(scores(output)), labels), 'f32'),
  },
  /** 1 where the largest output is at the largest target's place. */
  categoricalAccuracy: {
    targets: 'values',
    direction: 'max',
    perSample: (output, targets) => overSample(cast(equal(argmax(scores(output)), argmax(targets)), 'f32')),
  },
  /** Fraction of a sample's outputs on the target's side: probabilities and values of 0.5, logits of 0. */
  binaryAccuracy: {
    targets: 'values',
    direction: 'max',
    perSample: (output, targets, { loss }) =>
      overSample(cast(equal(isLikely(output, loss), greater(targets, 0.5)), 'f32')),
  },
  /** 1 where fewer than k outputs are larger than the one at the largest target's place. */
  topKCategoricalAccuracy: {
    targets: 'values',
    direction: 'max',
    hasK: true,
    perSample: (output, targets, { k }) => overSample(isInTopK(scores(output), argmax(targets), k)),
  },
  /** 1 where fewer than k outputs are larger than the label's. */
  sparseTopKCategoricalAccuracy: {
    targets: 'labels',
    direction: 'max',
    hasK: true,
    perSample: (output, labels, { k }) => isInTopK(scores(output), labels, k),
  },
  meanSquaredError: {
    targets: 'values',
    direction: 'min',
    perSample: (output, targets) => overSample(square(sub(output, targets))),
  },
  meanAbsoluteError: {
    targets: 'values',
    direction: 'min',
    perSample: (output, targets) => overSample(abs(sub(output, targets))),
  },
};

/** @throws UnknownNameError that lists the known metrics; ArgumentError for a k that is no positive whole number. */
export function checkMetric(where: string, value: unknown): Metric {
  const given: Readonly<Record<string, unknown>> = isRecord(value) ? value : { name: value };
  const name = knownName(where, 'metric', { accuracy: true, ...rules }, given['name']);
  const hasK = name !== 'accuracy' && rules[name].hasK === true;
  checkKeys(`${where} (${name})`, given, hasK ? ['name', 'k'] : ['name']);
  if (hasK) return { name: name as TopKName, k: positiveWhole(`${where} (${name})`, 'k', given['k'] ?? 5) };
  return name as Exclude<MetricName, TopKName>;
}

/** What logs call it. */
export function metricName(metric: Metric): MetricName {
  return typeof metric === 'string' ? metric : metric.name;
}

/** Whether less or more is better of what logs hold by this name: a metric, the loss, of training or validation. */
export function metricDirection(logName: string): 'min' | 'max' {
  const plain = logName.replace(/^validation(?=[A-Z])/, '');
  const name = plain.charAt(0).toLowerCase() + plain.slice(1);
  if (name === 'accuracy') return 'max';
  return Object.hasOwn(rules, name) ? rules[name as RuleName].direction : 'min';
}

/**
 * What "accuracy" stands for, by the targets and the output, as Keras chooses it; other metrics stand for themselves. Of
 * several outputs with yes or no for each, "binaryAccuracy" has to be named.
 * Source: https://github.com/keras-team/keras/blob/v3.6.0/keras/src/trainers/compile_utils.py
 */
export function resolveMetric(metric: Metric, loss: Loss, outputShape: readonly number[]): Metric {
  if (metric !== 'accuracy') return metric;
  if (targetsOf(loss) === 'labels') return 'sparseCategoricalAccuracy';
  if (outputShape.at(-1) === 1) return 'binaryAccuracy';
  return 'categoricalAccuracy';
}

/** Whether a metric, not "accuracy", takes whole-number labels or targets of the output's shape. */
export function metricTargets(metric: Metric): 'labels' | 'values' {
  return ruleOf(metric).targets;
}

/** f32 [batch], of a metric that is not "accuracy". */
export function metricPerSample(metric: Metric, output: Tensor, targets: Tensor, loss: Loss): Tensor {
  const k = typeof metric === 'string' ? 1 : metric.k;
  return ruleOf(metric).perSample(output, targets, { k, loss });
}

function ruleOf(metric: Metric): MetricRule {
  return rules[metricName(metric) as RuleName];
}

/** Softmax keeps the order of its logits, so the largest is found before it. */
function scores(output: Tensor): Tensor {
  return logitsOf(output, 'softmax') ?? output;
}

/** 1 where the output means yes. A sigmoid is above 0.5 where its logit is above 0, however near. */
function isLikely(output: Tensor, loss: Loss): Tensor {
  const form = outputForm(loss);
  if (form?.link === 'sigmoid' && form.fromLogits) return greater(output, 0);
  return greater(probabilitiesOf(output, loss) ?? output, 0.5);
}

/**
 * 1 where fewer than k of the last axis are larger than the one at `place`, f32 of the places' shape. Where that one is
 * NaN all others count as larger.
 */
function isInTopK(values: Tensor, place: Tensor, k: number): Tensor {
  const own = equal(iota(values.shape, values.shape.length - 1), expandDims(place, -1));
  const chosen = sum(select(own, values, 0), { axes: -1, keepDims: true });
  return cast(less(sum(select(lessEqual(values, chosen), 0, 1), { axes: -1 }), k), 'f32');
}

/** Mean over all axes but the first. */
function overSample(x: Tensor): Tensor {
  return x.shape.length === 1 ? x : mean(reshape(x, [x.shape[0]!, -1]), { axes: 1 });
}
