/** Steps of training on single batches: the bytes of a fit of the same batches, whatever the layers and the optimizer keep. */
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { adam, batchNormalization, cosineDecay, dense, dropout, gaussianNoise, sequential } from '../src/index.ts';
import { testedBackends } from './backends.ts';

const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const y = x.map(([a]) => (a! > 0 ? 1 : 0));
const sampleWeight = Float32Array.from(y, (own, at) => 1 + own + at / 12);
const make = () =>
  sequential({
    seed: 2,
    inputShape: [2],
    layers: [
      gaussianNoise(0.1),
      dense({ units: 6, activation: 'relu' }),
      batchNormalization(),
      dropout(0.25),
      dense({ units: 2, activation: 'softmax' }),
    ],
  }).compile({
    optimizer: adam({ learningRate: cosineDecay({ initialLearningRate: 0.05, decaySteps: 9 }), globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });

describe.each(testedBackends)('on %s', (backend) => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(backend);
  });
  afterAll(() => device.dispose());

  test('batch by batch as an epoch of fit', async () => {
    const fitted = make();
    const { history } = await fitted.fit(x, y, { batchSize: 4, epochs: 2, shuffle: false, sampleWeight, device });
    const stepped = make();
    const losses: number[] = [];
    for (let step = 0; step < 6; step++) {
      const [from, to] = [(step % 3) * 4, (step % 3) * 4 + 4];
      const weights = sampleWeight.slice(from, to);
      const logs = await stepped.trainOnBatch(x.slice(from, to), y.slice(from, to), { sampleWeight: weights, device });
      expectTypeOf<keyof typeof logs>().toEqualTypeOf<'loss' | 'accuracy'>();
      losses.push(logs.loss);
    }
    expect(await stepped.saveWeights()).toEqual(await fitted.saveWeights());
    expect((losses[3]! + losses[4]! + losses[5]!) / 3).toBeCloseTo(history.loss[1]!, 6);
    expect(stepped.learningRate).toBe(fitted.learningRate);
    // A fit goes on from there, in step with one that went on from the fit.
    const more = { batchSize: 5, shuffle: false, device };
    await stepped.fit(x, y, more);
    await fitted.fit(x, y, more);
    expect(await stepped.saveWeights()).toEqual(await fitted.saveWeights());
    await Promise.all([stepped.dispose(), fitted.dispose()]);
  });

  test('the state after single steps can be saved, and goes on as it would have', async () => {
    const first = make();
    await first.fit(x, y, { batchSize: 4, device });
    await first.trainOnBatch(x, y, { device });
    const second = make();
    const state = await second.loadState(await first.saveState());
    expect(state.epoch).toBe(0);
    for (const model of [first, second]) await model.trainOnBatch(x, y, { classWeight: { 1: 2 }, device });
    expect(await second.saveWeights()).toEqual(await first.saveWeights());
    await Promise.all([first.dispose(), second.dispose()]);
  });

  test('testOnBatch is an evaluation in one batch, and changes nothing', async () => {
    const model = make();
    await model.trainOnBatch(x, y, { device });
    const before = await model.saveWeights();
    expect(await model.testOnBatch(x, y, { sampleWeight })).toEqual(
      await model.evaluate(x, y, { sampleWeight, batchSize: 12 }),
    );
    expect(await model.saveWeights()).toEqual(before);
    await model.dispose();
  });
});

test('what fit refuses is refused', async () => {
  const model = make();
  await expect(model.trainOnBatch(x, y, { batchSize: 3 } as never)).rejects.toThrow(
    'trainOnBatch: unknown option "batchSize"; known: sampleWeight, classWeight, device.',
  );
  await expect(model.trainOnBatch(x, [0, 1])).rejects.toThrow(/y: expected/);
  const training = model.fit(x, y, { epochs: 2 });
  await expect(model.trainOnBatch(x, y)).rejects.toThrow(/fit is running/);
  await training;
  await model.dispose();
});
