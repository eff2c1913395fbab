/**
 * Losses per sample; a model averages them over the batch. Cross-entropies of a softmax or sigmoid that ends the model
 * are taken from its logits; other probabilities are clipped to [1e-7, 1 − 1e-7] as Keras does. What is neither logits
 * nor probabilities is refused before training: `training/check-output.ts`.
 * Source: https://keras.io/api/losses/
 */
import {
  add,
  InternalError,
  log,
  logSoftmax,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  reshape,
  softmax,
  softmaxCrossEntropy,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
} from '@inkgrad/tensor';
import { flag } from '../define/check.ts';
import { checkKeys, isRecord, knownName } from '../define/names.ts';
import { logitsOf } from './logits.ts';
import { isMisfit, type OutputForm, readOutput, shares } from './output-reading.ts';
import { isWithinUnit, valueRange } from './value-range.ts';

export type Loss =
  | {
      readonly name: 'sparseCategoricalCrossentropy' | 'categoricalCrossentropy' | 'binaryCrossentropy';
      /** The model's outputs are logits, not probabilities. Those of a softmax or sigmoid are found without it. */
      readonly fromLogits: boolean;
    }
  | { readonly name: 'meanSquaredError' };

export type LossName = Loss['name'];
/** A loss or its name, which stands for it with its defaults. */
export type LossLike = Loss | LossName;

interface CrossentropyOptions {
  /**
   * The model's outputs are logits, not probabilities; false by default. The logits of a softmax or sigmoid that ends the
   * model are found without it.
   */
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
  /** What makes the loss's probabilities of logits; undefined where it takes any values. */
  readonly link?: OutputForm['link'];
  /**
   * @param logits where the loss can be taken from them
   * @returns [batch]
   */
  perSample(output: Tensor, logits: Tensor | undefined, targets: Tensor): Tensor;
}

const rules: { readonly [K in LossName]: LossRule } = {
  sparseCategoricalCrossentropy: {
    options: ['name', 'fromLogits'],
    targets: 'labels',
    link: 'softmax',
    // The logarithm of a probability is a logit of it up to a constant of its row, which also normalizes the row.
    perSample: (output, logits, labels) => softmaxCrossEntropy(logits ?? log(clip(output)), labels),
  },
  categoricalCrossentropy: {
    options: ['name', 'fromLogits'],
    targets: 'values',
    link: 'softmax',
    perSample: (output, logits, targets) => {
      const logarithms = logits === undefined ? log(clip(shares(output))) : logSoftmax(logits);
      return neg(overSample(sum, mul(targets, logarithms)));
    },
  },
  binaryCrossentropy: {
    options: ['name', 'fromLogits'],
    targets: 'values',
    link: 'sigmoid',
    perSample: (output, logits, targets) => {
      if (logits !== undefined) return overSample(mean, sub(softplus(logits), mul(targets, logits)));
      const p = clip(output);
      return neg(overSample(mean, add(mul(targets, log(p)), mul(sub(1, targets), log(sub(1, p))))));
    },
  },
  meanSquaredError: {
    options: ['name'],
    targets: 'values',
    perSample: (output, _, targets) => overSample(mean, square(sub(output, targets))),
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

/** How the loss reads outputs; undefined where it takes any values. */
export function outputForm(loss: Loss): OutputForm | undefined {
  const { link } = rules[loss.name];
  return link && { link, fromLogits: loss.name !== 'meanSquaredError' && loss.fromLogits };
}

/** Loss of each sample: [batch]. `targets` is i32 [batch] for labels and f32 of the output's shape for values. */
export function lossPerSample(loss: Loss, output: Tensor, targets: Tensor): Tensor {
  return rules[loss.name].perSample(output, logitsFor(loss, output), targets);
}

function logitsFor(loss: Loss, output: Tensor): Tensor | undefined {
  const form = outputForm(loss);
  if (form === undefined) return undefined;
  const reading = readOutput(output, form);
  if (isMisfit(reading)) throw new InternalError(`an output that ${loss.name} cannot take was not refused`);
  return reading.logits;
}

/**
 * The probabilities that an output stands for, as its loss reads it; without a loss, or with one of values, those that
 * the graph knows to be some. Undefined where there are none.
 */
export function probabilitiesOf(output: Tensor, loss: Loss | undefined): Tensor | undefined {
  const form = loss && outputForm(loss);
  if (form !== undefined) {
    const reading = readOutput(output, form);
    return isMisfit(reading) ? undefined : reading.probabilities();
  }
  if (isWithinUnit(valueRange(output))) return output;
  return logitsOf(output, 'logSoftmax') === undefined ? undefined : softmax(output);
}

const epsilon = 1e-7;

function clip(p: Tensor): Tensor {
  return minimum(maximum(p, epsilon), 1 - epsilon);
}

/** Reduces all axes but the first. */
function overSample(reduce: typeof sum, x: Tensor): Tensor {
  return reduce(reshape(x, [x.shape[0]!, -1]), { axes: 1 });
}
