/**
 * What a training that continues has to have in common with the one that was saved: the model, its objective, the data and
 * how it is gone through. Each difference is refused with its name, and nothing else is.
 */
import { type Device, openDevice, uniform } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adam,
  type Callback,
  type CompileOptions,
  decodeSafetensors,
  dense,
  dropout,
  encodeSafetensors,
  type FitOptions,
  model as graph,
  input,
  type Layer,
  l2,
  learningRateScheduler,
  type Sequential,
  sequential,
  sgd,
  sparseCategoricalCrossentropy,
  uploadDataset,
} from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());

const count = 12;
const x = { shape: [count, 3], data: uniform(4, 1, count * 3, { min: -1, max: 1 }) };
const y = Int32Array.from({ length: count }, (_, at) => at % 2);

interface Parts {
  readonly layers: readonly Layer[];
  readonly objective: CompileOptions;
}

const parts: Parts = {
  layers: [
    dense({ units: 4, activation: 'relu', kernelRegularizer: l2(0.01) }),
    dropout(0.25),
    dense({ units: 2, activation: 'softmax' }),
  ],
  objective: { optimizer: adam({ learningRate: 0.02 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] },
};

const make = ({ layers, objective }: Parts = parts): Sequential =>
  sequential({ seed: 3, inputShape: [3], layers }).compile(objective);

/** After two epochs. */
async function saved(options: FitOptions = {}, made: Parts = parts): Promise<Uint8Array> {
  const model = make(made);
  await model.fit(x, y, { device, epochs: 2, ...options });
  const bytes = await model.saveState();
  await model.dispose();
  return bytes;
}

const withObjective = (change: Partial<CompileOptions>): Parts => ({
  ...parts,
  objective: { ...parts.objective, ...change },
});
const withLayer = (at: number, layer: Layer): Parts => ({
  ...parts,
  layers: parts.layers.map((own, i) => (i === at ? layer : own)),
});

describe('a state is refused by a model of another kind, with the place', () => {
  const [first] = parts.layers;
  const cases: [string, Parts, string, string][] = [
    [
      'learning rate',
      withObjective({ optimizer: adam({ learningRate: 0.01 }) }),
      'optimizer.learningRate 0.01',
      '0.02',
    ],
    ['β', withObjective({ optimizer: adam({ learningRate: 0.02, beta1: 0.5 }) }), 'optimizer.beta1 0.5', '0.9'],
    [
      'clipping',
      withObjective({ optimizer: adam({ learningRate: 0.02, clipNorm: 1 }) }),
      'optimizer.clipNorm 1',
      'nothing',
    ],
    [
      'loss',
      withObjective({ loss: 'categoricalCrossentropy' }),
      'loss.name "categoricalCrossentropy"',
      '"sparseCategoricalCrossentropy"',
    ],
    [
      'a metric more',
      withObjective({ metrics: ['accuracy', 'sparseTopKCategoricalAccuracy'] }),
      'metrics [{"name":"accuracy"},{"name":"sparseTopKCategoricalAccuracy","k":5}]',
      '[{"name":"accuracy"}]',
    ],
    ['a metric less', withObjective({ metrics: [] }), 'metrics []', '[{"name":"accuracy"}]'],
    [
      'activation',
      withLayer(0, dense({ units: 4, activation: 'tanh', kernelRegularizer: l2(0.01) })),
      'layers.dense.activation "tanh"',
      '"relu"',
    ],
    ['dropout', withLayer(1, dropout(0.5)), 'layers.dropout.rate 0.5', '0.25'],
    ['no penalty', withLayer(0, dense({ units: 4, activation: 'relu' })), 'layers.dense.kernelRegularizer', '{'],
    [
      'another penalty',
      withLayer(0, dense({ units: 4, activation: 'relu', kernelRegularizer: l2(0.02) })),
      'layers.dense.kernelRegularizer.l2 0.02',
      '0.01',
    ],
    ['no dropout', { ...parts, layers: [first!, parts.layers[2]!] }, 'layers.dropout nothing', '{'],
  ];

  test.each(cases)('%s', async (_, other, expected, found) => {
    const bytes = await saved();
    const model = make(other);
    const before = await model.saveState();
    const loading = model.loadState(bytes, 'a.state');
    await expect(loading).rejects.toMatchObject({ name: 'ModelFileError', kind: 'data', file: 'a.state' });
    await expect(loading).rejects.toThrowError(`a.state: expected a training with ${expected}`);
    await expect(loading).rejects.toThrowError(`, as this model has it, found ${found}`);
    expect(await model.saveState()).toEqual(before);
    await model.dispose();
  });

  test('loss from logits', async () => {
    const linear = [dense({ units: 2 })];
    const objective = { optimizer: sgd(), loss: sparseCategoricalCrossentropy({ fromLogits: true }) };
    const bytes = await saved({}, { layers: linear, objective });
    await expect(
      make({ layers: linear, objective: { ...objective, loss: 'meanSquaredError' } }).loadState(bytes),
    ).rejects.toThrow(/expected a training with loss\.name "meanSquaredError"/);
    await make({ layers: linear, objective }).loadState(bytes);
  });

  test('a layer that is frozen', async () => {
    const bytes = await saved({}, withObjective({ optimizer: sgd() }));
    const model = make(withObjective({ optimizer: sgd() }));
    model.setTrainable(false, 'dense');
    await expect(model.loadState(bytes)).rejects.toThrow(/expected a training with layers\.dense\.trainable false/);
  });

  test('how a model was written down makes no difference', async () => {
    const bytes = await saved();
    const named = [
      dense({ units: 4, activation: 'relu', kernelRegularizer: l2(0.01), name: 'dense', inputShape: [3] }),
      dropout({ rate: 0.25, name: 'dropout' }),
      dense({ units: 2, activation: 'softmax', name: 'dense_1', trainable: true }),
    ];
    await make({ ...parts, layers: named }).loadState(bytes);
    const start = input({ shape: [3] });
    const end = named.reduce((value, layer) => layer.apply(value), start);
    const model = graph({ inputs: start, outputs: end, seed: 3 }).compile(parts.objective);
    await model.loadState(bytes);
  });
});

describe('fit({ resume }) is refused where data or options differ, with what differs', () => {
  const weights = uniform(9, 2, count);
  const other = { shape: x.shape, data: Float32Array.from(x.data, (value, at) => (at === 20 ? value + 1e-3 : value)) };
  const full: FitOptions = { batchSize: 5, validationData: [x, y, weights], sampleWeight: weights };
  const wrongY = Int32Array.from(y, (label, at) => (at === 7 ? 1 - label : label));

  type Change = readonly [name: string, options: FitOptions, data: readonly [typeof x, Int32Array], sentence: RegExp];
  const changes: Change[] = [
    ['one feature', {}, [other, y], /training with data with the checksum .*, but was given data with the checksum/],
    ['one label', {}, [x, wrongY], /data with the checksum/],
    ['the batch size', { batchSize: 4 }, [x, y], /with batchSize 5, but was given batchSize 4; give the same/],
    ['the order', { shuffle: false }, [x, y], /with shuffle true, but was given shuffle false/],
    ['weights', { sampleWeight: weights.map((w) => w * 2) }, [x, y], /weights of samples with the checksum/],
    ['no weights', { sampleWeight: undefined as never }, [x, y], /weights of samples with the checksum .* none; give/],
    [
      'weights by class',
      { sampleWeight: undefined as never, classWeight: { 0: 2 } },
      [x, y],
      /weights of samples with/,
    ],
    ['validation data', { validationData: [other, y, weights] }, [x, y], /validation data with the checksum/],
    ['weights of it', { validationData: [x, y] }, [x, y], /weights of validation samples with the checksum .* none;/],
    ['no validation', { validationData: undefined as never }, [x, y], /validation data with the checksum .* none;/],
    [
      'a split',
      { validationData: undefined as never, validationSplit: 0.5 },
      [x, y],
      /with validationSplit 0, but was given validationSplit 0\.5/,
    ],
  ];

  test.each(changes)('%s', async (_, options, [samples, labels], sentence) => {
    const model = make();
    const state = await model.loadState(await saved(full));
    const given = Object.fromEntries(
      Object.entries({ ...full, ...options }).filter(([, value]) => value !== undefined),
    );
    const failed = model.fit(samples, labels, { device, epochs: 4, ...given, resume: state });
    await expect(failed).rejects.toMatchObject({ name: 'ModelStateError', kind: 'usage' });
    await expect(failed).rejects.toThrowError(sentence);
    await expect(failed).rejects.toThrowError(/initialEpoch instead of resume to begin a new history\.$/);
    // Nothing was trained: it can be continued as it was.
    const { history } = await model.fit(x, y, { device, epochs: 4, ...full, resume: state });
    for (const values of Object.values(history)) expect(values).toHaveLength(4);
    await model.dispose();
  });

  test('other samples', async () => {
    const model = make();
    const state = await model.loadState(await saved());
    const fewer = { shape: [8, 3], data: x.data.slice(0, 24) };
    await expect(model.fit(fewer, y.slice(0, 8), { device, epochs: 3, resume: state })).rejects.toThrow(
      /with samples 12, but was given samples 8/,
    );
    await model.dispose();
  });

  test('a learning rate that is logged, or no longer', async () => {
    const scheduler = (): Callback[] => [learningRateScheduler(() => 0.01)];
    const model = make();
    const state = await model.loadState(await saved());
    await expect(model.fit(x, y, { device, epochs: 3, resume: state, callbacks: scheduler() })).rejects.toThrow(
      /fit: resume continues a history of loss, accuracy, but this training would log loss, accuracy, learningRate; give the same/,
    );
    const scheduled = await model.loadState(await saved({ callbacks: scheduler() }));
    await expect(model.fit(x, y, { device, epochs: 3, resume: scheduled })).rejects.toThrow(
      /a history of loss, accuracy, learningRate, but this training would log loss, accuracy/,
    );
    await model.dispose();
  });

  test('what affects no number may differ: the form of data, chunks, epochs, what is done about NaN', async () => {
    const bytes = await saved({ batchSize: 5 });
    const dataset = await uploadDataset(device, x, Float32Array.from(y));
    const model = make();
    const state = await model.loadState(bytes);
    const options = { epochs: 5, batchSize: 5, stepsPerChunk: 1, terminateOnNaN: false };
    const { history } = await model.fit(dataset, { ...options, resume: state });
    const whole = make();
    const expected = await whole.fit(x, y, { device, epochs: 5, batchSize: 5 });
    expect(history).toEqual(expected.history);
    expect(await model.saveWeights()).toEqual(await whole.saveWeights());
    dataset.dispose();
    await Promise.all([model.dispose(), whole.dispose()]);
  });
});

describe('the state must be the one that the model is in', () => {
  test('not of a model that trained on, or never loaded it', async () => {
    const bytes = await saved();
    const model = make();
    const state = await model.loadState(bytes);
    await expect(make().fit(x, y, { device, epochs: 4, resume: state })).rejects.toThrow(
      'fit: resume wants a state that this model has loaded and not trained since: it is of a training after epoch 2, and ' +
        'the model is after epoch 0; call loadState first.',
    );
    await model.fit(x, y, { device, epochs: 3, resume: state });
    await expect(model.fit(x, y, { device, epochs: 4, resume: state })).rejects.toThrow(/the model is after epoch 3/);
    await model.loadState(bytes);
    const stop: Callback = { onBatchesEnd: () => 'stop' };
    await model.fit(x, y, { device, epochs: 3, batchSize: 4, stepsPerChunk: 1, initialEpoch: 2, callbacks: [stop] });
    await expect(model.fit(x, y, { device, epochs: 4, resume: state })).rejects.toThrow(/the model is within an epoch/);
    const again = await model.loadState(bytes);
    model.compile(parts.objective);
    await expect(model.fit(x, y, { device, epochs: 4, resume: again })).rejects.toThrow(/the model is after epoch 0/);
    await model.dispose();
  });

  test('not one whose history was changed by hand', async () => {
    const model = make();
    const state = await model.loadState(await saved());
    const { history } = state;
    const ragged = [
      { ...history, history: { ...history.history, loss: [1] } },
      { ...history, history: { ...history.history, extra: [] } },
      { ...history, seconds: [] },
      { ...history, epoch: [0, 2] },
      undefined,
    ];
    for (const changed of ragged) {
      const resume = { ...state, history: changed } as typeof state;
      await expect(model.fit(x, y, { device, epochs: 4, resume })).rejects.toThrow(
        /resume must be what model\.loadState/,
      );
    }
    const other = { ...state, history: { ...history, history: { ...history.history, loss: [1, 2] } } };
    await expect(model.fit(x, y, { device, epochs: 4, resume: other })).rejects.toThrow(/that this model has loaded/);
    await model.dispose();
  });

  test('files whose history has not one value an epoch for each name are damaged', async () => {
    const { tensors, metadata } = decodeSafetensors(await saved());
    const { epoch, history } = JSON.parse(metadata['history']!) as {
      epoch: number[];
      history: Record<string, number[]>;
    };
    const broken: Record<string, unknown>[] = [
      { history: { epoch, history: { ...history, loss: [1] } } },
      { history: { epoch, history: { ...history, more: [1, 2, 3] } } },
      { history: { epoch: [0], history } },
      { history: { epoch: [1, 0], history } },
      { history: { epoch: [0, 1, 2], history: {} } },
      { seconds: [1] },
      { model: [] },
      { model: null },
      { learningRate: -1 },
      { callbacks: [{ name: { toString: 1 }, values: {}, weights: 0 }] },
      { learningRate: 'Infinity' },
      { conditions: null },
      { conditions: { samples: 12 } },
      { conditions: { ...JSON.parse(metadata['conditions']!), shuffle: 1 } },
    ];
    const model = make();
    for (const change of broken) {
      const [[key, value]] = Object.entries(change) as [[string, unknown]];
      const bytes = encodeSafetensors(tensors, { ...metadata, [key]: JSON.stringify(value) });
      const loading = model.loadState(bytes, 'f');
      await expect(loading, JSON.stringify(change)).rejects.toThrow(
        /^f: expected metadata "(history|model|learningRate|callbacks|conditions)" as saveState/,
      );
    }
    const { model: _, ...without } = metadata;
    await expect(model.loadState(encodeSafetensors(tensors, without))).rejects.toThrow(/metadata "model"/);
    await model.dispose();
  });
});

test('whatever a training is stopped and continued with, the history has one value an epoch for each name', async () => {
  const options = fc.record({
    validationSplit: fc.constantFrom(0, 0.5),
    metrics: fc.constantFrom<CompileOptions['metrics'][]>(
      [],
      ['accuracy'],
      ['sparseTopKCategoricalAccuracy', 'accuracy'],
    ),
    scheduled: fc.boolean(),
  });
  let [refused, continued] = [0, 0];
  await fc.assert(
    fc.asyncProperty(options, options, fc.boolean(), async (before, after, same) => {
      const train = async (own: typeof before, resumeFrom?: Uint8Array) => {
        const model = make(withObjective({ metrics: own.metrics! }));
        const callbacks = own.scheduled ? [learningRateScheduler(() => 0.01)] : [];
        const resume = resumeFrom === undefined ? {} : { resume: await model.loadState(resumeFrom) };
        const epochs = resumeFrom === undefined ? 2 : 3;
        const { validationSplit } = own;
        const { history } = await model.fit(x, y, { device, epochs, validationSplit, callbacks, ...resume });
        const bytes = await model.saveState();
        await model.dispose();
        return { history, bytes };
      };
      const { bytes } = await train(before);
      const chosen = same ? before : after;
      const isSame = JSON.stringify(chosen) === JSON.stringify(before);
      try {
        const { history } = await train(chosen, bytes);
        continued++;
        expect(isSame).toBe(true);
        for (const values of Object.values(history)) expect(values).toHaveLength(3);
      } catch (error) {
        expect((error as Error).message).toMatch(/resume continues|expected a training with metrics/);
        expect(isSame).toBe(false);
        refused++;
      }
    }),
    { numRuns: 30 },
  );
  expect(refused).toBeGreaterThan(3);
  expect(continued).toBeGreaterThan(3);
});
