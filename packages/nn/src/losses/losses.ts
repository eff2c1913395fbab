/**
 * Losses per sample; a model averages them over the batch. Cross-entropies of a softmax or sigmoid that ends the model
 * are taken from its logits; other outputs are clipped to [1e-7, 1 − 1e-7] as Keras does.
 * Source: https://keras.io/api/losses/
 */
import {
  add,
  div,
  log,
  logSoftmax,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  reshape,
  softmaxCrossEntropy,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
} from '@inkgrad/tensor';
import { flag } from '../define/check.ts';
import { checkKeys, isRecord, knownName } from '../define/names.ts';
import type { ModelOutput } from '../model/model-output.ts';

export type Loss =
  | {
      readonly name: 'sparseCategoricalCrossentropy' | 'categoricalCrossentropy' | 'binaryCrossentropy';
      /** The model's outputs are logits, not probabilities. */
      readonly fromLogits: boolean;
    }
  | { readonly name: 'meanSquaredError' };

export type LossName = Loss['name'];
/** A loss or its name, which stands for it with its defaults. */
export type LossLike = Loss | LossName;

interface CrossentropyOptions {
  /** The model's outputs are logits, not probabilities; false by default. */
  readonly fromLogits?: boolean;
}

/** −ln p[label], labels whole numbers: targets [batch], outputs [batch, classes]. */
export const sparseCategoricalCrossentropy = (options: CrossentropyOptions = {}): Loss =>
  checkLoss('sparseCategoricalCrossentropy', { ...options, name: 'sparseCategoricalCrossentropy' });
/** −Σ y · ln p over the last axis; targets of the outputs' shape, usually one-hot. */
export const categoricalCrossentropy = (options: CrossentropyOptions = {}): Loss =>
  checkLoss('categoricalCrossentropy', { ...options, name: 'categoricalCrossentropy' });
/** Mean of −(y · ln p + (1 − y) · ln(1 − p)) over all axes but the first; targets of the outputs' shape. */
export const binaryCrossentropy = (options: CrossentropyOptions = {}): Loss =>
  checkLoss('binaryCrossentropy', { ...options, name: 'binaryCrossentropy' });
/** Mean of (p − y)² over all axes but the first; targets of the outputs' shape. */
export const meanSquaredError = (): Loss => ({ name: 'meanSquaredError' });

interface LossRule {
  readonly options: readonly string[];
  /** What the targets hold: whole-number labels, or values of the output's shape. */
  readonly targets: 'labels' | 'values';
  /** [batch] */
  perSample(output: ModelOutput, targets: Tensor, fromLogits: boolean): Tensor;
}

const rules: { readonly [K in LossName]: LossRule } = {
  sparseCategoricalCrossentropy: {
    options: ['name', 'fromLogits'],
    targets: 'labels',
    perSample: (output, labels, fromLogits) => {
      const logits = logitsOf(output, 'softmax', fromLogits);
      // The logarithm of a probability is a logit of it up to a constant of its row, which also normalizes the row.
      return softmaxCrossEntropy(logits ?? log(clip(output.values)), labels);
    },
  },
  categoricalCrossentropy: {
    options: ['name', 'fromLogits'],
    targets: 'values',
    perSample: (output, targets, fromLogits) => {
      const logits = logitsOf(output, 'softmax', fromLogits);
      const logarithms = logits === undefined ? logOfNormalized(output.values) : logSoftmax(logits);
      return neg(overSample(sum, mul(targets, logarithms)));
    },
  },
  binaryCrossentropy: {
    options: ['name', 'fromLogits'],
    targets: 'values',
    perSample: (output, targets, fromLogits) => {
      const logits = logitsOf(output, 'sigmoid', fromLogits);
      if (logits !== undefined) return overSample(mean, sub(softplus(logits), mul(targets, logits)));
      const p = clip(output.values);
      return neg(overSample(mean, add(mul(targets, log(p)), mul(sub(1, targets), log(sub(1, p))))));
    },
  },
  meanSquaredError: {
    options: ['name'],
    targets: 'values',
    perSample: (output, targets) => overSample(mean, square(sub(output.values, targets))),
  },
};

/** Completes and checks a loss. @throws UnknownNameError, ArgumentError */
export function checkLoss(where: string, value: unknown): Loss {
  const given: Readonly<Record<string, unknown>> = isRecord(value) ? value : { name: value };
  const name = knownName(where, 'loss', rules, given['name']);
  checkKeys(`${where} (${name})`, given, rules[name].options);
  if (name === 'meanSquaredError') return { name };
  return { name, fromLogits: flag(where, 'fromLogits', given['fromLogits'] ?? false) };
}

/** Whether a loss takes whole-number labels [batch] or targets of the output's shape. */
export function targetsOf(loss: Loss): 'labels' | 'values' {
  return rules[loss.name].targets;
}

/** Loss of each sample: [batch]. `targets` is i32 [batch] for labels and f32 of the output's shape for values. */
export function lossPerSample(loss: Loss, output: ModelOutput, targets: Tensor): Tensor {
  const fromLogits = loss.name !== 'meanSquaredError' && loss.fromLogits;
  return rules[loss.name].perSample(output, targets, fromLogits);
}

function logitsOf(output: ModelOutput, activation: 'softmax' | 'sigmoid', fromLogits: boolean): Tensor | undefined {
  if (fromLogits) return output.values;
  return output.activation === activation ? output.logits : undefined;
}

const epsilon = 1e-7;

function clip(p: Tensor): Tensor {
  return minimum(maximum(p, epsilon), 1 - epsilon);
}

function logOfNormalized(values: Tensor): Tensor {
  return log(clip(div(values, sum(values, { axes: -1, keepDims: true }))));
}

/** Reduces all axes but the first. */
function overSample(reduce: typeof sum, x: Tensor): Tensor {
  return reduce(reshape(x, [x.shape[0]!, -1]), { axes: 1 });
}
