/** The parts of the loss, the gradients' norms and the layers' means, against plain loops in float64. */
import { openDevice, uniform } from '@inkgrad/tensor';
import { expect, test } from 'vitest';
import { dense, dropout, flatten, l1l2, l2, sequential, uploadDataset } from '../src/index.ts';
import { testedBackends } from './backends.ts';
import { type PlainLayer, rows, runPlain } from './float64-model.ts';

test.each(testedBackends)('diagnosis on %s', async (backend) => {
  const device = await openDevice(backend);
  const x = { shape: [20, 2, 2], data: uniform(1, 1, 80, { min: -1, max: 1 }) };
  const y = Int32Array.from({ length: 20 }, (_, at) => at % 3);
  const model = sequential({
    inputShape: [2, 2],
    seed: 2,
    layers: [
      flatten(),
      dense({
        units: 5,
        activation: 'sigmoid',
        biasInitializer: 'randomNormal',
        kernelRegularizer: l1l2({ l1: 0.01, l2: 0.02 }),
        biasRegularizer: l2(0.5),
        activityRegularizer: l2(0.03),
      }),
      dropout({ rate: 0.5, name: 'drop' }),
      dense({ units: 3, activation: 'softmax', kernelRegularizer: l2(0.04), name: 'answer' }),
    ],
  }).compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  const weights = await model.getWeights();
  const plainLayer = (at: number, units: number, options: Partial<PlainLayer>): PlainLayer => ({
    kernel: rows(weights[at]!.data, units),
    bias: [...weights[at + 1]!.data],
    activation: 'softmax',
    ...options,
  });
  const run = (samples: number, first: Partial<PlainLayer>, second: Partial<PlainLayer>) =>
    runPlain(
      [plainLayer(0, 5, { activation: 'sigmoid', ...first }), plainLayer(2, 3, second)],
      rows(x.data, 4).slice(0, samples),
      [...y.slice(0, samples)],
    );

  const data = await uploadDataset(device, x, y);
  for (const samples of [20, 7]) {
    const found = await model.diagnose(data, { samples });
    const near = (value: number, expected: number): void => expect(Math.abs(value - expected)).toBeLessThan(1e-6);
    near(found.dataLoss, run(samples, {}, {}).dataLoss);
    near(found.kernelPenalty, run(samples, { kernelL1: 0.01, kernelL2: 0.02 }, { kernelL2: 0.04 }).penalty);
    near(found.biasPenalty, run(samples, { biasL2: 0.5 }, {}).penalty);
    near(found.activityPenalty, run(samples, { activityL2: 0.03 }, {}).penalty);
    near(found.loss, found.dataLoss + found.kernelPenalty + found.biasPenalty + found.activityPenalty);
    expect(found.layers.map(({ name, type }) => [name, type])).toEqual([
      ['flatten', 'flatten'],
      ['dense', 'dense'],
      ['drop', 'dropout'],
      ['answer', 'dense'],
    ]);
    const [, hidden] = found.layers;
    // The penalty Σa² / n · 1 of the hidden layer alone gives no mean, so it is taken from a network cut after it.
    const answers = runPlain([plainLayer(0, 5, { activation: 'sigmoid' })], rows(x.data, 4).slice(0, samples), []);
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    near(hidden!.meanActivation, mean(answers.probabilities.flat()));
    near(found.layers[0]!.meanActivation, mean([...x.data.slice(0, samples * 4)]));
    // In inference mode dropout gives what it gets; a softmax gives a third on average.
    expect(found.layers[2]!.meanActivation).toBe(hidden!.meanActivation);
    near(found.layers[3]!.meanActivation, 1 / 3);
    expect(found.layers[2]).toMatchObject({ gradientNorm: undefined, gradientNorms: {} });
  }
  const { gradients, regularizationLoss } = await model.lossGradients(data);
  const all = await model.diagnose(data);
  const norms = gradients.map(({ data: own }) => Math.hypot(...own));
  expect(all.layers[1]!.gradientNorms['kernel']).toBeCloseTo(norms[0]!, 9);
  expect(all.layers[3]!.gradientNorms['bias']).toBeCloseTo(norms[3]!, 9);
  expect(all.layers[1]!.gradientNorm).toBeCloseTo(Math.hypot(norms[0]!, norms[1]!), 9);
  expect(all.kernelPenalty + all.biasPenalty + all.activityPenalty).toBeCloseTo(regularizationLoss, 5);
  await expect(model.diagnose(data, { samples: 0 })).rejects.toThrowError(/samples must be a positive whole number/);
  data.dispose();
  // Arrays do as well, and a model without penalties has none.
  const bare = sequential({ inputShape: [2, 2], layers: [flatten(), dense({ units: 3 })] }).compile({
    optimizer: 'sgd',
    loss: 'meanSquaredError',
  });
  const target = { shape: [20, 3], data: new Float32Array(60) };
  expect(await bare.diagnose(x, target, { device })).toMatchObject({
    kernelPenalty: 0,
    biasPenalty: 0,
    activityPenalty: 0,
  });
  await Promise.all([model.dispose(), bare.dispose()]);
  await device.dispose();
});
