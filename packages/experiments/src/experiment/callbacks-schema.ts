/**
 * What an experiment may change while it trains: early stopping and the learning rate. An object with a key for each
 * callback, as each makes sense once. Names and defaults are those of `@inkgrad/nn`, save that schedules begin at the
 * optimizer's learning rate, which thus stands in one place.
 */
import { z } from 'zod';
import { loggedNames } from './metrics-schema.ts';

const mostEpochs = 100_000;

const monitoring = {
  monitor: z.enum(loggedNames).default('validationLoss').describe('What is watched, by its name in the history.'),
  mode: z
    .enum(['auto', 'min', 'max'])
    .default('auto')
    .describe('Whether less or more is better; auto: more of accuracies, less of all else.'),
};

const earlyStopping = z
  .strictObject({
    ...monitoring,
    minDelta: z.number().min(0).default(0).describe('A change must be larger to count.'),
    patience: z.int().min(0).max(mostEpochs).default(0).describe('Epochs without an improvement before the end.'),
    baseline: z.number().optional().describe('What has to be improved on too.'),
    restoreBestWeights: z.boolean().default(false).describe('End with the weights of the best epoch.'),
    startFromEpoch: z.int().min(0).max(mostEpochs).default(0).describe('Epochs not looked at in the beginning.'),
  })
  .describe('Ends training when a value no longer improves.');

const stopAfterReaching = z
  .strictObject({
    monitor: z.enum(loggedNames).default('validationAccuracy').describe('What is watched, by its name in the history.'),
    value: z.number().default(0.5).describe('What it has to reach: at least this much.'),
    patience: z.int().min(0).max(mostEpochs).default(0).describe('How many more epochs in a row it must stay there.'),
  })
  .describe('Ends training once a value was reached and kept for so many epochs more.');

const reduceLROnPlateau = z
  .strictObject({
    ...monitoring,
    factor: z.number().positive().lt(1).default(0.1).describe('The learning rate is multiplied by it.'),
    patience: z.int().min(0).max(mostEpochs).default(10).describe('Epochs without an improvement before that.'),
    minDelta: z.number().min(0).default(1e-4).describe('A change must be larger to count.'),
    cooldown: z.int().min(0).max(mostEpochs).default(0).describe('Epochs after it in which nothing is counted.'),
    minLearningRate: z.number().min(0).default(0).describe('The rate is never lowered below it.'),
  })
  .describe('Lowers the learning rate when a value no longer improves.');

const decayEpochs = z.number().positive().max(mostEpochs);

const decays = [
  z.strictObject({
    type: z.literal('stepDecay'),
    dropEpochs: z.int().min(1).max(mostEpochs).describe('Epochs from one drop to the next.'),
    factor: z.number().positive().default(0.5).describe('The rate is multiplied by it.'),
  }),
  z.strictObject({
    type: z.literal('exponentialDecay'),
    decayRate: z.number().positive().describe('What the rate is multiplied by in decayEpochs.'),
    decayEpochs: decayEpochs.default(1),
    staircase: z.boolean().default(false).describe('Decay in steps of decayEpochs instead of steadily.'),
  }),
  z.strictObject({
    type: z.literal('cosineDecay'),
    decayEpochs: decayEpochs.optional().describe('Epochs to the smallest rate; default: all that follow a warm-up.'),
    alpha: z.number().min(0).lt(1).default(0).describe('The smallest rate as a fraction of the first.'),
  }),
] as const;

const warmup = z.strictObject({
  type: z.literal('warmup'),
  epochs: z.int().min(1).max(mostEpochs).describe('Epochs in which the rate rises.'),
  from: z.number().min(0).default(0).describe('The rate that the rise begins above.'),
  target: z
    .discriminatedUnion('type', decays)
    .optional()
    .describe('The decay that follows, counting its epochs from the end of the rise; default: none.'),
});

const learningRateSchedule = z
  .discriminatedUnion('type', [...decays, warmup])
  .describe('The learning rate of each epoch, from the optimizer’s.');

export const callbacksSchema = z
  .strictObject({
    earlyStopping: earlyStopping.optional(),
    stopAfterReaching: stopAfterReaching.optional(),
    reduceLROnPlateau: reduceLROnPlateau.optional(),
    learningRateSchedule: learningRateSchedule.optional(),
  })
  .refine((callbacks) => callbacks.reduceLROnPlateau === undefined || callbacks.learningRateSchedule === undefined, {
    error: 'learningRateSchedule sets the rate of every epoch and would undo reduceLROnPlateau; take one of them away',
  })
  .meta({ not: { required: ['reduceLROnPlateau', 'learningRateSchedule'] } })
  .describe('What happens while it trains, beside the steps.');

export type StopAfterReachingConfig = z.output<typeof stopAfterReaching>;
export type LearningRateScheduleConfig = z.output<typeof learningRateSchedule>;
