/** Models that are graphs: several inputs and outputs, shared layers, frozen layers, sub-models, layers of one's own. */
import { type Device, mul, openDevice, add as sum } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  add,
  batchNormalization,
  concatenate,
  defaulted,
  defineLayer,
  defineLoss,
  dense,
  dropout,
  embedding,
  flatten,
  input,
  type Layer,
  model,
  modelFromConfig,
  normalization,
  positive,
  reshape,
  sequential,
  zeros,
} from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('reference');
});
afterAll(() => device.dispose());

const rows = (n: number, m: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => Math.sin(i * 1.7 + j * 0.9)));

describe('graphs', () => {
  const twoEnds = () => {
    const a = input({ shape: [3], name: 'a' });
    const b = input({ shape: [2], name: 'b' });
    const hidden = dense({ units: 4, activation: 'tanh', name: 'hidden' }).apply(a);
    const joined = concatenate().apply(hidden, b);
    return model({
      inputs: [a, b],
      outputs: {
        kind: dense({ units: 3, activation: 'softmax' }).apply(joined),
        size: dense({ units: 1, name: 'size' }).apply(joined),
      },
      seed: 3,
    });
  };

  test('two inputs and two outputs are trained, evaluated and predicted by name', async () => {
    const net = twoEnds();
    net.compile({
      optimizer: 'adam',
      loss: { kind: 'sparseCategoricalCrossentropy', size: 'meanSquaredError' },
      lossWeights: { size: 0.5 },
      metrics: { kind: ['accuracy'] },
    });
    const x = { b: rows(12, 2), a: rows(12, 3) };
    const y = { kind: Array.from({ length: 12 }, (_, i) => i % 3), size: Array.from({ length: 12 }, (_, i) => i / 12) };
    const { history } = await net.fit(x, y, { epochs: 30, batchSize: 5, device });
    expect(Object.keys(history)).toEqual(['loss', 'kindLoss', 'sizeLoss', 'kindAccuracy']);
    expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]!);
    const logs = await net.evaluate(x, y);
    expect(logs['loss']!).toBeCloseTo(logs['kindLoss']! + 0.5 * logs['sizeLoss']!, 5);
    const answers = await net.predictOutputs(x);
    expect(answers['kind']!.shape).toEqual([12, 3]);
    expect(answers['size']!.shape).toEqual([12, 1]);
    await expect(net.predict(x)).rejects.toThrow('predictOutputs');
    await net.dispose();
  });

  test('its JSON makes the same model again', async () => {
    const net = twoEnds();
    net.compile({ optimizer: 'sgd', loss: { kind: 'sparseCategoricalCrossentropy', size: 'meanSquaredError' } });
    const again = modelFromConfig(JSON.parse(JSON.stringify(net.toConfig())));
    expect(again.toConfig()).toEqual(net.toConfig());
    expect(await again.getWeights()).toEqual(await net.getWeights());
  });

  test('a layer that is applied twice has one set of weights', async () => {
    const a = input({ shape: [3], name: 'a' });
    const b = input({ shape: [3], name: 'b' });
    const shared = dense({ units: 2, name: 'shared' });
    const net = model({ inputs: [a, b], outputs: add().apply(shared.apply(a), shared.apply(b)) });
    expect(net.countParameters()).toBe(8);
    const [kernel] = await net.getWeights();
    const x = { a: [[1, 0, 0]], b: [[0, 1, 0]] };
    const { data } = await net.predict(x, { device });
    const k = kernel!.data;
    expect(data[0]).toBeCloseTo(k[0]! + k[2]!, 5);
    expect(data[1]).toBeCloseTo(k[1]! + k[3]!, 5);
    await net.dispose();
  });

  test('a graph is refused with a sentence where its ends do not meet', () => {
    const a = input({ shape: [3], name: 'a' });
    const b = input({ shape: [3], name: 'b' });
    expect(() => model({ inputs: a, outputs: add().apply(a, b) })).toThrow('every input that the outputs depend on');
    expect(() => add().apply(a)).toThrow('two inputs or more');
    expect(() => add().apply(a, input({ shape: [4] }))).toThrow('inputs of one shape');
    expect(() => dense({ units: 1 }).apply(3 as never)).toThrow('what input() or another layer gives');
    const one = dense({ units: 1, name: 'same' }).apply(a);
    expect(() => model({ inputs: a, outputs: dense({ units: 1, name: 'same' }).apply(one) })).toThrow('named "same"');
  });

  test('data for inputs that the model does not have is refused', async () => {
    const net = twoEnds();
    await expect(net.predictOutputs({ a: rows(2, 3), c: rows(2, 2) }, { device })).rejects.toThrow(
      'x: expected data by name for a, b, received a, c.',
    );
    await expect(net.predictOutputs({ a: rows(2, 3), b: rows(3, 2) }, { device })).rejects.toThrow('2 samples');
    await net.dispose();
  });

  test('part of a trained model is a model with its weights', async () => {
    const net = sequential({
      layers: [dense({ units: 4, activation: 'tanh', name: 'code' }), dense({ units: 3 })],
      inputShape: [3],
      seed: 1,
    }).compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const encode = net.upTo('code');
    const x = rows(6, 3);
    const before = (await encode.predict(x, { device })).data;
    await net.fit(x, x, { epochs: 3, device });
    const after = (await encode.predict(x)).data;
    expect(after).not.toEqual(before);
    expect((await encode.getWeights()).length).toBe(2);
    expect(() => net.upTo('cod')).toThrow('Did you mean "code"?');
    await net.dispose();
  });
});

describe('frozen layers', () => {
  test('keep their weights, and have no gradient and no slots', async () => {
    const net = sequential({
      layers: [dense({ units: 4, name: 'base' }), dense({ units: 1, name: 'head' })],
      inputShape: [3],
    }).compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    net.setTrainable(false, 'base');
    const before = await net.getWeights();
    const x = rows(6, 3);
    const y = rows(6, 1);
    await net.fit(x, y, { epochs: 2, device });
    const after = await net.getWeights();
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).not.toEqual(before[2]);
    const state = Object.keys(net.trainingPlan({ samples: 6 }).state);
    expect(state.filter((name) => name.startsWith('base/'))).toEqual(['base/kernel', 'base/bias']);
    expect((await net.lossGradients(x, y)).gradients.length).toBe(2);
    expect(net.summary()).toContain('Non-trainable params: 16');
    net.setTrainable(true);
    await net.fit(x, y, { epochs: 1 });
    expect((await net.getWeights())[0]).not.toEqual(before[0]);
    await net.dispose();
  });

  test('a frozen batch normalization works as in inference', async () => {
    const net = sequential({ layers: [batchNormalization({ trainable: false })], inputShape: [2] });
    net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const before = await net.getWeights();
    await net.fit(rows(8, 2), rows(8, 2), { epochs: 2, device });
    expect(await net.getWeights()).toEqual(before);
    await net.dispose();
  });
});

describe('definitions of one’s own', () => {
  const scale = defineLayer({
    type: 'scale',
    fields: { factor: defaulted(positive, 2) },
    plan: (_, [x]) => ({ output: x!, weights: { shift: { shape: x!.shape, initializer: zeros() } } }),
    apply: ({ factor }, { x, weights }) => sum(mul(x, factor), weights['shift']!),
  });
  const quartic = defineLoss({
    name: 'quartic',
    fields: {},
    perSample: (_, { outputs, targets }) => {
      const error = sum(outputs, mul(targets, -1));
      return mul(mul(error, error), mul(error, error));
    },
  });

  test('a layer and a loss are trained, stored, and read through a registry', async () => {
    const net = sequential([dense({ units: 2, inputShape: [2] }), scale({ factor: 3 })]);
    net.compile({ optimizer: 'adam', loss: quartic() });
    const { history } = await net.fit(rows(8, 2), rows(8, 2), { epochs: 20, device });
    expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]!);
    expect(net.summary()).toContain('scale (Scale)');
    const config = JSON.parse(JSON.stringify(net.toConfig()));
    expect(() => modelFromConfig(config)).toThrow('unknown layer type "scale"');
    const again = modelFromConfig(config, { registry: [scale, quartic] });
    await again.loadWeights(await net.saveWeights());
    expect((await again.predict(rows(3, 2), { device })).data).toEqual((await net.predict(rows(3, 2))).data);
    expect(() => scale({ factor: -1 })).toThrow('a finite number above 0');
    expect(() => scale({ faktor: 1 } as never)).toThrow('Did you mean "factor"?');
    await net.dispose();
    await again.dispose();
  });

  test('a loss and a metric may be plain functions, which JSON cannot hold', async () => {
    const net = sequential([dense({ units: 2, inputShape: [2] })]);
    const squares = (targets: Parameters<typeof mul>[0], outputs: Parameters<typeof mul>[0]) => {
      const error = sum(outputs, mul(targets, -1));
      return mul(error, error);
    };
    net.compile({ optimizer: 'sgd', loss: squares, metrics: ['meanSquaredError'] });
    const logs = await net.evaluate(rows(5, 2), rows(5, 2), { device });
    expect(logs['loss']).toBeCloseTo(logs['meanSquaredError']!, 6);
    expect(() => net.toConfig()).toThrow('made by defineLoss');
    await net.dispose();
  });

  test('what apply gives must be what plan says', () => {
    const wrong = defineLayer({
      type: 'wrong',
      fields: {},
      plan: (_, [x]) => ({ output: { shape: [...x!.shape, 2], dtype: 'f32' } }),
      apply: (_, { x }) => x,
    });
    const net = sequential([wrong() as Layer]);
    net.build([3]);
    expect(() => net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })).toThrow('the shape that plan() says');
  });
});

test('an embedding takes whole numbers, repeated ones too, and refuses others', async () => {
  const net = sequential([embedding({ inputDim: 5, outputDim: 3, inputShape: [4] }), flatten(), dense({ units: 1 })]);
  net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  await net.fit([[0, 1, 1, 4]], [[1]], { epochs: 2, device });
  await expect(net.predict([[0, 1, 2.5, 0]])).rejects.toThrow('whole numbers');
  await expect(net.predict([[0, 1, 5, 0]])).rejects.toThrow();
  await net.dispose();
});

test('normalization adapts to data', async () => {
  const x = rows(50, 3);
  const net = sequential([normalization.adapt(x), reshape([3, 1])]);
  const { data, shape } = await net.predict(x, { device });
  expect(shape).toEqual([50, 3, 1]);
  const column = Array.from({ length: 50 }, (_, i) => data[i * 3]!);
  expect(column.reduce((a, b) => a + b) / 50).toBeCloseTo(0, 5);
  expect(column.reduce((a, b) => a + b * b, 0) / 50).toBeCloseTo(1, 4);
  await net.dispose();
});

test('dropout needs its rate, alone or named', () => {
  expect(dropout(0.5)).toEqual(dropout({ rate: 0.5 }));
  expect(dropout(0.5, { name: 'drop' }).name).toBe('drop');
  expect(JSON.stringify(dropout(0.5))).toBe('{"type":"dropout","rate":0.5}');
});
