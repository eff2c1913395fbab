/**
 * Learning-rate schedules by steps: rates against Keras's formulas in float64 on every backend, and training with them, which
 * continues to the bit.
 *
 * Tolerance: float32 arithmetic with a handful of roundings, an exponential and a logarithm, is within 1e-5 of the largest rate.
 * Where a step decides between two pieces or restarts, steps next to the border are left out: float32 may see them on the other side.
 */
import { type Device, evaluate, iota, neg, openDevice, type Tensor } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scheduledRate } from '../src/define/define-schedule.ts';
import {
  adam,
  cosineDecay,
  cosineDecayRestarts,
  dense,
  type earlyStopping,
  exponentialDecay,
  inverseTimeDecay,
  learningRateScheduler,
  modelCheckpoint,
  modelFromConfig,
  piecewiseConstantDecay,
  polynomialDecay,
  reduceLROnPlateau,
  type Schedule,
  sequential,
  sgd,
} from '../src/index.ts';
import { goldenBackends } from './backends.ts';

const rate = fc.double({ min: 1e-3, max: 0.5, noNaN: true });
const steps = fc.integer({ min: 1, max: 90 });
const count = 200;

type Case = readonly [schedule: Schedule, rateOf: (step: number) => number];
const cases: Record<string, fc.Arbitrary<Case>> = {
  exponentialDecay: fc
    .tuple(rate, steps, rate, fc.boolean())
    .map(([first, decaySteps, decayRate, staircase]) => [
      exponentialDecay({ initialLearningRate: first, decaySteps, decayRate, staircase }),
      (step) => first * decayRate ** (staircase ? Math.floor(step / decaySteps) : step / decaySteps),
    ]),
  inverseTimeDecay: fc
    .tuple(rate, steps, rate, fc.boolean())
    .map(([first, decaySteps, decayRate, staircase]) => [
      inverseTimeDecay({ initialLearningRate: first, decaySteps, decayRate, staircase }),
      (step) => first / (1 + decayRate * (staircase ? Math.floor(step / decaySteps) : step / decaySteps)),
    ]),
  cosineDecay: fc
    .tuple(rate, steps, fc.double({ min: 0, max: 0.9, noNaN: true }))
    .map(([first, decaySteps, alpha]) => [
      cosineDecay({ initialLearningRate: first, decaySteps, alpha }),
      (step) =>
        first * (alpha + ((1 - alpha) * (1 + Math.cos((Math.PI * Math.min(step, decaySteps)) / decaySteps))) / 2),
    ]),
  'cosineDecay with a rise': fc.tuple(rate, rate, steps, steps).map(([first, largest, warmupSteps, decaySteps]) => [
    cosineDecay({ initialLearningRate: first, warmupTarget: largest, warmupSteps, decaySteps }),
    (step) => {
      if (step < warmupSteps) return first + ((largest - first) * step) / warmupSteps;
      return (largest * (1 + Math.cos(Math.PI * Math.min(1, (step - warmupSteps) / decaySteps)))) / 2;
    },
  ]),
  cosineDecayRestarts: fc
    .tuple(rate, fc.integer({ min: 7, max: 40 }), fc.constantFrom(1, 1.5, 2), fc.constantFrom(0.5, 1))
    .map(([first, firstDecaySteps, tMul, mMul]) => [
      cosineDecayRestarts({ initialLearningRate: first, firstDecaySteps, tMul, mMul, alpha: 0.1 }),
      (step) => {
        let [start, length, height] = [0, firstDecaySteps, 1];
        while (step >= start + length) [start, length, height] = [start + length, length * tMul, height * mMul];
        if (Math.min(step - start, start + length - step) < 1e-3 * length + 1e-6) return Number.NaN;
        return first * (0.1 + 0.9 * height * 0.5 * (1 + Math.cos((Math.PI * (step - start)) / length)));
      },
    ]),
  polynomialDecay: fc
    .tuple(rate, steps, fc.constantFrom(0.5, 1, 2.5), fc.boolean())
    .map(([first, decaySteps, power, cycle]) => [
      polynomialDecay({ initialLearningRate: first, decaySteps, endLearningRate: 0.001, power, cycle }),
      (step) => {
        const length = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
        return (first - 0.001) * (1 - Math.min(step, length) / length) ** power + 0.001;
      },
    ]),
  piecewiseConstantDecay: fc
    .uniqueArray(fc.integer({ min: 0, max: count }), { maxLength: 4 })
    .chain((borders) =>
      fc.tuple(
        fc.constant(borders.sort((a, b) => a - b)),
        fc.array(rate, { minLength: borders.length + 1, maxLength: borders.length + 1 }),
      ),
    )
    .map(([boundaries, values]) => [
      piecewiseConstantDecay({ boundaries, values }),
      (step) => values[boundaries.filter((border) => step > border).length]!,
    ]),
};

describe.each(goldenBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test.each(Object.entries(cases))('%s', async (_, arbitrary) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([schedule, rateOf]) => {
        const [rates] = await evaluate([scheduledRate(schedule, iota([count]))], { device });
        for (let step = 0; step < count; step++) {
          const expected = rateOf(step);
          if (Number.isNaN(expected)) continue;
          // At a step that is a multiple of decaySteps a quotient decides, which division gives exactly.
          expect(Math.abs(rates![step]! - expected), `${JSON.stringify(schedule)}, step ${step}`).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 12 },
    );
  });
});

/** One weight that every step raises by the learning rate. */
const climbing = (schedule: Schedule, every = 1) =>
  sequential({
    inputShape: [1],
    layers: [dense({ units: 1, useBias: false, kernelInitializer: 'zeros' })],
  }).compile({
    optimizer: sgd({ learningRate: schedule, ...(every > 1 && { gradientAccumulationSteps: every }) }),
    loss: (_: Tensor, outputs: Tensor) => neg(outputs),
  });
const ones = (n: number): number[][] => Array.from({ length: n }, () => [1]);
const falling = exponentialDecay({ initialLearningRate: 0.5, decaySteps: 3, decayRate: 0.5 });
const total = (n: number): number => Array.from({ length: n }, (_, t) => 0.5 * 0.5 ** (t / 3)).reduce((a, b) => a + b);

test('each step of training has its own rate, counted on through epochs and fits', async () => {
  const model = climbing(falling);
  expect(model.learningRate).toBe(0.5);
  await model.fit(ones(5), ones(5), { epochs: 2, batchSize: 2 });
  expect((await model.getWeights())[0]!.data[0]).toBeCloseTo(total(6), 5);
  expect(model.learningRate).toBeCloseTo(0.5 ** 3, 12);
  await model.fit(ones(4), ones(4), { batchSize: 1 });
  expect((await model.getWeights())[0]!.data[0]).toBeCloseTo(total(10), 5);
  await model.dispose();
});

test('steps of the optimizer count, not batches', async () => {
  const model = climbing(falling, 2);
  await model.fit(ones(8), ones(8), { batchSize: 1 });
  expect((await model.getWeights())[0]!.data[0]).toBeCloseTo(total(4), 5);
  expect(model.learningRate).toBeCloseTo(0.5 * 0.5 ** (4 / 3), 12);
  await model.dispose();
});

test('JSON keeps it, and training that is continued ends with the same bytes', async () => {
  const make = () =>
    sequential({
      seed: 4,
      inputShape: [2],
      layers: [dense({ units: 3, activation: 'tanh' }), dense({ units: 1 })],
    }).compile({
      optimizer: adam({
        learningRate: cosineDecay({ initialLearningRate: 0.001, warmupTarget: 0.05, warmupSteps: 4, decaySteps: 20 }),
      }),
      loss: 'meanSquaredError',
    });
  const x = Array.from({ length: 11 }, (_, i) => [Math.sin(i), Math.cos(i)]);
  const y = x.map(([a]) => [a!]);
  const whole = modelFromConfig(JSON.parse(JSON.stringify(make().toConfig())));
  expect(whole.toConfig()).toEqual(make().toConfig());
  await whole.fit(x, y, { epochs: 6, batchSize: 4 });
  let saved: Uint8Array | undefined;
  const save = async ({ epoch, state }: { epoch: number; state(): Promise<Uint8Array> }): Promise<void> => {
    if (epoch === 2) saved = await state();
  };
  await make().fit(x, y, { epochs: 3, batchSize: 4, callbacks: [modelCheckpoint({ save })] });
  const second = make();
  const resume = await second.loadState(saved!);
  expect(second.learningRate).toBeGreaterThan(0.03);
  await second.fit(x, y, { epochs: 6, batchSize: 4, resume, callbacks: [modelCheckpoint({ save })] });
  expect(await second.saveWeights()).toEqual(await whole.saveWeights());
  expect(second.learningRate).toBe(whole.learningRate);
});

test('what would set the rate from outside is refused before the first step', async () => {
  const sentence = 'the learning rate follows exponentialDecay; compile with a number to set it from outside.';
  const model = climbing(falling);
  expect(() => {
    model.learningRate = 0.1;
  }).toThrow(sentence);
  const trained = (callback: ReturnType<typeof earlyStopping>) =>
    model.fit(ones(2), ones(2), { callbacks: [callback] });
  await expect(trained(reduceLROnPlateau({ monitor: 'loss' }))).rejects.toThrow(sentence);
  await expect(trained(learningRateScheduler(() => 0.1))).rejects.toThrow(sentence);
});

test.each([
  [
    'a rate that is none',
    () => sgd({ learningRate: '0.1' as never }),
    /learningRate must be a finite number above 0, or a schedule/,
  ],
  [
    'a schedule that is none',
    () => sgd({ learningRate: { name: 'cosine' } }),
    /learningRate: unknown schedule "cosine"; known: .*cosineDecay/,
  ],
  [
    'no steps',
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 0 }),
    'cosineDecay: decaySteps must be a positive whole number, received 0.',
  ],
  [
    'steps of a rise to nowhere',
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 9, warmupSteps: 3 }),
    'cosineDecay: warmupSteps must be absent without warmupTarget, received 3.',
  ],
  [
    'too few values',
    () => piecewiseConstantDecay({ boundaries: [3], values: [1] }),
    'piecewiseConstantDecay: values must be 2 learning rates, one more than boundaries, received 1.',
  ],
  [
    'boundaries that fall',
    () => piecewiseConstantDecay({ boundaries: [3, 3], values: [1, 2, 3] }),
    'piecewiseConstantDecay: boundaries[1] must be above the one before, received 3.',
  ],
])('%s is refused', (_, make, sentence) => {
  expect(make).toThrow(sentence);
});
