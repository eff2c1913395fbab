/** What all optimizers share: kernels against formulas, decay, averages, accumulated gradients. */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adam, adamw, builtIns, dense, type OptimizerLike, sequential, sgd } from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('wasm');
});
afterAll(() => device.dispose());

const rows = (n: number, m: number, shift = 0): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => Math.sin(i * 1.7 + j * 0.9 + shift)));

async function weightsAfter(optimizer: OptimizerLike, options: { epochs?: number; batchSize?: number } = {}) {
  const model = sequential({ layers: [dense({ units: 3, activation: 'tanh' }), dense({ units: 2 })], inputShape: [4] });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  await model.fit(rows(12, 4), rows(12, 2, 1), { epochs: 2, batchSize: 4, shuffle: false, device, ...options });
  const weights = await model.getWeights();
  await model.dispose();
  return weights.map(({ data }) => [...data]);
}

const farthest = (a: readonly number[][], b: readonly number[][]): number =>
  Math.max(...a.flatMap((own, at) => own.map((value, i) => Math.abs(value - b[at]![i]!))));

describe('a kernel and the formula give the same', () => {
  // Decay of 0 with an excluded name changes nothing but keeps the kernel away; f32 rounding of six steps remains.
  const ways = [
    ['adam', adam(), adam({ useEma: true, emaMomentum: 0 })],
    [
      'adam with settings',
      adam({ beta1: 0.5, epsilon: 1e-3 }),
      adam({ beta1: 0.5, epsilon: 1e-3, useEma: true, emaMomentum: 0 }),
    ],
    ['momentum', sgd({ momentum: 0.9 }), sgd({ momentum: 0.9, useEma: true, emaMomentum: 0 })],
    [
      'Nesterov',
      sgd({ momentum: 0.9, nesterov: true }),
      sgd({ momentum: 0.9, nesterov: true, useEma: true, emaMomentum: 0 }),
    ],
  ] as const;
  test.each(ways)('%s', async (_, fused, composed) => {
    expect(farthest(await weightsAfter(fused), await weightsAfter(composed))).toBeLessThan(1e-6);
  });
});

test('every optimizer lowers the loss, and survives JSON', async () => {
  for (const { key, from } of builtIns().optimizers) {
    const optimizer = from(key, { name: key, learningRate: key === 'adadelta' ? 1 : 0.01 });
    expect(from(key, JSON.parse(JSON.stringify(optimizer)))).toEqual(optimizer);
    const model = sequential({ layers: [dense({ units: 2 })], inputShape: [4] });
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const { history } = await model.fit(rows(12, 4), rows(12, 2, 1), { epochs: 20, batchSize: 4, device });
    expect(history['loss']!.at(-1)!, key).toBeLessThan(history['loss']![0]!);
    await model.dispose();
  }
});

test('accumulated gradients of equal batches are those of one large batch', async () => {
  const together = await weightsAfter(sgd({ learningRate: 0.1 }), { batchSize: 12 });
  const parts = await weightsAfter(sgd({ learningRate: 0.1, gradientAccumulationSteps: 3 }), { batchSize: 4 });
  expect(farthest(together, parts)).toBeLessThan(1e-6);
});

test('weights decay, but for those excluded', async () => {
  const still = { learningRate: 1e-12, weightDecay: 1e10 };
  // lr · decay is 0.01: six steps leave 0.99⁶ of a weight.
  const [kernel, , , bias] = await weightsAfter(sgd({ ...still, excludeFromWeightDecay: ['dense'] }));
  const [before] = await weightsAfter(sgd({ learningRate: 1e-12 }));
  expect(farthest([kernel!], [before!])).toBeLessThan(1e-6);
  expect(bias!.every((value) => Math.abs(value) < 1e-6)).toBe(true);
  const [decayed] = await weightsAfter(sgd(still));
  expect(farthest([decayed!], [before!.map((value) => value * 0.99 ** 6)])).toBeLessThan(1e-6);
});

test('averages of weights follow the weights, and are the model’s after training', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0, max: 0.99, noNaN: true }), async (emaMomentum) => {
      // The weights after each step, one epoch a step.
      const path: number[][][] = [];
      for (let epochs = 1; epochs <= 4; epochs++) path.push(await weightsAfter(sgd(), { epochs, batchSize: 12 }));
      let average = path[0]!;
      for (const weights of path.slice(1)) {
        average = average.map((own, at) =>
          own.map((value, i) => value * emaMomentum + weights[at]![i]! * (1 - emaMomentum)),
        );
      }
      const given = await weightsAfter(sgd({ useEma: true, emaMomentum }), { epochs: 4, batchSize: 12 });
      expect(farthest(given, average)).toBeLessThan(1e-6);
    }),
    { numRuns: 8 },
  );
});

test('options that have no effect alone are refused', () => {
  expect(() => adam({ emaMomentum: 0.9 })).toThrow('absent without useEma');
  expect(() => adam({ excludeFromWeightDecay: ['bias'] })).toThrow('absent without weightDecay');
  expect(adamw().weightDecay).toBe(0.004);
  expect(() => adam({ clipNorm: 1, clipValue: 1 })).toThrow('only one can clip');
});
