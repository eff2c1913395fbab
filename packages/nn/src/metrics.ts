/**
 * Metrics per sample; an epoch reports their mean over its samples. Source: https://keras.io/api/metrics/
 */
import { abs, argmax, cast, equal, greater, mean, reshape, square, sub, type Tensor } from '@inkgrad/tensor';
import { type Loss, targetsOf } from './losses.ts';
import type { ModelOutput } from './model-output.ts';
import { knownName } from './names.ts';

interface MetricRule {
  readonly targets: 'labels' | 'values';
  /** f32 [batch] */
  perSample(output: ModelOutput, targets: Tensor): Tensor;
}

type RuleName =
  | 'sparseCategoricalAccuracy'
  | 'categoricalAccuracy'
  | 'binaryAccuracy'
  | 'meanSquaredError'
  | 'meanAbsoluteError';
/** "accuracy" means the accuracy that fits the loss and the output: sparse, categorical or binary. */
export type MetricName = 'accuracy' | RuleName;

const rules: { readonly [K in RuleName]: MetricRule } = {
  /** 1 where the largest output is the label's. */
  sparseCategoricalAccuracy: {
    targets: 'labels',
    perSample: (output, labels) => cast(equal(argmax(scores(output)), labels), 'f32'),
  },
  /** 1 where the largest output is at the largest target's place. */
  categoricalAccuracy: {
    targets: 'values',
    perSample: (output, targets) => overSample(cast(equal(argmax(scores(output)), argmax(targets)), 'f32')),
  },
  /** Fraction of a sample's outputs on the target's side of 0.5. */
  binaryAccuracy: {
    targets: 'values',
    perSample: (output, targets) => overSample(cast(equal(greater(output.values, 0.5), greater(targets, 0.5)), 'f32')),
  },
  meanSquaredError: {
    targets: 'values',
    perSample: (output, targets) => overSample(square(sub(output.values, targets))),
  },
  meanAbsoluteError: {
    targets: 'values',
    perSample: (output, targets) => overSample(abs(sub(output.values, targets))),
  },
};

/** @throws UnknownNameError that lists the known metrics. */
export function checkMetric(where: string, name: unknown): MetricName {
  return knownName(where, 'metric', { accuracy: true, ...rules }, name);
}

/** What "accuracy" stands for, as Keras chooses it; other metrics stand for themselves. */
export function resolveMetric(metric: MetricName, loss: Loss, outputShape: readonly number[]): RuleName {
  if (metric !== 'accuracy') return metric;
  if (targetsOf(loss) === 'labels') return 'sparseCategoricalAccuracy';
  if (loss.name === 'binaryCrossentropy' || outputShape.at(-1) === 1) return 'binaryAccuracy';
  return 'categoricalAccuracy';
}

/** Whether a metric takes whole-number labels or targets of the output's shape. */
export function metricTargets(metric: RuleName): 'labels' | 'values' {
  return rules[metric].targets;
}

/** f32 [batch] */
export function metricPerSample(metric: RuleName, output: ModelOutput, targets: Tensor): Tensor {
  return rules[metric].perSample(output, targets);
}

/** Softmax keeps the order of its logits, so the largest is found before it. */
function scores(output: ModelOutput): Tensor {
  return output.activation === 'softmax' ? output.logits : output.values;
}

/** Mean over all axes but the first. */
function overSample(x: Tensor): Tensor {
  return x.shape.length === 1 ? x : mean(reshape(x, [x.shape[0]!, -1]), { axes: 1 });
}
