/**
 * Layers with random numbers: distributions, by moments of a hundred thousand numbers of a fixed seed; the same bits on any
 * number of threads; and nadam's product of momenta, which is a formula of the step here.
 *
 * Tolerance: the k-th moment of n numbers deviates by √(Var / n); five such deviations are allowed, at n = 100,000.
 */
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  alphaDropout,
  dense,
  dropout,
  gaussianDropout,
  gaussianNoise,
  type Layer,
  nadam,
  sequential,
} from '../src/index.ts';
import { testedBackends } from './backends.ts';

const [rows, columns] = [250, 401];
const n = rows * columns;
const within = (variance: number): number => 5 * Math.sqrt(variance / n);
const moment = (values: readonly number[], k: number): number =>
  values.reduce((sum, v) => sum + v ** k, 0) / values.length;

/** What a layer gives for x in training, then in inference. */
async function valuesOf(
  layer: Layer,
  x: (at: number) => number,
  device: Device,
  seed = 3,
): Promise<[number[], number[]]> {
  const model = sequential({ seed, inputShape: [columns], layers: [layer] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const data = { shape: [rows, columns], data: Float32Array.from({ length: n }, (_, at) => x(at)) };
  const { values } = await model.lossGradients(data, data, { device, training: true });
  const inference = await model.predict(data, { device });
  await model.dispose();
  return [[...values.data], [...inference.data]];
}

describe.each(testedBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('gaussianNoise adds normally distributed numbers, in training only', async () => {
    const [values, inference] = await valuesOf(gaussianNoise(2), (at) => at % 7, device);
    expect(inference).toEqual(values.map((_, at) => at % 7));
    const noise = values.map((value, at) => (value - (at % 7)) / 2);
    // Of a normal distribution Eₙᵏ = 0, 1, 0, 3 with variances 1, 2, 15, 96.
    for (const [at, [expected, variance]] of [
      [0, 1],
      [1, 2],
      [0, 15],
      [3, 96],
    ].entries()) {
      expect(Math.abs(moment(noise, at + 1) - expected!), `moment ${at + 1}`).toBeLessThan(within(variance!));
    }
    for (const limit of [-2, -1, 0, 0.5, 1.5]) {
      const share = noise.filter((value) => value < limit).length / n;
      const phi = { '-2': 0.0227501, '-1': 0.1586553, '0': 0.5, '0.5': 0.6914625, '1.5': 0.9331928 }[String(limit)]!;
      expect(Math.abs(share - phi), `below ${limit}`).toBeLessThan(within(phi * (1 - phi)));
    }
    // The two of a pair are half the numbers apart, neighbours share a block of the generator.
    for (const apart of [1, 2, 4, 8, Math.ceil(n / 2), columns]) {
      const products = noise.slice(apart).map((value, at) => value * noise[at]!);
      expect(Math.abs(moment(products, 1)), `${apart} apart`).toBeLessThan(5 / Math.sqrt(products.length));
    }
    expect(Math.max(...noise.map(Math.abs))).toBeGreaterThan(3.8);
  });

  test('gaussianDropout has the mean and the deviation of dropout', async () => {
    const [values, inference] = await valuesOf(gaussianDropout(0.2), () => 3, device);
    expect(new Set(inference)).toEqual(new Set([3]));
    expect(Math.abs(moment(values, 1) / 3 - 1)).toBeLessThan(within(0.25));
    const centred = values.map((value) => value / 3 - 1);
    expect(Math.abs(moment(centred, 2) - 0.25)).toBeLessThan(within(2 * 0.25 ** 2));
  });

  test('alphaDropout keeps mean 0 and variance 1, and drops to one value', async () => {
    const [noise] = await valuesOf(gaussianNoise(1), () => 0, device, 8);
    const [values, inference] = await valuesOf(alphaDropout(0.3), (at) => noise[at]!, device);
    expect(inference).toEqual(noise);
    expect(Math.abs(moment(values, 1))).toBeLessThan(within(1) + Math.abs(moment(noise, 1)));
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(within(4));
    const alpha = -1.7580993408473766;
    const scale = ((1 - 0.3) * (1 + 0.3 * alpha ** 2)) ** -0.5;
    const dropped = values.filter((value) => Math.abs(value - (scale * alpha - scale * alpha * 0.3)) < 1e-5).length;
    expect(Math.abs(dropped / n - 0.3)).toBeLessThan(within(0.21));
  });
});

test('the same bits on any number of threads, and other numbers in the next step', async () => {
  const weights: Uint8Array[] = [];
  const x = Array.from({ length: 96 }, (_, i) => Array.from({ length: 70 }, (__, j) => Math.sin(i + j)));
  for (const threads of [1, 2, 3]) {
    const device = await openDevice('wasm', { threads });
    const layers = [
      gaussianNoise(0.1),
      dense({ units: 130, activation: 'selu' }),
      gaussianDropout(0.3),
      alphaDropout(0.2),
      dense({ units: 1 }),
    ];
    const model = sequential({ seed: 5, inputShape: [70], layers }).compile({
      optimizer: nadam(),
      loss: 'meanSquaredError',
    });
    await model.fit(
      x,
      x.map(([first]) => first!),
      { epochs: 2, device },
    );
    weights.push(await model.saveWeights());
    await model.dispose();
    await device.dispose();
  }
  expect(weights[1]).toEqual(weights[0]);
  expect(weights[2]).toEqual(weights[0]);
});

test('nadam keeps two numbers beside a weight, and follows Keras for a thousand steps', async () => {
  const device = await openDevice('wasm', { threads: 1 });
  const model = sequential({ seed: 1, inputShape: [1], layers: [dense({ units: 1, useBias: false }), dropout(0)] });
  model.compile({ optimizer: nadam({ learningRate: 0.01 }), loss: 'meanSquaredError' });
  const first = (await model.getWeights())[0]!.data;
  let [w, m, v, product] = [first[0]!, 0, 0, 1];
  for (let t = 1; t <= 1000; t++) {
    const g = 2 * (w - 4);
    const [now, ahead] = [0.9 * (1 - 0.5 * 0.96 ** t), 0.9 * (1 - 0.5 * 0.96 ** (t + 1))];
    product *= now;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const mean = (ahead * m) / (1 - product * ahead) + ((1 - now) * g) / (1 - product);
    w -= (0.01 * mean) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-7);
  }
  const ones = Array.from({ length: 50 }, () => [1]);
  await model.fit(
    ones,
    ones.map(() => 4),
    { epochs: 20, batchSize: 1, device },
  );
  expect((await model.getWeights())[0]!.data[0]).toBeCloseTo(w, 4);
  await model.dispose();
  await device.dispose();
});
