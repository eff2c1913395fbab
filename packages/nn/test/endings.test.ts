/** How training ends: which error comes out, what is restored, and what a loss that is not finite does. */
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Callback,
  dense,
  earlyStopping,
  type FitOptions,
  learningRateScheduler,
  reduceLROnPlateau,
  type Sequential,
  sequential,
  sgd,
  terminateOnNaN,
} from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());

const x = Array.from({ length: 12 }, (_, at) => [Math.sin(at), Math.cos(at)]);
const y = x.map((_, at) => at % 3);
const make = (learningRate = 0.1): Sequential =>
  sequential({ inputShape: [2], layers: [dense({ units: 3, activation: 'softmax' })] }).compile({
    optimizer: sgd({ learningRate }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
const endings = (...names: string[]): Callback[] =>
  names.map((name) => ({
    onTrainEnd: () => {
      throw new Error(name);
    },
  }));

test('an error in onTrainEnd never replaces the one that ended training, and hinders no other hook', async () => {
  const model = make();
  let ended = 0;
  const counts: Callback = { onTrainEnd: () => void ended++ };
  const fails: Callback = {
    onEpochEnd: () => {
      throw new Error('why it ended');
    },
  };
  const callbacks = [fails, ...endings('first', 'second'), counts];
  await expect(model.fit(x, y, { device, callbacks })).rejects.toThrowError('why it ended');
  const aborting = new AbortController();
  const abort: Callback = { onEpochBegin: () => aborting.abort() };
  await expect(
    model.fit(x, y, { device, signal: aborting.signal, callbacks: [abort, ...endings('end'), counts] }),
  ).rejects.toMatchObject({ name: 'AbortError' });
  await expect(model.fit(x, y, { device, callbacks: [...endings('first', 'second'), counts] })).rejects.toThrowError(
    'first',
  );
  expect(ended).toBe(3);
  await model.dispose();
});

test.each<[string, (epoch: number) => FitOptions, string | undefined]>([
  [
    'an abort',
    (at) => {
      const aborting = new AbortController();
      const abort: Callback = { onEpochBegin: (epoch) => (epoch === at ? aborting.abort() : undefined) };
      return { signal: aborting.signal, callbacks: [abort] };
    },
    'AbortError',
  ],
  [
    'an error',
    (at) => ({ callbacks: [{ onBatchesEnd: ({ epoch }) => (epoch === at ? JSON.parse('{') : undefined) }] }),
    'SyntaxError',
  ],
  [
    'a loss that is not finite',
    (at) => ({ callbacks: [learningRateScheduler((epoch) => (epoch === at - 1 ? 1e38 : 0.1))] }),
    'NonFiniteLossError',
  ],
  ['a stop', (at) => ({ callbacks: [{ onEpochEnd: (epoch) => (epoch === at ? 'stop' : undefined) }] }), undefined],
  ['the last epoch', () => ({}), undefined],
])('the best weights are restored after %s', async (_, ending, name) => {
  const model = make();
  const kept: Float32Array[][] = [];
  const keep: Callback = {
    onEpochEnd: async () => void kept.push((await model.getWeights()).map(({ data }) => data)),
  };
  // The largest loss is an early one, so that the last weights are not the best.
  const stopping = earlyStopping({ monitor: 'loss', mode: 'max', patience: 99, restoreBestWeights: true });
  const { callbacks = [], ...options } = ending(3);
  const fitting = model.fit(x, y, {
    device,
    epochs: 6,
    batchSize: 4,
    ...options,
    callbacks: [keep, stopping, ...callbacks],
  });
  if (name === undefined) await fitting;
  else await expect(fitting).rejects.toMatchObject({ name });
  const losses = model.history!.history['loss']!;
  expect(losses.length).toBeGreaterThan(1);
  const best = losses.indexOf(Math.max(...losses));
  expect(best).toBeLessThan(kept.length - 1);
  expect((await model.getWeights()).map(({ data }) => data)).toEqual(kept[best]);
  await model.dispose();
});

test('a loss that is not finite ends training with an error, quietly, or not at all', async () => {
  const broken = async (): Promise<Sequential> => {
    const model = make();
    await model.setWeights([new Array(2).fill([Number.NaN, 0, 0]), [0, 0, 0]]);
    return model;
  };
  const options = { device, epochs: 3, batchSize: 4, stepsPerChunk: 1, validationData: [x, y] as const };
  const models = [await broken(), await broken(), await broken()] as const;
  await expect(models[0].fit(x, y, options)).rejects.toMatchObject({ name: 'NonFiniteLossError', epoch: 1, step: 1 });
  const steps: number[] = [];
  const count: Callback = { onBatchesEnd: ({ step }) => void steps.push(step) };
  const quiet = await models[1].fit(x, y, { ...options, terminateOnNaN: false, callbacks: [terminateOnNaN(), count] });
  expect([quiet.epoch, steps]).toEqual([[0], [1]]);
  const blind = await models[2].fit(x, y, { ...options, terminateOnNaN: false });
  expect(blind.history['loss']).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(blind.history['validationLoss']).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  for (const model of models) await model.dispose();
});

test('epochs with a scheduled learning rate log the one they were trained with', async () => {
  const model = make();
  const schedule = learningRateScheduler((epoch) => 1 / (epoch + 1));
  const { history } = await model.fit(x, y, { device, epochs: 3, callbacks: [schedule] });
  expect(history['learningRate']).toEqual([1, 0.5, 1 / 3]);
  const plateau = reduceLROnPlateau({ monitor: 'loss', patience: 1, minDelta: 100, factor: 0.5 });
  model.learningRate = 1;
  const reduced = await model.fit(x, y, { device, epochs: 3, callbacks: [plateau] });
  expect(reduced.history['learningRate']).toEqual([1, 1, 0.5]);
  expect(model.learningRate).toBe(0.25);
  const { history: plain } = await model.fit(x, y, { device });
  expect(Object.keys(plain)).toEqual(['loss', 'accuracy']);
  await model.dispose();
});

test('a learning rate of 0 is allowed and moves nothing', async () => {
  const model = make();
  const before = await model.getWeights();
  await model.fit(x, y, { device, callbacks: [learningRateScheduler(() => 0)] });
  expect(await model.getWeights()).toEqual(before);
  expect(() => {
    model.learningRate = -1;
  }).toThrowError(/learningRate must be a finite number of at least 0/);
  await model.dispose();
});
