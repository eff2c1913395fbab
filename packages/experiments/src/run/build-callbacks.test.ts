import type { Callback, TrainedModel } from '@inkgrad/nn';
import { expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import { parseExperiment } from '../experiment/parse.ts';
import { buildCallbacks } from './build-callbacks.ts';

function callbacksOf(callbacks: object, epochs = 5): Callback[] {
  const experiment = {
    name: 'x',
    layers: [{ type: 'flatten' }, { type: 'dense', units: 10 }],
    optimizer: { type: 'sgd', learningRate: 0.8 },
    epochs,
    callbacks,
  };
  return buildCallbacks(parseExperiment(experiment, 'x'));
}

/** The learning rate of each epoch. */
function rates(learningRateSchedule: object, epochs = 5): number[] {
  const [callback] = callbacksOf({ learningRateSchedule }, epochs);
  const model = { learningRate: 0.8 } as TrainedModel;
  void callback!.onTrainBegin!(model, { epochs, initialEpoch: 0, logs: [], directions: {} });
  return Array.from({ length: epochs }, (_, epoch) => {
    void callback!.onEpochBegin!(epoch);
    return model.learningRate;
  });
}

const near = (list: readonly number[]) => list.map((value) => expect.closeTo(value, 12));

test('the published experiments have none', () => {
  expect(Object.values(experiments).flatMap(buildCallbacks)).toEqual([]);
});

test('schedules begin at the optimizer’s learning rate', () => {
  expect(rates({ type: 'stepDecay', dropEpochs: 2 })).toEqual(near([0.8, 0.8, 0.4, 0.4, 0.2]));
  expect(rates({ type: 'stepDecay', dropEpochs: 1, factor: 0.1 }, 3)).toEqual(near([0.8, 0.08, 0.008]));
  expect(rates({ type: 'exponentialDecay', decayRate: 0.5 }, 3)).toEqual(near([0.8, 0.4, 0.2]));
  expect(rates({ type: 'exponentialDecay', decayRate: 0.25, decayEpochs: 2 }, 3)).toEqual(near([0.8, 0.4, 0.2]));
  expect(rates({ type: 'exponentialDecay', decayRate: 0.25, decayEpochs: 2, staircase: true }, 3)).toEqual(
    near([0.8, 0.8, 0.2]),
  );
});

test('a cosine takes all epochs, or its own', () => {
  expect(rates({ type: 'cosineDecay' }, 4)).toEqual(
    near([0.8, 0.4 * (1 + Math.SQRT1_2), 0.4, 0.4 * (1 - Math.SQRT1_2)]),
  );
  expect(rates({ type: 'cosineDecay', decayEpochs: 2, alpha: 0.5 }, 4)).toEqual(near([0.8, 0.6, 0.4, 0.4]));
});

test('a warm-up, and what follows it', () => {
  expect(rates({ type: 'warmup', epochs: 3 })).toEqual(near([0.2, 0.4, 0.6, 0.8, 0.8]));
  expect(rates({ type: 'warmup', epochs: 1, from: 0.4, target: { type: 'stepDecay', dropEpochs: 1 } })).toEqual(
    near([0.6, 0.8, 0.4, 0.2, 0.1]),
  );
  // Four epochs are left for the cosine.
  expect(rates({ type: 'warmup', epochs: 1, target: { type: 'cosineDecay' } })[3]).toBeCloseTo(0.4, 12);
  expect(rates({ type: 'warmup', epochs: 5, target: { type: 'cosineDecay' } })[4]).toBeCloseTo((0.8 * 5) / 6, 12);
});

test('they are new for each training', () => {
  const experiment = parseExperiment(
    { ...experiments.v1, callbacks: { earlyStopping: {}, reduceLROnPlateau: {} } },
    'x',
  );
  const [first, second] = [buildCallbacks(experiment), buildCallbacks(experiment)];
  expect(first.map(({ name }) => name)).toEqual(['reduceLROnPlateau', 'earlyStopping']);
  for (const [at, callback] of first.entries()) expect(second[at]).not.toBe(callback);
});

test('training ends once a value has stayed up for as many epochs more, however often it went on before', () => {
  const [callback] = callbacksOf({ stopAfterReaching: { value: 0.2, patience: 2 } });
  const values = [0.1, 0.3, 0.1, 0.2, 0.3, 0.2, 0.9];
  const endOf = (from: number): number => {
    const history = { validationAccuracy: values.slice(0, from) };
    const model = { stopTraining: false, history: { history } } as unknown as TrainedModel;
    void callback!.onTrainBegin!(model, { epochs: 7, initialEpoch: from, logs: [], directions: {} });
    for (let epoch = from; !model.stopTraining; epoch++) {
      history.validationAccuracy.push(values[epoch]!);
      void callback!.onEpochEnd!(epoch, {});
    }
    return history.validationAccuracy.length;
  };
  for (const from of [0, 1, 3, 5]) expect(endOf(from)).toBe(6);
});
