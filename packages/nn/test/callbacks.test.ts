/** What each callback does with given logs. Expected figures follow the rules of Keras's callbacks, by hand. */
import { describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  cosineDecay,
  type EarlyStoppingOptions,
  earlyStopping,
  exponentialDecay,
  type LearningRateSchedule,
  lambdaCallback,
  learningRateScheduler,
  modelCheckpoint,
  type ReduceLROnPlateauOptions,
  reduceLROnPlateau,
  stepDecay,
  warmup,
} from '../src/index.ts';
import { drive, losses } from './driven-callbacks.ts';

describe('earlyStopping', () => {
  test.each<[string, EarlyStoppingOptions, number[], number]>([
    ['ends at the first epoch without an improvement', {}, [5, 4, 4, 3], 3],
    ['never at the very first epoch', {}, [Number.NaN, 4, 5, 3], 3],
    ['waits for patience epochs in a row', { patience: 2 }, [5, 6, 4, 6, 6, 1], 5],
    ['an improvement begins the waiting anew', { patience: 3 }, [5, 6, 6, 4, 6, 6, 6, 1], 7],
    ['an improvement must be larger than minDelta', { patience: 1, minDelta: 1 }, [5, 4, 2, 1], 2],
    ['more is better with mode max', { mode: 'max' }, [1, 2, 3, 2, 9], 4],
    ['no improvement on the baseline for patience epochs', { patience: 2, baseline: 1 }, [5, 5, 5, 5], 2],
    // As in Keras an epoch that improves on the best never ends training, whatever the baseline.
    ['improvements above the baseline only prolong', { patience: 2, baseline: 1 }, [5, 4, 3, 3, 3], 4],
    ['the baseline passed begins the waiting anew', { patience: 2, baseline: 3 }, [5, 2, 4, 4, 4], 4],
    ['epochs before startFromEpoch are not seen', { startFromEpoch: 3 }, [1, 9, 9, 9, 9, 1], 5],
    ['a NaN is no improvement', { patience: 2 }, [5, Number.NaN, Number.NaN, 1], 3],
  ])('%s', async (_, options, values, epochs) => {
    expect((await drive(earlyStopping(options), losses(...values))).epochs).toBe(epochs);
  });

  test('accuracies are watched for more, losses and errors for less', async () => {
    const rising = [1, 2, 3, 4];
    for (const [monitor, epochs] of [
      ['accuracy', 4],
      ['validationAccuracy', 4],
      ['validationSparseTopKCategoricalAccuracy', 4],
      ['loss', 2],
      ['validationMeanAbsoluteError', 2],
    ] as const) {
      const logs = rising.map((value) => ({ [monitor]: value }));
      expect((await drive(earlyStopping({ monitor }), logs)).epochs, monitor).toBe(epochs);
    }
  });

  test('restores the weights of the best epoch, or of the last', async () => {
    const logs = losses(5, 3, 4, 4, 4);
    expect((await drive(earlyStopping({ patience: 2 }), logs)).weight).toBe(3);
    expect((await drive(earlyStopping({ patience: 2, restoreBestWeights: true }), logs)).weight).toBe(1);
    // Where training ends by itself, too; and the first epoch where nothing ever improves.
    expect((await drive(earlyStopping({ patience: 9, restoreBestWeights: true }), logs)).weight).toBe(1);
    const never = losses(Number.NaN, Number.NaN, Number.NaN);
    expect((await drive(earlyStopping({ patience: 9, restoreBestWeights: true }), never)).weight).toBe(0);
  });

  test('begins anew with each training', async () => {
    const callback = earlyStopping({ patience: 1 });
    expect((await drive(callback, losses(1, 2))).epochs).toBe(2);
    expect((await drive(callback, losses(9, 8, 9, 9))).epochs).toBe(3);
  });
});

describe('reduceLROnPlateau', () => {
  test.each<[string, ReduceLROnPlateauOptions, number[], number[]]>([
    ['after patience epochs', { patience: 2, factor: 0.5 }, [5, 5, 5, 5, 5, 5], [1, 1, 1, 0.5, 0.5, 0.25]],
    ['0.1 by default', { patience: 1 }, [5, 5, 5], [1, 1, 0.1]],
    ['small improvements are none', { patience: 1, minDelta: 1 }, [5, 4.5, 3], [1, 1, 0.1]],
    ['1e-4 is the smallest by default', { patience: 1 }, [5, 4.99995, 4.9], [1, 1, 0.1]],
    [
      'never below minLearningRate',
      { patience: 1, factor: 0.5, minLearningRate: 0.4 },
      [5, 5, 5, 5, 5],
      [1, 1, 0.5, 0.4, 0.4],
    ],
    // The reduction at epoch 1 cools through epochs 2 and 3; the latter counts again, as the cooldown ends with it.
    ['not while cooling down', { patience: 1, factor: 0.5, cooldown: 2 }, [5, 5, 5, 5, 5], [1, 1, 0.5, 0.5, 0.25]],
    ['an improvement begins the waiting anew', { patience: 2, factor: 0.5 }, [5, 5, 4, 4, 4, 4], [1, 1, 1, 1, 1, 0.5]],
    ['accuracy upwards', { patience: 1, factor: 0.5, mode: 'max' }, [1, 2, 3, 3, 3], [1, 1, 1, 1, 0.5]],
  ])('%s', async (_, options, values, rates) => {
    expect((await drive(reduceLROnPlateau(options), losses(...values))).learningRates).toEqual(rates);
  });
});

describe('learningRateScheduler', () => {
  const rates = async (schedule: LearningRateSchedule, epochs: number, initialEpoch = 0): Promise<number[]> =>
    (await drive(learningRateScheduler(schedule), losses(...new Array<number>(epochs).fill(1)), initialEpoch))
      .learningRates;

  test('takes the epoch and the rate before', async () => {
    expect(await rates((epoch, rate) => rate / (epoch + 1), 3)).toEqual([1, 0.5, 0.5 / 3]);
  });

  test('steps', async () => {
    expect(await rates(stepDecay({ initialLearningRate: 8, dropEpochs: 2 }), 5)).toEqual([8, 8, 4, 4, 2]);
  });

  test('exponential, steadily and in steps', async () => {
    const options = { initialLearningRate: 1, decayEpochs: 2, decayRate: 0.25 };
    expect(await rates(exponentialDecay(options), 3)).toEqual([1, 0.5, 0.25]);
    expect(await rates(exponentialDecay({ ...options, staircase: true }), 4)).toEqual([1, 1, 0.25, 0.25]);
  });

  test('cosine, down to alpha and no further', async () => {
    const found = await rates(cosineDecay({ initialLearningRate: 2, decayEpochs: 4, alpha: 0.5 }), 6);
    [2, 1.5 + Math.SQRT1_2 / 2, 1.5, 1.5 - Math.SQRT1_2 / 2, 1, 1].forEach((rate, at) => {
      expect(found[at]).toBeCloseTo(rate, 14);
    });
    expect(await rates(cosineDecay({ initialLearningRate: 2, decayEpochs: 1 }), 2)).toEqual([2, 0]);
  });

  test('warm-up to a rate, or before a schedule', async () => {
    expect(await rates(warmup({ epochs: 3, target: 4 }), 5)).toEqual([1, 2, 3, 4, 4]);
    expect(await rates(warmup({ epochs: 1, from: 2, target: 4 }), 2)).toEqual([3, 4]);
    const target = stepDecay({ initialLearningRate: 4, dropEpochs: 1 });
    expect(await rates(warmup({ epochs: 1, target }), 4)).toEqual([2, 4, 2, 1]);
  });

  test('the schedules give the same rates from any epoch on', async () => {
    const schedule = warmup({ epochs: 3, target: cosineDecay({ initialLearningRate: 0.1, decayEpochs: 5 }) });
    expect(await rates(schedule, 4, 4)).toEqual((await rates(schedule, 8)).slice(4));
  });

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '0.1'])('a schedule that gives %s is refused', async (rate) => {
    await expect(rates(() => rate as number, 1)).rejects.toThrowError(
      /learningRateScheduler: schedule\(0\) must be a finite number of at least 0/,
    );
  });
});

describe('modelCheckpoint', () => {
  const savedEpochs = async (options: Omit<Parameters<typeof modelCheckpoint>[0], 'save'>, values: number[]) => {
    const saved: number[] = [];
    await drive(modelCheckpoint({ ...options, save: ({ epoch }) => void saved.push(epoch) }), losses(...values));
    return saved;
  };

  test('saves every epoch, every so many, or only the best', async () => {
    const values = [5, 4, 6, 3, 3, 2];
    expect(await savedEpochs({}, values)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await savedEpochs({ everyEpochs: 2 }, values)).toEqual([1, 3, 5]);
    expect(await savedEpochs({ saveBestOnly: true }, values)).toEqual([0, 1, 3, 5]);
    expect(await savedEpochs({ saveBestOnly: true, mode: 'max' }, values)).toEqual([0, 2]);
    expect(await savedEpochs({ saveBestOnly: true, initialValueThreshold: 3 }, values)).toEqual([5]);
    expect(await savedEpochs({ saveBestOnly: true, everyEpochs: 3 }, values)).toEqual([2, 5]);
  });

  test('gives weights and state, and waits for the saving', async () => {
    const seen: unknown[] = [];
    const save = async ({ epoch, logs, state, weights }: Checkpoint): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      seen.push([epoch, logs, await state(), await weights()]);
    };
    await drive(modelCheckpoint({ save }), losses(7));
    expect(seen).toEqual([[0, { validationLoss: 7 }, Uint8Array.of(100), Uint8Array.of(0)]]);
  });
});

test('a quantity that will not be logged is refused before the first epoch, with the nearest that will be', async () => {
  const logs = [{ loss: 1, accuracy: 0.5, validationLoss: 1, validationAccuracy: 0.5 }];
  for (const make of [earlyStopping, reduceLROnPlateau]) {
    const driven = drive(make({ monitor: 'val_accuracy' }), logs);
    await expect(driven).rejects.toMatchObject({ name: 'UnknownNameError', kind: 'usage' });
    await expect(drive(make({ monitor: 'validation_acuracy' }), logs)).rejects.toThrowError(
      /unknown monitor "validation_acuracy"; known: loss, .*Did you mean "validationAccuracy"\?/,
    );
  }
  await expect(drive(earlyStopping(), [{ loss: 1 }])).rejects.toThrowError(/unknown monitor "validationLoss"/);
});

const asAny = (value: unknown): never => value as never;

test.each<[string, () => unknown, RegExp]>([
  [
    'patience −1',
    () => earlyStopping({ patience: -1 }),
    /earlyStopping: patience must be a whole number of at least 0/,
  ],
  ['minDelta −1', () => earlyStopping({ minDelta: -1 }), /minDelta must be a finite number of at least 0/],
  ['a mode', () => earlyStopping({ mode: asAny('less') }), /mode must be "auto", "min" or "max", received "less"/],
  ['no monitor', () => earlyStopping({ monitor: '' }), /monitor must be a name/],
  ['baseline NaN', () => earlyStopping({ baseline: Number.NaN }), /baseline must be a finite number/],
  ['Keras spelling', () => earlyStopping(asAny({ restore_best_weights: true })), /Did you mean "restoreBestWeights"/],
  ['factor 1', () => reduceLROnPlateau({ factor: 1 }), /factor must be below 1, received 1/],
  ['factor 0', () => reduceLROnPlateau({ factor: 0 }), /factor must be a finite number above 0/],
  ['min_lr', () => reduceLROnPlateau(asAny({ min_lr: 1 })), /unknown option "min_lr"/],
  ['cooldown 0.5', () => reduceLROnPlateau({ cooldown: 0.5 }), /cooldown must be a whole number/],
  ['no save', () => modelCheckpoint(asAny({})), /modelCheckpoint: save must be a function, received undefined/],
  ['everyEpochs 0', () => modelCheckpoint({ save: () => {}, everyEpochs: 0 }), /everyEpochs must be a positive/],
  ['a threshold alone', () => modelCheckpoint({ save: () => {}, initialValueThreshold: 1 }), /absent without saveBest/],
  ['no schedule', () => learningRateScheduler(asAny(0.1)), /schedule must be a function, received 0.1/],
  ['dropEpochs 0', () => stepDecay({ initialLearningRate: 1, dropEpochs: 0 }), /stepDecay: dropEpochs/],
  ['decayRate 0', () => exponentialDecay({ initialLearningRate: 1, decayRate: 0 }), /exponentialDecay: decayRate/],
  ['alpha 1', () => cosineDecay({ initialLearningRate: 1, decayEpochs: 1, alpha: 1 }), /alpha must be a number in \[0/],
  ['target as text', () => warmup({ epochs: 1, target: asAny('x') }), /target must be a learning rate or a schedule/],
  ['a misspelt hook', () => lambdaCallback(asAny({ onEpochsEnd: () => {} })), /Did you mean "onEpochEnd"/],
  ['a hook of Keras', () => lambdaCallback(asAny({ on_epoch_end: () => {} })), /Did you mean "onEpochEnd"/],
  ['a hook that is none', () => lambdaCallback({ onTrainEnd: asAny(3) }), /onTrainEnd must be a function, received 3/],
])('%s is refused', (_, make, message) => {
  expect(make).toThrowError(message);
  expect(make).toThrowError(expect.objectContaining({ kind: 'usage' }));
});
