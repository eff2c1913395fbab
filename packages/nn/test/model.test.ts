/** What a model does besides learning: hooks, stopping, data in any form, losses and metrics, dropout, its summary. */
import { readFileSync } from 'node:fs';
import { type Device, openDevice, uniform } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type ArrayLike,
  activation,
  binaryCrossentropy,
  type Callback,
  categoricalCrossentropy,
  dense,
  dropout,
  flatten,
  type LossLike,
  type LossName,
  type MetricName,
  modelFromConfig,
  type Sequential,
  sequential,
  sgd,
  sparseCategoricalCrossentropy,
} from '../src/index.ts';
import { watchedDevice } from './watched-device.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());

const x = Array.from({ length: 12 }, (_, at) => [Math.sin(at), Math.cos(at)]);
const y = x.map((_, at) => at % 3);
const make = (): Sequential =>
  sequential({ inputShape: [2], layers: [dense({ units: 3, activation: 'softmax' })] }).compile({
    optimizer: 'sgd',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });

const stopByModel = (model: Sequential): Callback => ({
  onBatchesEnd: () => {
    model.stopTraining = true;
  },
});

describe('hooks', () => {
  test('come in order, with progress once per chunk', async () => {
    const seen: unknown[] = [];
    const callback: Callback = {
      onTrainBegin: () => void seen.push('begin'),
      onEpochBegin: (epoch) => void seen.push(['epoch', epoch]),
      onBatchesEnd: async ({ epoch, step, steps, logs }) => void seen.push([epoch, step, steps, Object.keys(logs)]),
      onEpochEnd: (epoch, logs) => void seen.push(['done', epoch, Object.keys(logs)]),
      onTrainEnd: () => void seen.push('end'),
    };
    const model = make();
    await model.fit(x, y, {
      device,
      epochs: 2,
      batchSize: 5,
      stepsPerChunk: 2,
      callbacks: [callback],
      validationData: [x, y],
    });
    const logs = ['loss', 'accuracy'];
    const all = [...logs, 'validationLoss', 'validationAccuracy'];
    const epoch = (at: number): unknown[] => [
      ['epoch', at],
      [at, 2, 3, logs],
      [at, 3, 3, logs],
      ['done', at, all],
    ];
    expect(seen).toEqual(['begin', ...epoch(0), ...epoch(1), 'end']);
    await model.dispose();
  });

  test.each([
    ['by its answer', (): Callback => ({ onBatchesEnd: () => 'stop' })],
    ['by the model', stopByModel],
  ])('can stop within an epoch %s; the epoch is closed', async (_, callback) => {
    const model = make();
    const ended: number[] = [];
    const { epoch, history } = await model.fit(x, y, {
      device,
      epochs: 5,
      batchSize: 4,
      stepsPerChunk: 1,
      validationData: [x, y],
      callbacks: [callback(model), { onEpochEnd: (at) => void ended.push(at) }],
    });
    expect(epoch).toEqual([0]);
    expect(history['validationLoss']).toHaveLength(1);
    expect(ended).toEqual([0]);
    await model.dispose();
  });

  test('may predict, evaluate, and set weights', async () => {
    const model = make();
    const start = await model.getWeights();
    const check: Callback = {
      onEpochEnd: async (_, logs) => {
        expect((await model.evaluate(x, y))['loss']).toBeCloseTo(logs['validationLoss']!, 6);
        expect((await model.predict(x)).shape).toEqual([12, 3]);
        await model.setWeights(start);
      },
    };
    await model.fit(x, y, { device, epochs: 2, validationData: [x, y], callbacks: [check] });
    expect(await model.getWeights()).toEqual(start);
    await model.dispose();
  });

  test('an aborted training rejects with the reason, ends its hooks and leaves the model usable', async () => {
    const model = make();
    const aborting = new AbortController();
    let ends = 0;
    const callbacks: Callback[] = [
      {
        onBatchesEnd: ({ epoch }) => (epoch === 1 ? aborting.abort(new Error('enough')) : undefined),
        onTrainEnd: () => void ends++,
      },
    ];
    await expect(
      model.fit(x, y, { device, epochs: 9, batchSize: 4, signal: aborting.signal, callbacks }),
    ).rejects.toThrowError('enough');
    expect(ends).toBe(1);
    expect(model.history!.epoch).toEqual([0]);
    await expect(model.fit(x, y, { device, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    await model.fit(x, y, { device });
    await model.dispose();
  });
});

test('data in any form gives the same training', async () => {
  const flat = Float32Array.from(x.flat());
  const forms: [ArrayLike, ArrayLike][] = [
    [x, y],
    [{ shape: [12, 2], data: flat }, Int32Array.from(y)],
    [{ shape: [12, 2], read: (start, count) => flat.slice(start * 2, (start + count) * 2) }, Uint8Array.from(y)],
    [
      { shape: [12, 2], read: async (start, count) => flat.slice(start * 2, (start + count) * 2) },
      Float32Array.from(y),
    ],
    [x, y.map((label) => [label])],
  ];
  const weights = [];
  for (const [samples, labels] of forms) {
    const model = make();
    await model.fit(samples, labels, { device, epochs: 2, batchSize: 5 });
    weights.push(await model.getWeights());
    await model.dispose();
  }
  for (const other of weights) expect(other).toEqual(weights[0]);
});

test('each epoch has its own order of all samples, a function of the seed', async () => {
  const orders = async (seed: number, shuffle: boolean): Promise<number[][]> => {
    const written: number[][] = [];
    const watched = watchedDevice(device, {
      allocate: (dtype, length) => {
        const buffer = device.allocate(dtype, length);
        const write = buffer.writeDirect!.bind(buffer);
        buffer.writeDirect = (values, offset) => {
          if (dtype === 'i32' && length === 40) written.push([...values]);
          write(values, offset);
        };
        return buffer;
      },
    });
    const model = sequential({ seed, inputShape: [1], layers: [dense({ units: 1 })] });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    // Targets are f32, so that the only whole numbers of this length are the orders.
    const values = new Float32Array(40);
    await model.fit({ shape: [40, 1], data: values }, values, { device: watched, epochs: 3, shuffle });
    await model.dispose();
    return written;
  };
  const first = await orders(1, true);
  const ascending = Array.from({ length: 40 }, (_, at) => at);
  expect(first).toHaveLength(3);
  for (const order of first) expect([...order].sort((a, b) => a - b)).toEqual(ascending);
  expect(new Set(first.map(String)).size).toBe(3);
  expect(await orders(1, true)).toEqual(first);
  expect(await orders(2, true)).not.toEqual(first);
  expect(await orders(1, false)).toEqual([ascending, ascending, ascending]);
});

test('bytes are read as the numbers they are', async () => {
  const model = sequential({ inputShape: [2], layers: [dense({ units: 1, kernelInitializer: 'ones' })] });
  const { data } = await model.predict({ shape: [2, 2], data: Uint8Array.of(255, 1, 0, 7) }, { device });
  expect([...data]).toEqual([256, 7]);
  await model.dispose();
});

test('large data crosses in blocks of at most 4 MiB', async () => {
  const reads: [number, number][] = [];
  const source = {
    shape: [5000, 1000],
    read: (start: number, count: number) => {
      reads.push([start, count]);
      return new Float32Array(count * 1000).fill(1);
    },
  };
  const model = sequential({ inputShape: [1000], layers: [dense({ units: 1, kernelInitializer: 'ones' })] });
  const { data } = await model.predict(source, { device, batchSize: 5000 });
  expect(reads.every(([, count]) => count * 4000 <= 4 << 20)).toBe(true);
  expect(reads.reduce((sum, [, count]) => sum + count, 0)).toBe(5000);
  expect(data.every((value) => value === 1000)).toBe(true);
  await model.dispose();
});

describe('losses and metrics, worked out by hand', () => {
  /** A model that gives its input through `kind`. */
  const through = (kind: 'softmax' | 'sigmoid' | 'linear', loss: LossLike, metrics: MetricName[] = []): Sequential =>
    sequential({ inputShape: [2], layers: [activation(kind)] }).compile({ optimizer: 'sgd', loss, metrics });
  const softplus = (v: number): number => Math.log1p(Math.exp(v));
  const z = [
    [1, 3],
    [0.5, -2],
  ];
  const p = z.map(([a, b]) => Math.exp(a!) / (Math.exp(a!) + Math.exp(b!)));

  test.each<[string, Sequential, ArrayLike, Record<string, number>]>([
    [
      'sparse',
      through('softmax', 'sparseCategoricalCrossentropy', ['accuracy']),
      [0, 0],
      { loss: -(Math.log(p[0]!) + Math.log(p[1]!)) / 2, accuracy: 0.5 },
    ],
    [
      'sparse from logits',
      through('linear', sparseCategoricalCrossentropy({ fromLogits: true })),
      [0, 0],
      { loss: -(Math.log(p[0]!) + Math.log(p[1]!)) / 2 },
    ],
    [
      'categorical',
      through('softmax', 'categoricalCrossentropy', ['accuracy']),
      [
        [0.3, 0.7],
        [0, 1],
      ],
      { loss: -(0.3 * Math.log(p[0]!) + 0.7 * Math.log(1 - p[0]!) + Math.log(1 - p[1]!)) / 2, accuracy: 0.5 },
    ],
    [
      'categorical from logits',
      through('linear', categoricalCrossentropy({ fromLogits: true })),
      [
        [1, 0],
        [1, 0],
      ],
      { loss: -(Math.log(p[0]!) + Math.log(p[1]!)) / 2 },
    ],
    [
      'binary',
      through('sigmoid', 'binaryCrossentropy', ['accuracy']),
      [
        [1, 0],
        [1, 1],
      ],
      { loss: (softplus(-1) + softplus(3) + softplus(-0.5) + softplus(2)) / 4, accuracy: 0.5 },
    ],
    [
      'binary from logits',
      through('linear', binaryCrossentropy({ fromLogits: true })),
      [
        [1, 0],
        [1, 1],
      ],
      { loss: (softplus(-1) + softplus(3) + softplus(-0.5) + softplus(2)) / 4 },
    ],
    [
      'squared error',
      through('linear', 'meanSquaredError', ['meanAbsoluteError', 'meanSquaredError']),
      [
        [0, 0],
        [0, 0],
      ],
      { loss: (1 + 9 + 0.25 + 4) / 4, meanAbsoluteError: 6.5 / 4, meanSquaredError: 14.25 / 4 },
    ],
  ])('%s', async (_, model, targets, expected) => {
    const found = await model.evaluate(z, targets, { device });
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) expect(found[name]).toBeCloseTo(value, 6);
    await model.dispose();
  });

  test.each<[LossName, number[], ArrayLike, number]>([
    ['sparseCategoricalCrossentropy', [0.2, 0.6], [0], -Math.log(0.2 / 0.8)],
    ['categoricalCrossentropy', [0.2, 0.6], [[1, 0]], -Math.log(0.2 / 0.8)],
    ['binaryCrossentropy', [0.25, 0.5], [[1, 0]], -(Math.log(0.25) + Math.log(0.5)) / 2],
  ])('%s of probabilities whose logits are not in the graph', async (loss, p, targets, expected) => {
    // The relu hides the sigmoid and keeps its values.
    const model = sequential({ inputShape: [2], layers: [activation('sigmoid'), activation('relu')] });
    model.compile({ optimizer: 'sgd', loss });
    const samples = [p.map((own) => Math.log(own / (1 - own)))];
    expect((await model.evaluate(samples, targets, { device }))['loss']).toBeCloseTo(expected, 5);
    await model.dispose();
  });

  test('confident mistakes stay finite, as does their gradient', async () => {
    for (const [kind, loss, targets] of [
      ['softmax', 'sparseCategoricalCrossentropy', [0]],
      ['sigmoid', 'binaryCrossentropy', [[1, 0]]],
    ] as const) {
      const model = sequential({
        inputShape: [2],
        layers: [dense({ units: 2, activation: kind, kernelInitializer: 'ones' })],
      }).compile({ optimizer: 'sgd', loss });
      await model.setWeights([
        [
          [1, 0],
          [0, 1],
        ],
        [0, 0],
      ]);
      const { loss: value, gradients } = await model.lossGradients([[-300, 300]], targets, { device });
      expect(value).toBeCloseTo(kind === 'softmax' ? 600 : 300, 3);
      expect(gradients[1]!.data[0]).toBeCloseTo(kind === 'softmax' ? -1 : -0.5, 5);
      await model.dispose();
    }
  });

  test('a single output takes plain numbers as targets', async () => {
    const model = sequential({ inputShape: [1], layers: [dense({ units: 1 })] }).compile({
      optimizer: sgd({ learningRate: 0.1 }),
      loss: 'meanSquaredError',
    });
    const { history } = await model.fit([[1], [2], [3]], [2, 4, 6], { device, epochs: 200 });
    expect(history['loss']!.at(-1)).toBeLessThan(1e-2);
    await model.dispose();
  });
});

test('dropout acts in training only, and differs from step to step', async () => {
  const make = (): Sequential =>
    sequential({ inputShape: [1000], layers: [dropout(0.25), dense({ units: 1, kernelInitializer: 'ones' })] }).compile(
      {
        optimizer: sgd({ learningRate: 1e-30 }),
        loss: 'meanSquaredError',
      },
    );
  const ones = { shape: [1, 1000], data: new Float32Array(1000).fill(1) };
  const even = make();
  expect([...(await even.predict(ones, { device })).data]).toEqual([1000]);
  expect((await even.evaluate(ones, [1000]))['loss']).toBe(0);
  const { history } = await even.fit(ones, [1000], { epochs: 4 });
  // (Σ mask − 1000)², Σ mask = kept / 0.75; four standard deviations of kept (13.7) are 73 away from 1000.
  for (const loss of history['loss']!) expect(loss).toBeLessThan(73 ** 2);
  // Masks may keep equally many of equal inputs; with inputs that differ, equal sums would mean equal masks.
  const uneven = make();
  const spread = { shape: [1, 1000], data: uniform(1, 2, 1000) };
  const { history: found } = await uneven.fit(spread, [0], { device, epochs: 8 });
  expect(new Set(found['loss']).size).toBe(8);
  await Promise.all([even.dispose(), uneven.dispose()]);
});

test('the summary reads as Keras prints it', () => {
  const model = sequential({
    inputShape: [28, 28],
    layers: [
      flatten(),
      dense({ units: 64, activation: 'relu' }),
      dropout(0.25),
      dense({ units: 64 }),
      activation('relu'),
      dense({ units: 10, name: 'digits' }),
    ],
  });
  expect(model.summary()).toMatchInlineSnapshot(`
    "Model: "sequential"
    _________________________________________________________________
    Layer (type)                 Output Shape              Param #
    =================================================================
    flatten (Flatten)            (None, 784)               0
    dense (Dense)                (None, 64)                50,240
    dropout (Dropout)            (None, 64)                0
    dense_1 (Dense)              (None, 64)                4,160
    activation (Activation)      (None, 64)                0
    digits (Dense)               (None, 10)                650
    =================================================================
    Total params: 55,050
    _________________________________________________________________"
  `);
  expect(model.countParameters()).toBe(55_050);
});

test('models that are given no device share one, which closes some seconds after the last of them', async () => {
  const models = [make(), make()];
  for (const model of models) await model.evaluate(x, y);
  const shared = models[0]!.device!;
  expect(models[1]!.device).toBe(shared);
  await models[0]!.dispose();
  expect((await models[1]!.evaluate(x, y))['loss']).toBeGreaterThan(0);
  await models[1]!.dispose();
  const soon = make();
  await soon.evaluate(x, y);
  expect(soon.device).toBe(shared);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    await soon.dispose();
    await vi.advanceTimersByTimeAsync(4000);
    shared.allocate('f32', 1).dispose();
    await vi.advanceTimersByTimeAsync(2000);
    expect(() => shared.allocate('f32', 1)).toThrowError(/disposed of/);
  } finally {
    vi.useRealTimers();
  }
  const later = make();
  await later.evaluate(x, y);
  expect(later.device).not.toBe(shared);
  await later.dispose();
});

test('a model can be disposed of after its device', async () => {
  const own = await openDevice('wasm');
  const model = make();
  await model.fit(x, y, { device: own });
  await own.dispose();
  await model.dispose();
});

test('weights that are not finite end validation and evaluation with their step', async () => {
  const model = make();
  const broken = {
    onBatchesEnd: () =>
      model.setWeights([
        [
          [Number.NaN, 0, 0],
          [0, 0, 0],
        ].map((row) => row),
        [0, 0, 0],
      ]),
  };
  const failed = model.fit(x, y, { device, epochs: 2, validationData: [x, y], callbacks: [broken] });
  await expect(failed).rejects.toMatchObject({ name: 'NonFiniteLossError', phase: 'validation', epoch: 1, step: 1 });
  await expect(model.evaluate(x, y)).rejects.toMatchObject({ phase: 'evaluation', epoch: undefined, step: 1 });
  await model.dispose();
});

test('a config makes the same model again', async () => {
  const model = make();
  const config = JSON.parse(JSON.stringify(model.toConfig()));
  const again = modelFromConfig(config);
  expect(again.toConfig()).toEqual(model.toConfig());
  expect(await again.getWeights()).toEqual(await model.getWeights());
  await Promise.all([model.dispose(), again.dispose()]);
});

test("nothing that the main entry reaches is Node's own", () => {
  const reached = new Set<string>();
  const visit = (file: URL): void => {
    if (reached.has(file.href)) return;
    reached.add(file.href);
    const source = readFileSync(file, 'utf8');
    for (const [, name] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
      expect(name, file.pathname).not.toMatch(/^node:/);
      if (name!.startsWith('.')) visit(new URL(name!, file));
    }
    expect(source, file.pathname).not.toMatch(/\b(process|Buffer|require|__dirname)\b[.(]/);
  };
  visit(new URL('../src/index.ts', import.meta.url));
  expect(reached.size).toBeGreaterThan(30);
});
