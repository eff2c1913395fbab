/**
 * `@inkgrad/nn/core`: the models of the main entry to the bit, with everything by value and nothing by name. @alone, as the main
 * entry, once loaded, has all names.
 */
import { ArgumentError } from '@inkgrad/tensor';
import { describe, expect, test } from 'vitest';
import * as core from '../src/core.ts';

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [[0], [1], [1], [0]];
const layers = () => [
  core.dense({ units: 4, activation: 'tanh', kernelInitializer: core.heNormal() }),
  core.dense({ units: 1, activation: 'sigmoid' }),
];
const byValue = () => ({
  optimizer: core.adam({ learningRate: 0.05 }),
  loss: core.binaryCrossentropy(),
  metrics: [core.accuracy()],
});

// First, as names are known from the moment on in which anything imports them.
describe('without names', () => {
  const refused = (work: () => unknown): void => {
    expect(work).toThrow(ArgumentError);
    expect(work).toThrow("import '@inkgrad/nn/names'");
  };

  test('a name is refused with what to import', () => {
    const model = core.sequential(layers());
    refused(() => model.compile({ ...byValue(), optimizer: 'adam' }));
    refused(() => model.compile({ ...byValue(), loss: 'meanSquaredError' }));
    refused(() => model.compile({ ...byValue(), metrics: ['accuracy'] }));
    refused(() => core.dense({ units: 1, kernelInitializer: 'heNormal' }));
    refused(() => core.adam({ learningRate: { name: 'cosineDecay' } as never }));
  });

  test('what is of another kind is refused', () => {
    const model = core.sequential(layers());
    const { optimizer, loss } = byValue();
    refused(() => model.compile({ ...byValue(), optimizer: loss as never }));
    refused(() => model.compile({ ...byValue(), loss: optimizer as never }));
    refused(() => model.compile({ ...byValue(), loss: core.accuracy() as never }));
    refused(() => model.compile({ ...byValue(), metrics: [optimizer as never] }));
    refused(() => core.dense({ units: 1, kernelInitializer: loss as never }));
    refused(() => core.adam({ learningRate: core.heNormal() as never }));
  });

  test('a config is read by what it is told of', async () => {
    await using model = core.sequential({ inputShape: [2], layers: layers() });
    const config: unknown = JSON.parse(JSON.stringify(core.toConfig(model.compile(byValue()))));
    const registry = [core.dense, core.heNormal, core.glorotUniform, core.zeros];
    const learning = [core.adam, core.binaryCrossentropy, core.accuracy];
    await using again = core.modelFromConfig(config, { registry: [...registry, ...learning] });
    expect(core.toConfig(again)).toEqual(config);
    await core.loadWeights(again, await core.saveWeights(model));
    expect(await again.predict(x)).toEqual(await model.predict(x));
    refused(() => core.modelFromConfig(config, { registry }));
    refused(() => core.modelFromConfig(config));
  });
});

test('trains as the main entry does, by value and by name', async () => {
  await using small = core.sequential({ seed: 3, layers: layers() });
  const history = await small.compile(byValue()).fit(x, y, { epochs: 5, batchSize: 3 });

  const main = await import('../src/index.ts');
  await using whole = main.sequential({ seed: 3, layers: layers() });
  const named = { optimizer: main.adam({ learningRate: 0.05 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] };
  const again = await whole.compile(named as never).fit(x, y, { epochs: 5, batchSize: 3 });

  expect(again).toEqual({ ...history, seconds: again.seconds });
  expect(await whole.getWeights()).toEqual(await small.getWeights());
  expect(await core.saveWeights(small)).toEqual(await whole.saveWeights());
  expect(whole).toBeInstanceOf(core.BasicModel);
});

test('a callback that needs more of a model than one of core has says so, and what to do instead', async () => {
  const { modelCheckpoint } = await import('../src/index.ts');
  await using model = core.sequential({ seed: 3, layers: layers() });
  model.compile(byValue());
  const whole = modelCheckpoint({ save: () => undefined });
  await expect(model.fit(x, y, { callbacks: [whole] })).rejects.toThrow('call saveState(model) in an onCheckpoint');
  const saved: Uint8Array[] = [];
  const own: core.Callback<core.WatchedModel> = {
    onCheckpoint: async () => void saved.push(await core.saveState(model)),
  };
  await model.fit(x, y, { callbacks: [own], epochs: 2 });
  const history = (bytes: Uint8Array) => core.loadState(model, bytes).then(({ history: { epoch } }) => epoch);
  expect(await history(saved[0]!)).toEqual([0]);
  expect(await history(saved[1]!)).toEqual([0, 1]);
});
