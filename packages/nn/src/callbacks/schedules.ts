/**
 * Learning rates as functions of the epoch, for `learningRateScheduler`. They depend on nothing else, so that a run
 * that continues finds the same rates. Those that Keras has too also count steps, as options of an optimizer.
 * Source: https://keras.io/api/optimizers/learning_rate_schedules/
 */
import { ArgumentError } from '@inkgrad/tensor';
import { flag, fraction, nonNegative, positive, positiveWhole } from '../define/check.ts';
import type { Schedule } from '../define/define-schedule.ts';
import type { OptionsOf } from '../define/field.ts';
import { checkKeys, describe } from '../define/names.ts';
import { cosineDecayBySteps } from '../schedules/cosine-decay.ts';
import { exponentialDecayBySteps } from '../schedules/exponential-decay.ts';
import type { LearningRateSchedule } from './learning-rate-scheduler.ts';

/** The rate and the drops of `stepDecay`, in epochs. */
export interface StepDecayOptions {
  /** The rate before the first drop. */
  readonly initialLearningRate: number;
  /** Epochs from one drop to the next. */
  readonly dropEpochs: number;
  /** 0.5 by default. */
  readonly factor?: number;
}

/**
 * initialLearningRate · factor^⌊epoch / dropEpochs⌋
 * @example
 * const rate = stepDecay({ initialLearningRate: 0.1, dropEpochs: 10 });
 * rate(0); // → 0.1
 * rate(10); // → 0.05
 */
export function stepDecay(options: StepDecayOptions): LearningRateSchedule {
  const where = 'stepDecay';
  checkKeys(where, options, ['initialLearningRate', 'dropEpochs', 'factor']);
  const initial = positive(where, 'initialLearningRate', options.initialLearningRate);
  const dropEpochs = positiveWhole(where, 'dropEpochs', options.dropEpochs);
  const factor = positive(where, 'factor', options.factor ?? 0.5);
  return (epoch) => initial * factor ** Math.floor(epoch / dropEpochs);
}

/** The rate and the speed of `exponentialDecay`, in epochs. */
export interface ExponentialDecayOptions {
  /** The rate of epoch 0. */
  readonly initialLearningRate: number;
  /** Epochs in which the rate becomes decayRate times what it was; 1 by default. */
  readonly decayEpochs?: number;
  /** What the rate is multiplied by every `decayEpochs`. */
  readonly decayRate: number;
  /** Decay in steps of decayEpochs instead of steadily; false by default. */
  readonly staircase?: boolean;
}

/**
 * initialLearningRate · decayRate^(t / decaySteps): with `decaySteps` t counts the steps of the optimizer whose learning rate
 * it is; with `decayEpochs` epochs, for `learningRateScheduler`.
 * @throws ArgumentError, UnknownNameError
 * Source: https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/
 * @example
 * sgd({ learningRate: exponentialDecay({ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.5 }) });
 */
export function exponentialDecay(
  options: OptionsOf<(typeof exponentialDecayBySteps)['definition']['fields']>,
): Schedule;
export function exponentialDecay(options: ExponentialDecayOptions): LearningRateSchedule;
export function exponentialDecay(options: object): Schedule | LearningRateSchedule {
  if ('decaySteps' in options) return exponentialDecayBySteps(options as never);
  return exponentialDecayByEpochs(options as ExponentialDecayOptions);
}

function exponentialDecayByEpochs(options: ExponentialDecayOptions): LearningRateSchedule {
  const where = 'exponentialDecay';
  checkKeys(where, options, ['initialLearningRate', 'decayEpochs', 'decayRate', 'staircase']);
  const initial = positive(where, 'initialLearningRate', options.initialLearningRate);
  const decayEpochs = positive(where, 'decayEpochs', options.decayEpochs ?? 1);
  const decayRate = positive(where, 'decayRate', options.decayRate);
  const staircase = flag(where, 'staircase', options.staircase ?? false);
  return (epoch) => {
    const decays = epoch / decayEpochs;
    return initial * decayRate ** (staircase ? Math.floor(decays) : decays);
  };
}

/** The rate, the length and the end of `cosineDecay`, in epochs. */
export interface CosineDecayOptions {
  /** The rate of epoch 0. */
  readonly initialLearningRate: number;
  /** The epoch from which on the rate is the smallest. */
  readonly decayEpochs: number;
  /** The smallest rate as a fraction of the initial one, in [0, 1); 0 by default. */
  readonly alpha?: number;
}

/**
 * initialLearningRate · (alpha + (1 − alpha) · (1 + cos(π · min(1, t / decaySteps))) / 2): with `decaySteps` t counts the
 * steps of the optimizer whose learning rate it is, after a rise from initialLearningRate to `warmupTarget` in `warmupSteps`
 * where those are given; with `decayEpochs` epochs, for `learningRateScheduler`.
 * @throws ArgumentError, UnknownNameError
 * Source: https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/
 * @example
 * adam({ learningRate: cosineDecay({ initialLearningRate: 0, warmupTarget: 0.01, warmupSteps: 100, decaySteps: 2000 }) });
 */
export function cosineDecay(options: OptionsOf<(typeof cosineDecayBySteps)['definition']['fields']>): Schedule;
export function cosineDecay(options: CosineDecayOptions): LearningRateSchedule;
export function cosineDecay(options: object): Schedule | LearningRateSchedule {
  if ('decaySteps' in options) return cosineDecayBySteps(options as never);
  return cosineDecayByEpochs(options as CosineDecayOptions);
}

function cosineDecayByEpochs(options: CosineDecayOptions): LearningRateSchedule {
  const where = 'cosineDecay';
  checkKeys(where, options, ['initialLearningRate', 'decayEpochs', 'alpha']);
  const initial = positive(where, 'initialLearningRate', options.initialLearningRate);
  const decayEpochs = positive(where, 'decayEpochs', options.decayEpochs);
  const alpha = fraction(where, 'alpha', options.alpha ?? 0);
  return (epoch) => {
    const cosine = (1 + Math.cos(Math.PI * Math.min(1, epoch / decayEpochs))) / 2;
    return initial * (alpha + (1 - alpha) * cosine);
  };
}

/** How long the rate rises in `warmup`, and to what. */
export interface WarmupOptions {
  /** Epochs in which the rate rises. */
  readonly epochs: number;
  /** The rate that the rise leads to, or the schedule that follows it, counting its epochs from 0. */
  readonly target: number | LearningRateSchedule;
  /** The rate that the rise begins above; 0 by default. */
  readonly from?: number;
}

/**
 * A straight rise from above `from` to the rate of `target` in its first epoch, which follows after `epochs`:
 * from + (target(0) − from) · (epoch + 1) / (epochs + 1), then target(epoch − epochs).
 * Source: https://arxiv.org/abs/1706.02677, section 2.2
 * @example
 * const rate = warmup({ epochs: 4, target: 0.1 });
 * rate(0); // → 0.02
 * rate(4); // → 0.1
 */
export function warmup(options: WarmupOptions): LearningRateSchedule {
  const where = 'warmup';
  checkKeys(where, options, ['epochs', 'target', 'from']);
  const epochs = positiveWhole(where, 'epochs', options.epochs);
  const from = nonNegative(where, 'from', options.from ?? 0);
  const given = options.target;
  if (typeof given !== 'number' && typeof given !== 'function') {
    throw new ArgumentError(where, 'target', 'a learning rate or a schedule', describe(given));
  }
  const constant = typeof given === 'number' ? positive(where, 'target', given) : undefined;
  const target: LearningRateSchedule = typeof given === 'number' ? () => constant! : given;
  return (epoch, learningRate) => {
    if (epoch >= epochs) return target(epoch - epochs, learningRate);
    return from + ((target(0, learningRate) - from) * (epoch + 1)) / (epochs + 1);
  };
}
