/**
 * A training that is killed after any epochs and continued by new objects from saved bytes ends with the bytes of one
 * that never stopped: history, weights, optimizer, and what callbacks remember.
 */
import { type Device, openDevice, uniform } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adam,
  type Callback,
  type CompileOptions,
  cosineDecay,
  decodeSafetensors,
  dense,
  dropout,
  earlyStopping,
  encodeSafetensors,
  type FitOptions,
  type History,
  type Layer,
  l2,
  learningRateScheduler,
  modelCheckpoint,
  reduceLROnPlateau,
  type Sequential,
  sequential,
  sgd,
  stepDecay,
  warmup,
} from '../src/index.ts';
import { testedBackends } from './backends.ts';

const features = 5;
const classes = 3;
const count = 41;
const x = { shape: [count, features], data: uniform(11, 3, count * features, { min: -1, max: 1 }) };
const y = Int32Array.from({ length: count }, (_, at) => (x.data[at * features]! > 0 ? 0 : 1 + (at % 2)));

/** The two experiments in small. */
const kinds: Record<'v1' | 'v2', { layers: () => Layer[]; optimizer: CompileOptions['optimizer'] }> = {
  v1: {
    layers: () => [
      dense({ units: 6, activation: 'relu' }),
      dropout(0.25),
      dense({ units: classes, activation: 'softmax' }),
    ],
    optimizer: adam({ learningRate: 0.02 }),
  },
  v2: {
    layers: () => [
      dense({ units: 6, activation: 'sigmoid', kernelRegularizer: l2(1e-3), activityRegularizer: l2(1e-3) }),
      dropout(0.25),
      dense({ units: classes, activation: 'softmax' }),
    ],
    optimizer: sgd({ learningRate: 0.2, momentum: 0.95, clipNorm: 0.5 }),
  },
};

const makeModel = (kind: keyof typeof kinds, seed: number): Sequential =>
  sequential({ seed, inputShape: [features], layers: kinds[kind].layers() }).compile({
    optimizer: kinds[kind].optimizer,
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });

/** Every callback that remembers or schedules something; new objects each time. */
const callbackSets: Record<string, () => Callback[]> = {
  none: () => [],
  scheduler: () => [
    learningRateScheduler(warmup({ epochs: 2, target: cosineDecay({ initialLearningRate: 0.1, decayEpochs: 5 }) })),
  ],
  'scheduler by the rate before': () => [learningRateScheduler((epoch, rate) => (epoch === 0 ? 0.05 : rate * 0.8))],
  plateau: () => [reduceLROnPlateau({ monitor: 'loss', patience: 1, factor: 0.5, minDelta: 0.05, cooldown: 1 })],
  'early stopping': () => [
    earlyStopping({ monitor: 'validationAccuracy', patience: 2, restoreBestWeights: true }),
    modelCheckpoint({ monitor: 'validationLoss', saveBestOnly: true, save: () => {} }),
  ],
  all: () => [
    modelCheckpoint({ saveBestOnly: true, save: () => {} }),
    learningRateScheduler((epoch, rate) =>
      epoch % 3 === 0 ? stepDecay({ initialLearningRate: 0.1, dropEpochs: 2 })(epoch, 0) : rate,
    ),
    reduceLROnPlateau({ patience: 1, factor: 0.7, minDelta: 0.1 }),
    earlyStopping({ patience: 1, minDelta: 0.01, restoreBestWeights: true }),
    earlyStopping({ monitor: 'accuracy', patience: 4, restoreBestWeights: true }),
  ],
};

interface Ending {
  readonly history: string;
  readonly weights: Uint8Array;
  /** Of the last whole epoch, without the times that epochs took. */
  readonly state: Uint8Array | undefined;
}

const withoutSeconds = (bytes: Uint8Array): Uint8Array => {
  const { tensors, metadata } = decodeSafetensors(bytes);
  return encodeSafetensors(tensors, { ...metadata, seconds: '' });
};
const textOf = ({ epoch, history }: History): string => JSON.stringify({ epoch, history });

/** Trains to the end, killed in the middle of the epochs of `kills` on the way. */
async function train(
  kind: keyof typeof kinds,
  seed: number,
  callbacks: () => Callback[],
  kills: readonly number[],
  options: FitOptions,
): Promise<Ending> {
  let saved: Uint8Array | undefined;
  for (const kill of [...kills, undefined]) {
    const model = makeModel(kind, seed);
    const state = saved && (await model.loadState(saved));
    const keep = modelCheckpoint({
      save: async (checkpoint) => {
        saved = await checkpoint.state();
      },
    });
    const killer: Callback = {
      onBatchesEnd: ({ epoch }) => {
        if (epoch === kill) throw new Error('killed');
      },
    };
    const resume = state === undefined ? {} : { resume: state };
    try {
      const history = await model.fit(x, y, { ...options, ...resume, callbacks: [keep, ...callbacks(), killer] });
      if (kill !== undefined) continue;
      expect(model.history).toBe(history);
      return {
        history: textOf(history),
        weights: await model.saveWeights(),
        state: saved && withoutSeconds(saved),
      };
    } catch (error) {
      expect((error as Error).message).toBe('killed');
    } finally {
      await model.dispose();
    }
  }
  throw new Error('unreachable');
}

describe.each(testedBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test.each(Object.keys(callbackSets))(
    'continued training ends as if it had never stopped; callbacks: %s',
    async (set) => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('v1' as const, 'v2' as const),
          fc.integer({ min: 0, max: 1000 }),
          fc.integer({ min: 1, max: 9 }),
          fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }),
          fc.constantFrom(4, 13, 64),
          fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
          async (kind, seed, epochs, kills, batchSize, stepsPerChunk) => {
            const options = { device, epochs, batchSize, validationSplit: 0.25 };
            const callbacks = callbackSets[set]!;
            const whole = await train(kind, seed, callbacks, [], options);
            const chunks = stepsPerChunk === undefined ? {} : { stepsPerChunk };
            const order = [...kills].sort((a, b) => a - b);
            expect(await train(kind, seed, callbacks, order, { ...options, ...chunks })).toEqual(whole);
          },
        ),
        { numRuns: 12 },
      );
    },
  );

  test('weights of samples and clipping change nothing about it', async () => {
    const sampleWeight = uniform(1, 8, count);
    const options = { device, epochs: 5, batchSize: 7, sampleWeight, validationSplit: 0.2 };
    const whole = await train('v2', 4, callbackSets['all']!, [], options);
    expect(await train('v2', 4, callbackSets['all']!, [2, 3], options)).toEqual(whole);
  });

  test('a state saved on one backend is continued on it after a move through bytes and the host', async () => {
    const model = makeModel('v1', 3);
    await model.fit(x, y, { device, epochs: 2 });
    const bytes = await model.saveState();
    const other = makeModel('v1', 3);
    const state = await other.loadState(bytes);
    expect(state.epoch).toBe(2);
    expect(state.stopped).toBe(false);
    expect(textOf(state.history)).toBe(textOf(model.history!));
    expect(state.history.seconds).toEqual(model.history!.seconds);
    // Nothing but bytes in between: what was loaded is saved again as it was.
    expect(await other.saveState()).toEqual(bytes);
    await model.fit(x, y, { epochs: 4, initialEpoch: 2 });
    await other.fit(x, y, { device, epochs: 4, initialEpoch: 2 });
    expect(await other.saveWeights()).toEqual(await model.saveWeights());
    await Promise.all([model.dispose(), other.dispose()]);
  });
});

describe('what a state is', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice('reference');
  });
  afterAll(() => device.dispose());

  test('training that was saved after its last epoch only ends, with the best weights', async () => {
    let saved: Uint8Array | undefined;
    const callbacks = (): Callback[] => [
      earlyStopping({ monitor: 'loss', restoreBestWeights: true, patience: 50 }),
      modelCheckpoint({
        save: async ({ state }) => {
          saved = await state();
        },
      }),
    ];
    const model = makeModel('v1', 1);
    const history = await model.fit(x, y, { device, epochs: 3, callbacks: callbacks() });
    const again = makeModel('v1', 1);
    const resumed = await again.fit(x, y, {
      device,
      epochs: 3,
      resume: await again.loadState(saved!),
      callbacks: callbacks(),
    });
    expect(textOf(resumed)).toBe(textOf(history));
    expect(await again.saveWeights()).toEqual(await model.saveWeights());
    await Promise.all([model.dispose(), again.dispose()]);
  });

  test('losses that are not finite come back as they were', async () => {
    const model = makeModel('v1', 1);
    const weights = await model.getWeights();
    weights[0]!.data.fill(Number.NaN);
    await model.setWeights(weights);
    await model.fit(x, y, { device, terminateOnNaN: false });
    expect(model.history!.history['loss']).toEqual([Number.NaN]);
    const { history } = await model.loadState(await model.saveState());
    expect(history.history['loss']).toEqual([Number.NaN]);
    await model.dispose();
  });

  test('within an epoch, and after a training that ended within one, there is none', async () => {
    const model = makeModel('v1', 1);
    await model.saveState();
    const inside: Callback = { onBatchesEnd: async () => void (await model.saveState()) };
    await expect(model.fit(x, y, { device, callbacks: [inside] })).rejects.toThrowError(
      /saveState: training is, or was ended, within an epoch.*onCheckpoint/,
    );
    await expect(model.saveState()).rejects.toMatchObject({ name: 'ModelStateError' });
    const stop: Callback = { onBatchesEnd: ({ step }) => (step === 1 ? 'stop' : undefined) };
    const checkpoints: number[] = [];
    const keep = modelCheckpoint({ save: ({ epoch }) => void checkpoints.push(epoch) });
    await model.fit(x, y, { device, batchSize: 4, stepsPerChunk: 1, callbacks: [stop, keep] });
    await expect(model.saveState()).rejects.toMatchObject({ name: 'ModelStateError' });
    expect(checkpoints).toEqual([]);
    await model.fit(x, y, { device });
    await model.saveState();
    await model.dispose();
  });

  test('other callbacks, epochs or models are refused', async () => {
    const model = makeModel('v1', 1);
    await model.fit(x, y, { device, epochs: 3, callbacks: [reduceLROnPlateau({ monitor: 'loss' })] });
    const bytes = await model.saveState();
    const state = await model.loadState(bytes);
    await expect(model.fit(x, y, { device, epochs: 5, resume: state })).rejects.toThrowError(
      /with the callbacks reduceLROnPlateau, in this order, but was given none; .*initialEpoch instead of resume/,
    );
    const callbacks = [reduceLROnPlateau({ monitor: 'loss' })];
    const fitting = (options: FitOptions): Promise<History> => model.fit(x, y, { device, callbacks, ...options });
    await expect(fitting({ resume: state, epochs: 2 })).rejects.toThrowError(/epochs must be at least 3/);
    await expect(fitting({ resume: state, epochs: 5, initialEpoch: 2 })).rejects.toThrowError(
      /initialEpoch must be 3 or absent/,
    );
    await expect(fitting({ resume: bytes as never })).rejects.toThrowError(/resume must be what model.loadState/);
    await expect(makeModel('v1', 2).loadState(bytes, 's')).rejects.toThrowError(
      's: expected the state of a model with seed 2, found seed 1.',
    );
    await expect(makeModel('v2', 1).loadState(bytes, 's')).rejects.toThrowError(
      /s: expected only the model's variables/,
    );
    await expect(model.loadState(await model.saveWeights(), 's')).rejects.toThrowError(
      's: expected the format "inkgrad-training-state", version 1, as saveState writes it, found "inkgrad".',
    );
    await model.dispose();
  });

  test('a state with any metadata damaged is refused with the place, and changes nothing', async () => {
    const model = makeModel('v1', 1);
    await model.fit(x, y, {
      device,
      epochs: 2,
      callbacks: [earlyStopping({ monitor: 'loss', restoreBestWeights: true })],
    });
    const bytes = await model.saveState();
    const { tensors, metadata } = decodeSafetensors(bytes);
    const broken: [string, string][] = [
      ['progress', '{"epoch":-1,"stopped":false}'],
      ['progress', '{"epoch":1,"stopped":1}'],
      ['progress', 'x'],
      ['history', '{"epoch":[0],"history":{"loss":["a"]}}'],
      ['history', '[]'],
      ['seconds', '{}'],
      ['callbacks', '[{"name":"a","values":{"wait":null},"weights":0}]'],
      ['callbacks', '[{"name":"a","values":{},"weights":1.5}]'],
      ['learningRate', 'fast'],
      ['seed', 'x'],
    ];
    for (const [key, text] of broken) {
      const damaged = encodeSafetensors(tensors, { ...metadata, [key]: text });
      const loading = model.loadState(damaged, 'file');
      await expect(loading, `${key} ${text}`).rejects.toMatchObject({ name: 'ModelFileError', file: 'file' });
      await expect(loading).rejects.toThrowError(`file: expected metadata "${key}" as saveState writes it`);
    }
    for (const left of [tensors.slice(1), tensors.slice(0, -1)]) {
      await expect(model.loadState(encodeSafetensors(left, metadata))).rejects.toThrowError(/none of that name/);
    }
    expect(await model.saveState()).toEqual(bytes);
    await model.dispose();
  });
});
