/**
 * Training in a worker against training here: the same to the last bit, callbacks, abort and errors included. The worker
 * is in this thread, and everything crosses by real ports and clones; real workers train in the web tests.
 */
import { ArgumentError, type Device, mul, openDevice } from '@inkgrad/tensor';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type Callback,
  DataError,
  type DataSource,
  decodeSafetensors,
  defineLayer,
  dense,
  dropout,
  earlyStopping,
  type FitOptions,
  input,
  LayerShapeError,
  learningRateScheduler,
  type Model,
  model,
  modelCheckpoint,
  NonFiniteLossError,
  sequential,
  UnknownNameError,
  uploadDataset,
} from '../src/index.ts';
import { fitInWorker, type ServeFitsOptions, serveFits, type TrainingWorker } from '../src/worker/index.ts';

/** What `serveFits` does in a worker, reached by clones of messages. */
function startWorker(options?: ServeFitsOptions): TrainingWorker {
  let listener: ((event: { readonly data: unknown }) => void) | undefined;
  vi.stubGlobal('addEventListener', (_: string, given: typeof listener) => {
    listener = given;
  });
  serveFits(options);
  return {
    postMessage: (message, transfer) =>
      listener!({ data: structuredClone(message, { transfer: transfer as Transferable[] }) }),
  };
}

afterEach(() => vi.unstubAllGlobals());

const count = 60;
const x = { shape: [count, 5], data: Float32Array.from({ length: count * 5 }, (_, i) => Math.sin(i * 1.7)) };
const y = Int32Array.from({ length: count }, (_, i) => (i * 7) % 3);

function makeModel(): Model {
  return sequential({
    seed: 4,
    layers: [
      dense({ units: 8, activation: 'tanh' }),
      dropout({ rate: 0.2 }),
      dense({ units: 3, activation: 'softmax' }),
    ],
  }).compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
}

/** Everything that a training leaves on its model; how long epochs took differs from run to run. */
async function outcome(trained: Model): Promise<unknown> {
  const { learningRate, stopTraining, history } = trained;
  const state = await trained.saveState().then(untimed, (error: Error) => error.message);
  const weights = (await trained.getWeights()).map(({ data }) => [...data]);
  return { learningRate, stopTraining, history: { ...history, seconds: history?.seconds.length }, weights, state };
}

/** A saved state without what its history says of time. */
function untimed(bytes: Uint8Array): unknown {
  const { tensors, metadata } = decodeSafetensors(bytes, 'state');
  const { seconds: _, ...texts } = metadata;
  return { tensors: tensors.map(({ name, data }) => [name, ...data]), texts };
}

async function expectSame(options: (kind: 'here' | 'there') => Partial<FitOptions>, make = makeModel): Promise<void> {
  const [here, there] = [make(), make()];
  const worker = startWorker();
  await here.fit(x, y, { epochs: 3, batchSize: 16, ...options('here') });
  await fitInWorker(worker, there, x, y, { epochs: 3, batchSize: 16, ...options('there') });
  expect(await outcome(there)).toEqual(await outcome(here));
  await Promise.all([here.dispose(), there.dispose()]);
}

describe('the result of training there is that of training here', () => {
  it('with options', async () => {
    await expectSame(() => ({}));
    await expectSame(() => ({ validationSplit: 0.25, shuffle: false }));
    await expectSame(() => ({ validationData: [x, y], classWeight: { 1: 2 } }));
    const sampleWeight = Float32Array.from({ length: count }, (_, i) => i % 2);
    await expectSame(() => ({ validationData: [x, y, sampleWeight], sampleWeight, stepsPerChunk: 1 }));
  });

  it('with callbacks that change and stop it', async () => {
    const halves = () => learningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
    await expectSame(() => ({
      callbacks: [halves(), earlyStopping({ monitor: 'accuracy', patience: 1, restoreBestWeights: true })],
      epochs: 8,
    }));
    await expectSame(() => ({
      callbacks: [{ onBatchesEnd: ({ step }) => (step >= 2 ? 'stop' : undefined) }],
      stepsPerChunk: 1,
    }));
  });

  it('again and again, here and there in turn', async () => {
    const [here, there] = [makeModel(), makeModel()];
    const worker = startWorker();
    for (let round = 0; round < 4; round++) {
      const options = { epochs: round + 1, initialEpoch: round, batchSize: 16 };
      await here.fit(x, y, options);
      if (round % 2 === 0) await fitInWorker(worker, there, x, y, options);
      else await there.fit(x, y, options);
      expect(await outcome(there)).toEqual(await outcome(here));
    }
    expect(await there.evaluate(x, y)).toEqual(await here.evaluate(x, y));
    await Promise.all([here.dispose(), there.dispose()]);
  });

  it('with a saved state that goes on there', async () => {
    const saved: Uint8Array[] = [];
    const callbacks = () => [
      earlyStopping({ patience: 5, restoreBestWeights: true }),
      modelCheckpoint({ save: async ({ state }) => void saved.push(await state()) }),
    ];
    const whole = makeModel();
    await whole.fit(x, y, { epochs: 4, batchSize: 16, validationSplit: 0.2, callbacks: callbacks() });
    const worker = startWorker();
    const first = makeModel();
    saved.length = 0;
    await fitInWorker(worker, first, x, y, { epochs: 2, batchSize: 16, validationSplit: 0.2, callbacks: callbacks() });
    const second = makeModel().build([5]);
    const resume = await second.loadState(saved.at(-1)!);
    await fitInWorker(worker, second, x, y, {
      epochs: 4,
      batchSize: 16,
      validationSplit: 0.2,
      callbacks: callbacks(),
      resume,
    });
    expect(await outcome(second)).toEqual(await outcome(whole));
    await Promise.all([whole.dispose(), first.dispose(), second.dispose()]);
  });

  it('for graphs and frozen layers', async () => {
    const make = (): Model => {
      const image = input({ shape: [5], name: 'image' });
      const hidden = dense({ units: 4, activation: 'relu', name: 'hidden' }).apply(image);
      const outputs = dense({ units: 3, activation: 'softmax' }).apply(hidden);
      const made = model({ inputs: image, outputs, seed: 2 }).setTrainable(false, 'hidden');
      return made.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
    };
    await expectSame(() => ({}), make);
  });

  it('for layers of the user, which the worker has to know', async () => {
    const halve = defineLayer({
      type: 'halve',
      fields: {},
      plan: (_, [given]) => ({ output: given! }),
      apply: (_, { x: given }) => mul(given, 0.5),
    });
    const make = (): Model =>
      sequential({
        seed: 3,
        layers: [dense({ units: 3 }), halve(), dense({ units: 3, activation: 'softmax' })],
      }).compile({
        optimizer: 'sgd',
        loss: 'sparseCategoricalCrossentropy',
      });
    const [here, there] = [make(), make()];
    await here.fit(x, y);
    await fitInWorker(startWorker({ registry: [halve] }), there, x, y);
    expect(await outcome(there)).toEqual(await outcome(here));
    await expect(fitInWorker(startWorker(), there, x, y)).rejects.toBeInstanceOf(UnknownNameError);
    // What it had learnt is not lost.
    expect(await outcome(there)).toEqual(await outcome(here));
    await Promise.all([here.dispose(), there.dispose()]);
  });
});

describe('callbacks', () => {
  it('are told in the page what they would be told here', async () => {
    const record = (told: unknown[]): Callback => ({
      onTrainBegin: (_, parameters) => void told.push(['begin', parameters]),
      onEpochBegin: (epoch) => void told.push(['epoch', epoch]),
      onBatchesEnd: (progress) => void told.push(['batches', progress]),
      onEpochEnd: (epoch, logs) => void told.push(['end of epoch', epoch, logs]),
      onCheckpoint: (epoch) => void told.push(['checkpoint', epoch]),
      onTrainEnd: () => void told.push(['end']),
    });
    const told: Record<string, unknown[]> = { here: [], there: [] };
    await expectSame((kind) => ({ callbacks: [record(told[kind]!)], stepsPerChunk: 2, validationSplit: 0.2 }));
    expect(told['there']!.length).toBeGreaterThan(10);
    expect(told['there']).toEqual(told['here']);
  });

  it('see the history grow, and the weights of the moment', async () => {
    const trained = makeModel();
    const seen: unknown[] = [];
    let own: Parameters<NonNullable<Callback['onTrainBegin']>>[0];
    await fitInWorker(startWorker(), trained, x, y, {
      epochs: 2,
      callbacks: [
        {
          onTrainBegin: (given) => {
            own = given;
          },
          onEpochEnd: async (epoch) => {
            const [kernel] = await own.getWeights();
            seen.push([epoch, own.history!.history['loss']!.length, kernel!.data[0]]);
          },
        },
      ],
    });
    const [kernel] = await trained.getWeights();
    expect(seen).toEqual([
      [0, 1, expect.any(Number)],
      [1, 2, kernel!.data[0]],
    ]);
    expect((seen[0] as unknown[])[2]).not.toBe(kernel!.data[0]);
    await trained.dispose();
  });

  it('are not needed to stop it or to change its rate', async () => {
    const trained = makeModel();
    const rates: number[] = [];
    const fitting = fitInWorker(startWorker(), trained, x, y, {
      epochs: 1000,
      callbacks: [{ schedulesLearningRate: true, onEpochEnd: (_, { learningRate }) => void rates.push(learningRate!) }],
    });
    await vi.waitFor(() => expect(rates.length).toBeGreaterThan(2));
    trained.learningRate = 0.125;
    await vi.waitFor(() => expect(rates).toContain(0.125));
    trained.stopTraining = true;
    const history = await fitting;
    expect(history.history['loss']!.length).toBeLessThan(1000);
    expect(trained.learningRate).toBe(0.125);
    await trained.dispose();
  });
});

describe('an end before the end', () => {
  it('by a signal: its reason, and a model that is as far as it came', async () => {
    const trained = makeModel();
    const controller = new AbortController();
    const reason = new Error('enough');
    let epochs = 0;
    const worker = startWorker();
    const fitting = fitInWorker(worker, trained, x, y, {
      epochs: 1e6,
      signal: controller.signal,
      callbacks: [
        {
          onEpochEnd: () => {
            if (++epochs === 3) controller.abort(reason);
          },
        },
      ],
    });
    await expect(fitting).rejects.toBe(reason);
    expect(trained.history!.history['loss']!.length).toBeGreaterThanOrEqual(3);
    const [before] = await makeModel().build([5]).getWeights();
    const [after] = await trained.getWeights();
    expect(after!.data).not.toEqual(before!.data);
    // Both go on.
    await fitInWorker(worker, trained, x, y, { epochs: 1 });
    await expect(fitInWorker(worker, trained, x, y, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await trained.dispose();
  });

  it('by an error of a callback or of a source: that very error', async () => {
    const trained = makeModel();
    const own = Object.assign(new Error('mine'), { circular: () => 1 });
    const fail = (): never => {
      throw own;
    };
    for (const hook of ['onTrainBegin', 'onBatchesEnd', 'onTrainEnd'] as const) {
      await expect(fitInWorker(startWorker(), trained, x, y, { callbacks: [{ [hook]: fail }] }), hook).rejects.toBe(
        own,
      );
    }
    const source: DataSource = { shape: [count, 5], read: fail };
    await expect(fitInWorker(startWorker(), trained, source, y)).rejects.toBe(own);
    await trained.dispose();
  });

  it('by an error of training: of its class, with its fields', async () => {
    const diverging = makeModel();
    diverging.learningRate = 1e38;
    const error = await fitInWorker(startWorker(), diverging, x, y, { epochs: 50 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NonFiniteLossError);
    expect(error).toMatchObject({ kind: 'numeric', name: 'NonFiniteLossError', phase: 'training' });
    const here = makeModel();
    here.learningRate = 1e38;
    await expect(here.fit(x, y, { epochs: 50 })).rejects.toThrow((error as Error).message);
    const labels = y.map((label) => label + 1);
    await expect(fitInWorker(startWorker(), makeModel(), x, labels)).rejects.toBeInstanceOf(DataError);
    await diverging.dispose();
    await here.dispose();
  });

  it('of the worker itself is an error, not a silence', async () => {
    const trained = makeModel();
    const deaf = new EventTarget() as EventTarget & TrainingWorker;
    deaf.postMessage = () => {
      setTimeout(() => deaf.dispatchEvent(Object.assign(new Event('error'), { message: 'no such file' })), 5);
    };
    await expect(fitInWorker(deaf, trained, x, y)).rejects.toThrow(
      'backend "worker": the worker failed: no such file.',
    );
    await fitInWorker(startWorker(), trained, x, y);
    await trained.dispose();
  });
});

describe('what is given', () => {
  it('stays as it was', async () => {
    const trained = makeModel();
    const before = x.data.slice();
    await fitInWorker(startWorker(), trained, x, y);
    expect(x.data).toEqual(before);
    expect(y).toHaveLength(count);
    await trained.dispose();
  });

  it('is refused where it cannot cross', async () => {
    const device: Device = await openDevice('wasm');
    const trained = makeModel();
    const dataset = await uploadDataset(device, x, y);
    const refused = [
      () => fitInWorker(startWorker(), trained, x, y, { device } as never),
      () => fitInWorker(startWorker(), trained, dataset as never, y),
      () => fitInWorker(startWorker(), trained, x, y, { validationData: dataset }),
    ];
    for (const attempt of refused) await expect(attempt()).rejects.toBeInstanceOf(ArgumentError);
    await expect(fitInWorker(startWorker(), trained, { shape: [count, 5, 1], data: x.data }, y)).rejects.toBeInstanceOf(
      LayerShapeError,
    );
    dataset.dispose();
    await trained.dispose();
    await device.dispose();
  });

  it('may be a device of the worker', async () => {
    const opened: string[] = [];
    const openReference = async (): Promise<Device> => {
      const device = await openDevice('reference');
      opened.push(device.name);
      return device;
    };
    const [here, there] = [makeModel(), makeModel()];
    await fitInWorker(startWorker({ openDevice: openReference }), there, x, y);
    const device = await openReference();
    await here.fit(x, y, { device });
    expect(opened).toEqual(['reference', 'reference']);
    expect(await outcome(there)).toEqual(await outcome(here));
    await Promise.all([here.dispose(), there.dispose()]);
    await device.dispose();
  });
});
