/** Clipping of gradients, seen through the step of plain gradient descent, against the formulas in float64. */
import { type Device, openDevice, uniform } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adam, type Clipping, dense, type Optimizer, type Sequential, sequential, sgd } from '../src/index.ts';
import { testedBackends } from './backends.ts';

const rate = 0.5;
const features = 4;

/** The gradients are what the samples make them: d/dw of mean (x·w + b)². */
const makeModel = (optimizer: Optimizer, scale = 1): Sequential =>
  sequential({
    seed: 1,
    inputShape: [features],
    layers: [
      dense({ units: 3, kernelInitializer: { name: 'randomNormal', mean: 0, standardDeviation: scale } }),
      dense({ units: 2 }),
    ],
  }).compile({ optimizer, loss: 'meanSquaredError' });

const norm = (arrays: readonly ArrayLike<number>[]): number =>
  Math.sqrt(arrays.flatMap((own) => Array.from(own)).reduce((sum, g) => sum + g * g, 0));

function clipped({ clipNorm, clipValue, globalClipNorm }: Clipping, gradients: Float32Array[]): number[][] {
  const scaled = (own: Float32Array, length: number, bound: number): number[] =>
    Array.from(own, (g) => (length > bound ? (g * bound) / length : g));
  if (clipValue !== undefined) {
    return gradients.map((own) => Array.from(own, (g) => Math.max(-clipValue, Math.min(clipValue, g))));
  }
  if (clipNorm !== undefined) return gradients.map((own) => scaled(own, norm([own]), clipNorm));
  return gradients.map((own) => scaled(own, norm(gradients), globalClipNorm!));
}

describe.each(testedBackends)('clipping on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  const x = { shape: [6, features], data: uniform(1, 1, 6 * features, { min: -1, max: 1 }) };
  const y = { shape: [6, 2], data: uniform(1, 2, 12, { min: -3, max: 3 }) };

  test.each(['clipNorm', 'clipValue', 'globalClipNorm'] as const)('%s', async (key) => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.01, max: 6, noNaN: true }), async (bound) => {
        const model = makeModel(sgd({ learningRate: rate, [key]: bound }));
        const { gradients } = await model.lossGradients(x, y, { device });
        const before = await model.getWeights();
        await model.fit(x, y, { batchSize: 6 });
        const after = await model.getWeights();
        const expected = clipped(
          { [key]: bound },
          gradients.map(({ data }) => data),
        );
        before.forEach(({ data }, at) => {
          data.forEach((w, i) => {
            // Half a dozen roundings of numbers up to 3.
            expect(Math.abs(after[at]!.data[i]! - (w - rate * expected[at]![i]!))).toBeLessThan(2e-6);
          });
        });
        await model.dispose();
      }),
      { numRuns: 12 },
    );
  });

  test('a gradient within its bounds is not changed in any bit', async () => {
    const weights = async (clipping: Clipping): Promise<unknown> => {
      const model = makeModel(adam({ learningRate: 0.01, ...clipping }));
      await model.fit(x, y, { device, epochs: 3, batchSize: 4 });
      const found = await model.getWeights();
      await model.dispose();
      return found;
    };
    const free = await weights({});
    for (const key of ['clipNorm', 'clipValue', 'globalClipNorm']) {
      expect(await weights({ [key]: 1e6 }), key).toEqual(free);
      expect(await weights({ [key]: 1e-3 }), key).not.toEqual(free);
    }
  });

  test('a norm whose square overflows is clipped as any other; a gradient of zero stays zero', async () => {
    for (const clipping of [{ clipNorm: 1 }, { globalClipNorm: 1 }]) {
      const model = sequential({
        inputShape: [2],
        layers: [dense({ units: 1, useBias: false, kernelInitializer: 'zeros' })],
      }).compile({ optimizer: sgd({ learningRate: 1, ...clipping }), loss: 'meanSquaredError' });
      // The gradient is −2 · 1 · x = (−6e25, −8e25), whose squares are above 3.4e38.
      await model.fit([[3e25, 4e25]], [1], { device, terminateOnNaN: false });
      const { data } = (await model.getWeights())[0]!;
      expect(data[0]).toBeCloseTo(0.6, 6);
      expect(data[1]).toBeCloseTo(0.8, 6);
      await model.setWeights([[[0], [0]]]);
      await model.fit([[1, 2]], [0], { device });
      expect([...(await model.getWeights())[0]!.data]).toEqual([0, 0]);
      await model.dispose();
    }
  });

  test('a gradient that is not finite is not hidden by norms: the next loss shows it', async () => {
    for (const clipping of [{ clipNorm: 1 }, { globalClipNorm: 1 }]) {
      const model = makeModel(sgd({ learningRate: 1, ...clipping }), 1e19);
      const huge = { shape: [1, features], data: new Float32Array(features).fill(3e38) };
      await model.fit(huge, [[0, 0]], { device, terminateOnNaN: false });
      await expect(model.evaluate(x, y)).rejects.toMatchObject({ name: 'NonFiniteLossError' });
      await model.dispose();
    }
  });
});

test('the config of a model keeps its clipping, and names none where there is none', () => {
  expect(makeModel(adam({ globalClipNorm: 2 })).toConfig().objective!.optimizer).toMatchObject({ globalClipNorm: 2 });
  expect(Object.keys(adam())).toEqual(['name', 'learningRate', 'beta1', 'beta2', 'epsilon']);
  expect(Object.keys(sgd())).toEqual(['name', 'learningRate', 'momentum', 'nesterov']);
});

test.each<[string, () => unknown, RegExp]>([
  ['two bounds', () => adam({ clipNorm: 1, clipValue: 1 }), /adam: clipValue must be absent where clipNorm is given/],
  ['bound 0', () => sgd({ globalClipNorm: 0 }), /sgd: globalClipNorm must be a finite number above 0, received 0/],
  ['bound NaN', () => sgd({ clipNorm: Number.NaN }), /clipNorm must be a finite number above 0/],
  ['Keras spelling', () => sgd({ clipnorm: 1 } as never), /Did you mean "clipNorm"/],
])('%s is refused', (_, make, message) => {
  expect(make).toThrowError(message);
});
