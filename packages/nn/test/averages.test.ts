/**
 * Averages of weights (`useEma`): a linear model's training by hand, in float64 and by plain loops, beside the same on every
 * backend; what callbacks restore; and training that is continued.
 */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adam,
  type Callback,
  dense,
  earlyStopping,
  type FitOptions,
  type OptimizerLike,
  type Sequential,
  sequential,
  sgd,
} from '../src/index.ts';
import { goldenBackends } from './backends.ts';

const [count, features, outputs, batch] = [12, 3, 2, 4];
const wave = (n: number, m: number, shift: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => Math.sin(i * 1.7 + j * 0.9 + shift)));
const x = wave(count, features, 0);
const y = wave(count, outputs, 1);

interface Options {
  readonly kind: 'sgd' | 'adam';
  readonly emaMomentum: number;
  readonly emaOverwriteFrequency: number | undefined;
  readonly gradientAccumulationSteps: number;
  readonly weightDecay: number | undefined;
}

const learningRate = 0.05;
const momentum = 0.9;
const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-7];

function optimizerOf({ kind, emaMomentum, gradientAccumulationSteps, ...optional }: Options): OptimizerLike {
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const shared = { learningRate, useEma: true, emaMomentum, gradientAccumulationSteps, ...given };
  return kind === 'sgd' ? sgd({ ...shared, momentum }) : adam(shared);
}

const makeModel = (optimizer: OptimizerLike): Sequential =>
  sequential({ seed: 5, inputShape: [features], layers: [dense({ units: outputs, useBias: false })] }).compile({
    optimizer,
    loss: 'meanSquaredError',
  });

/** The gradient of the mean squared error over rows [first, first + batch) by the kernel [features, outputs]. */
function gradientByHand(kernel: readonly number[], first: number): number[] {
  const gradient = kernel.map(() => 0);
  for (let row = first; row < first + batch; row++) {
    for (let o = 0; o < outputs; o++) {
      let error = -y[row]![o]!;
      for (let f = 0; f < features; f++) error += x[row]![f]! * kernel[f * outputs + o]!;
      for (let f = 0; f < features; f++) {
        gradient[f * outputs + o]! += (2 * error * x[row]![f]!) / (batch * outputs);
      }
    }
  }
  return gradient;
}

/** The kernel after each epoch and, last, its average. */
function trainByHand(start: readonly number[], epochs: number, options: Options): number[][] {
  const { kind, emaMomentum, emaOverwriteFrequency, gradientAccumulationSteps: every, weightDecay = 0 } = options;
  let kernel = [...start];
  let average: number[] = [];
  let gathered = kernel.map(() => 0);
  const velocity = kernel.map(() => 0);
  const square = kernel.map(() => 0);
  const path: number[][] = [];
  let batches = 0;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let first = 0; first < count; first += batch) {
      const own = gradientByHand(kernel, first);
      gathered = gathered.map((sum, i) => sum + own[i]!);
      batches++;
      if (batches % every !== 0) continue;
      step++;
      kernel = kernel.map((before, i) => {
        const gradient = gathered[i]! / every;
        const weight = before - before * weightDecay * learningRate;
        if (kind === 'sgd') {
          velocity[i] = momentum * velocity[i]! - learningRate * gradient;
          return weight + velocity[i]!;
        }
        velocity[i] = beta1 * velocity[i]! + (1 - beta1) * gradient;
        square[i] = beta2 * square[i]! + (1 - beta2) * gradient ** 2;
        const size = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
        return weight - (size * velocity[i]!) / (Math.sqrt(square[i]!) + epsilon);
      });
      gathered = kernel.map(() => 0);
      const now = kernel;
      average = step === 1 ? [...now] : average.map((a, i) => emaMomentum * a + (1 - emaMomentum) * now[i]!);
      if (emaOverwriteFrequency !== undefined && step % emaOverwriteFrequency === 0) kernel = [...average];
    }
    path.push([...kernel]);
  }
  return [...path, step === 0 ? kernel : average];
}

/** The kernel after each epoch and, last, as `fit` leaves it. */
async function trainByModel(device: Device, epochs: number, optimizer: OptimizerLike) {
  const model = makeModel(optimizer);
  const kernel = async (): Promise<number[]> => [...(await model.getWeights())[0]!.data];
  const start = await kernel();
  const path: number[][] = [];
  const onEpochEnd = async (): Promise<void> => {
    path.push(await kernel());
  };
  await model.fit(x, y, { device, epochs, batchSize: batch, shuffle: false, callbacks: [{ onEpochEnd }] });
  path.push(await kernel());
  await model.dispose();
  return { start, path };
}

const anyOptions: fc.Arbitrary<Options> = fc.record({
  kind: fc.constantFrom('sgd', 'adam'),
  emaMomentum: fc.constantFrom(0, 0.5, 0.9, 0.99),
  emaOverwriteFrequency: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  gradientAccumulationSteps: fc.integer({ min: 1, max: 4 }),
  weightDecay: fc.constantFrom(undefined, 0.2),
});

describe.each(goldenBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('weights and averages are those of the same training by hand', async () => {
    await fc.assert(
      fc.asyncProperty(anyOptions, fc.integer({ min: 1, max: 4 }), async (options, epochs) => {
        const { start, path } = await trainByModel(device, epochs, optimizerOf(options));
        const expected = trainByHand(start, epochs, options);
        expect(path.length).toBe(expected.length);
        // At most 12 steps, each of a few roundings of numbers below 2, which are 1e-7 each.
        for (const [at, own] of path.flat().entries()) {
          expect(Math.abs(own - expected.flat()[at]!)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: backend.startsWith('gpu') ? 6 : 20 },
    );
  });
});

describe('averages and what else happens in a training', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice('reference');
  });
  afterAll(() => device.dispose());

  const everyTwo = (): OptimizerLike => sgd({ learningRate: 0.2, momentum, useEma: true, emaOverwriteFrequency: 2 });

  test.each([
    ['without overwriting', (): OptimizerLike => adam({ learningRate, useEma: true, emaMomentum: 0.9 })],
    ['overwriting', everyTwo],
  ])('what a callback saved within training continues to the same bytes, %s', async (_, optimizer) => {
    const options: FitOptions = { device, epochs: 5, batchSize: 5 };
    const states: Uint8Array[] = [];
    const whole = makeModel(optimizer());
    const keep: Callback = {
      onCheckpoint: async () => {
        states.push(await whole.saveState());
      },
    };
    await whole.fit(x, y, { ...options, callbacks: [keep] });
    for (const bytes of states.slice(0, -1)) {
      const other = makeModel(optimizer());
      const resume = await other.loadState(bytes);
      await other.fit(x, y, { ...options, resume });
      expect(await other.saveWeights()).toEqual(await whole.saveWeights());
      await other.dispose();
    }
    await whole.dispose();
  });

  test('the best weights that early stopping restores stay, as in Keras', async () => {
    const model = makeModel(everyTwo());
    const seen: Uint8Array[] = [];
    const watch: Callback = {
      onEpochEnd: async () => {
        seen.push(await model.saveWeights());
      },
    };
    // Of the training loss the first epoch is the best where more of it is better.
    const stop = earlyStopping({ monitor: 'loss', mode: 'max', patience: 2, restoreBestWeights: true });
    await model.fit(x, y, { device, epochs: 5, batchSize: batch, shuffle: false, callbacks: [watch, stop] });
    expect(model.history!.epoch.length).toBe(3);
    expect(await model.saveWeights()).toEqual(seen[0]);
    await model.dispose();
  });

  test('onTrainEnd sees the averages', async () => {
    const model = makeModel(everyTwo());
    let seen: Uint8Array | undefined;
    const onTrainEnd = async (): Promise<void> => {
      seen = await model.saveWeights();
    };
    await model.fit(x, y, { device, epochs: 3, callbacks: [{ onTrainEnd }] });
    expect(await model.saveWeights()).toEqual(seen);
    await model.dispose();
  });

  test('a frequency without averages is refused', () => {
    expect(() => sgd({ emaOverwriteFrequency: 3 })).toThrow('emaOverwriteFrequency must be absent without useEma');
    expect(() => sgd({ useEma: true, emaOverwriteFrequency: 0 })).toThrow('emaOverwriteFrequency');
  });
});
