/** Mistakes of a user, each answered by an error that names the layer, the data or the option, and what it should be. */
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ArrayLike,
  adam,
  type DataSource,
  dense,
  dropout,
  type FitOptions,
  flatten,
  huber,
  type LossName,
  meanAbsoluteError,
  modelFromConfig,
  type Sequential,
  sequential,
  uploadDataset,
} from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());

const make = (loss: LossName = 'sparseCategoricalCrossentropy'): Sequential =>
  sequential({ inputShape: [2], layers: [dense({ units: 3, activation: 'softmax', name: 'answer' })] }).compile({
    optimizer: 'sgd',
    loss,
    metrics: ['accuracy'],
  });
const x = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const y = [0, 1, 2];

describe('data', () => {
  test('options after the targets that a data set holds already', async () => {
    const dataset = await uploadDataset(device, x, y);
    const model = make() as unknown as { fit(...given: unknown[]): Promise<unknown> };
    await expect(model.fit(dataset, undefined, { epochs: 1 })).rejects.toThrow(
      'fit: options must be the second argument, as a data set holds its targets, received a third one.',
    );
  });
  test.each<[string, ArrayLike, ArrayLike, FitOptions, string, RegExp]>([
    [
      'samples of another shape',
      [[1, 2, 3]],
      [0],
      {},
      'LayerShapeError',
      /layer "answer": expected samples of shape \[2\], received \[3\]/,
    ],
    ['fewer labels', x, [0, 1], {}, 'DataError', /y: expected 3 targets, one for each sample of x, received 2/],
    ['no samples', [], [], {}, 'DataError', /x: expected at least one sample, received none/],
    [
      'a label too large',
      x,
      [0, 3, 1],
      {},
      'DataError',
      /y: expected labels that are whole numbers in \[0, 3\), received 3 at position 1/,
    ],
    ['a negative label', x, [0, 1, -1], {}, 'DataError', /received -1 at position 2/],
    ['a label between', x, [0, 0.5, 1], {}, 'DataError', /received 0.5 at position 1/],
    [
      'a label that is NaN',
      x,
      Float32Array.of(0, Number.NaN, 1),
      {},
      'DataError',
      /y: expected finite numbers, received NaN at position 1/,
    ],
    [
      'one-hot targets',
      x,
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      {},
      'LayerShapeError',
      /layer "answer": expected one label a sample/,
    ],
    [
      'a sample with NaN',
      { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, Number.NaN, 6) },
      y,
      {},
      'DataError',
      /x: expected finite numbers, received NaN in sample 2, element 0/,
    ],
    ['ragged rows', [[1, 2], [3]], [0, 1], {}, 'DataError', /x: expected rows of one length, 2, received 1 at x\[1\]/],
    ['a text among numbers', [[1, '2' as unknown as number]], [0], {}, 'DataError', /received "2" at x\[0\]\[1\]/],
    [
      'data that misses its shape',
      { shape: [4, 2], data: new Float32Array(6) },
      y,
      {},
      'DataError',
      /x: expected 8 elements for shape \[4, 2\], received 6/,
    ],
    [
      'no data at all',
      'MNIST' as unknown as ArrayLike,
      y,
      {},
      'DataError',
      /expected a typed array .* received "MNIST"/,
    ],
    ['no targets', x, undefined as unknown as ArrayLike, {}, 'DataError', /expected targets y/],
    [
      'validation labels outside',
      x,
      y,
      { validationData: [x, [0, 1, 9]] },
      'DataError',
      /validation y: expected labels .* received 9 at position 2/,
    ],
    [
      'validation samples of another shape',
      x,
      y,
      { validationData: [[[1, 2, 3]], [0]] },
      'LayerShapeError',
      /expected samples of shape \[2\], received \[3\]/,
    ],
    ['a split that leaves nothing', x, y, { validationSplit: 0.99 }, 'DataError', /validationSplit 0.99/],
  ])('%s', async (_, samples, targets, options, name, message) => {
    const model = make();
    const failed = model.fit(samples, targets, { device, ...options });
    await expect(failed).rejects.toMatchObject({ name });
    await expect(failed).rejects.toThrowError(message);
    await model.dispose();
  });

  test('labels where targets of the output shape are needed', async () => {
    const model = make('categoricalCrossentropy');
    await expect(model.fit(x, y, { device })).rejects.toThrowError(
      /layer "answer": expected targets of its output's shape \[3\] for categoricalCrossentropy/,
    );
    await model.dispose();
  });

  test('a source that reads too little', async () => {
    const source: DataSource = { shape: [3, 2], read: (_, count) => new Float32Array(count * 2 - 1) };
    const model = make();
    await expect(model.fit(source, y, { device })).rejects.toThrowError(
      /x: expected 6 elements of samples 0 to 2 from read\(\), received 5/,
    );
    await model.dispose();
  });

  test('predictions check their samples too', async () => {
    const model = make();
    await expect(model.predict([[1, 2, 3]], { device })).rejects.toThrowError(/layer "answer"/);
    await model.dispose();
  });
});

describe('options', () => {
  test.each<[string, FitOptions, RegExp]>([
    ['epochs 0', { epochs: 0 }, /epochs must be a positive whole number, received 0/],
    ['epochs −1', { epochs: -1 }, /epochs must be a positive whole number/],
    ['epochs 1.5', { epochs: 1.5 }, /epochs must be a positive whole number/],
    ['epochs ∞', { epochs: Number.POSITIVE_INFINITY }, /epochs must be a positive whole number/],
    ['batchSize 0', { batchSize: 0 }, /batchSize must be a positive whole number/],
    ['validationSplit 1', { validationSplit: 1 }, /validationSplit must be a number in \[0, 1\)/],
    ['initialEpoch too large', { initialEpoch: 1 }, /initialEpoch must be below epochs \(1\)/],
    ['stepsPerChunk 0', { stepsPerChunk: 0 }, /stepsPerChunk/],
    ['shuffle as text', { shuffle: 'no' as unknown as boolean }, /shuffle must be true or false, received "no"/],
    [
      'both validations',
      { validationSplit: 0.5, validationData: [x, y] },
      /validationSplit must be 0 where validationData is given/,
    ],
    ['a callback that is none', { callbacks: [null as never] }, /callbacks must be objects with onTrainBegin/],
    ['an unknown one', { batch_size: 3 } as FitOptions, /unknown option "batch_size".*Did you mean "batchSize"/],
    ['Keras spelling', { validation_split: 0.1 } as FitOptions, /Did you mean "validationSplit"/],
  ])('%s', async (_, options, message) => {
    const model = make();
    const failed = model.fit(x, y, { device, ...options });
    await expect(failed).rejects.toThrowError(message);
    await expect(failed).rejects.toMatchObject({ kind: 'usage' });
    await model.dispose();
  });
});

describe('things of another kind', () => {
  const compiled = (options: object) => () =>
    make().compile({ optimizer: 'sgd', loss: 'meanSquaredError', ...options });

  test('are found by their name, or are unknown', () => {
    expect(compiled({ loss: adam() })).toThrow(/unknown loss "adam"/);
    expect(compiled({ optimizer: huber() })).toThrow(/unknown optimizer "huber"/);
    expect(compiled({ metrics: [adam()] })).toThrow(/unknown metric "adam"/);
    // A metric has this name too.
    expect(compiled({ metrics: [meanAbsoluteError()] })().toConfig().objective?.metrics).toEqual(['meanAbsoluteError']);
  });
});

describe('life cycle', () => {
  test('fit before compile', async () => {
    const model = sequential([dense({ units: 1, inputShape: [2] })]);
    await expect(model.fit(x, y, { device })).rejects.toThrowError(/call compile/);
    await model.dispose();
  });

  test('summary before the shape is known', () => {
    expect(() => sequential([dense({ units: 1 })]).summary()).toThrowError(/needs the input's shape/);
  });

  test('a layer inside the model that expects another shape', () => {
    const layers = [
      flatten({ inputShape: [2, 3] }),
      dense({ units: 4 }),
      dense({ units: 1, inputShape: [5], name: 'last' }),
    ];
    expect(() => sequential(layers)).toThrowError('layer "last": expected samples of shape [5], received [4].');
  });

  test('two layers of one name', () => {
    expect(() => sequential([dense({ units: 1, name: 'a' }), dropout({ rate: 0, name: 'a' })])).toThrowError(
      /two layers are named "a"/,
    );
  });

  test('two trainings at once', async () => {
    const model = make();
    const first = model.fit(x, y, { device });
    await expect(model.fit(x, y, { device })).rejects.toThrowError(/fit is running/);
    await first;
    await model.dispose();
  });

  test('use after dispose', async () => {
    const model = make();
    await model.dispose();
    await model.dispose();
    await expect(model.predict(x, { device })).rejects.toThrowError(/has been disposed of/);
  });

  test('a data set of another device', async () => {
    const other = await openDevice('reference');
    const data = await uploadDataset(other, x, y);
    const model = make();
    await expect(model.fit(data, { device })).rejects.toThrowError(/data set is on reference/);
    data.dispose();
    await model.dispose();
    await other.dispose();
  });

  test('weights of another shape', async () => {
    const model = make();
    await expect(
      model.setWeights([
        [
          [1, 2],
          [3, 4],
        ],
        [0, 0, 0],
      ]),
    ).rejects.toThrowError(/"answer\/kernel": expected weights of shape \[2, 3\], received \[2, 2\]/);
    await expect(model.setWeights([])).rejects.toThrowError(/2 weight arrays, received 0/);
    await model.dispose();
  });

  test.each([
    [null],
    [3],
    ['model'],
    [[]],
    [{}],
    [{ format: 'inkgrad-sequential', version: 1, name: 'a', seed: 0, layers: [] }],
  ])('a config that is none: %j', (config) => {
    expect(() => modelFromConfig(config)).toThrowError(expect.objectContaining({ kind: 'usage' }));
  });
});
