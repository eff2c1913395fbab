/** A training step by itself does what fit does, over one order of the samples, and can be profiled. */
import { type Device, openDevice } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dataset, uploadDataset } from '../data/dataset.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { sequential } from '../model/make-model.ts';
import type { Sequential } from '../model/model.ts';

const samples = 40;
const features = 6;
const makeModel = (): Sequential =>
  sequential({
    layers: [
      dense({ units: 5, activation: 'relu', inputShape: [features] }),
      dropout({ rate: 0.25 }),
      dense({ units: 3, activation: 'softmax' }),
    ],
    seed: 3,
  }).compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });

let device: Device;
let dataset: Dataset;
beforeAll(async () => {
  device = await openDevice('wasm', { threads: 1 });
  const x = Float32Array.from({ length: samples * features }, (_, i) => ((i * 37) % 19) / 19);
  const y = Int32Array.from({ length: samples }, (_, i) => (i * 7) % 3);
  dataset = await uploadDataset(device, { shape: [samples, features], data: x }, { shape: [samples], data: y });
});
afterAll(() => device.dispose());

async function weightsAfter(train: (model: Sequential) => Promise<unknown>): Promise<Float32Array[]> {
  const model = makeModel();
  await train(model);
  const weights = (await model.getWeights()).map(({ data }) => data);
  await model.dispose();
  return weights;
}

describe('trainingStep', () => {
  it('trains as the first epoch of fit does, run or profiled', async () => {
    const fitted = await weightsAfter((model) => model.fit(dataset, { batchSize: 8 }));
    expect(await weightsAfter(async (model) => (await model.trainingStep(dataset, { batchSize: 8 })).run(5))).toEqual(
      fitted,
    );
    const profiled = await weightsAfter(async (model) => {
      const step = await model.trainingStep(dataset, { batchSize: 8 });
      expect(step.stepsPerEpoch).toBe(5);
      expect(await step.profile(5)).toHaveLength(step.plan.steps.length);
    });
    expect(profiled).toEqual(fitted);
  });

  it('starts over where the samples end', async () => {
    const model = makeModel();
    const step = await model.trainingStep(dataset, { batchSize: 16 });
    expect(step.stepsPerEpoch).toBe(2);
    await step.run(7);
    expect((await model.evaluate(dataset))['loss']).toBeGreaterThan(0);
    await expect(step.profile(3)).rejects.toThrow(/at most 2/);
    await model.dispose();
  });
});
