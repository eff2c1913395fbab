import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevice } from '@inkgrad/tensor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adam, dense, dropout, flatten, glorotNormal, l1l2, l2, type Sequential, sequential } from '../index.ts';
import { loadModel, saveModel } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkgrad-model-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const example = (): Sequential =>
  sequential({
    name: 'small',
    seed: 5,
    layers: [
      flatten({ inputShape: [2, 3] }),
      dense({
        units: 4,
        activation: 'relu',
        kernelInitializer: glorotNormal(),
        kernelRegularizer: l2(1e-4),
        activityRegularizer: l1l2({ l1: 0.1 }),
      }),
      dropout(0.25),
      dense({ units: 3, activation: 'softmax', name: 'answer' }),
    ],
  }).compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });

test('a model comes back with its config, weights and answers', async () => {
  const device = await openDevice('reference');
  const model = example();
  const x = [
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [0, 1, 0],
      [1, 0, 1],
    ],
  ];
  await model.fit(x, [0, 2], { device, epochs: 3 });
  await saveModel(join(folder, 'new', 'model'), model);
  expect((await readdir(join(folder, 'new', 'model'))).sort()).toEqual(['model.json', 'weights.safetensors']);
  const loaded = await loadModel(join(folder, 'new', 'model'));
  expect(loaded.toConfig()).toEqual(model.toConfig());
  expect(await loaded.getWeights()).toEqual(await model.getWeights());
  expect(await loaded.predict(x, { device })).toEqual(await model.predict(x, { device }));
  expect(await loaded.evaluate(x, [0, 2], { device })).toEqual(await model.evaluate(x, [0, 2]));
  await Promise.all([model.dispose(), loaded.dispose()]);
  await device.dispose();
});

test('saving again replaces both files and leaves no others', async () => {
  await saveModel(folder, sequential({ layers: [dense({ units: 1 })], inputShape: [2], seed: 1 }));
  const second = sequential({ layers: [dense({ units: 1 })], inputShape: [2], seed: 2 });
  await saveModel(folder, second);
  expect((await readdir(folder)).sort()).toEqual(['model.json', 'weights.safetensors']);
  expect(await (await loadModel(folder)).getWeights()).toEqual(await second.getWeights());
});

describe('a damaged folder', () => {
  const config = (): string => join(folder, 'model.json');
  const weights = (): string => join(folder, 'weights.safetensors');
  const changeConfig = async (change: (json: Record<string, unknown>) => void): Promise<void> => {
    const json = JSON.parse(await readFile(config(), 'utf8'));
    change(json);
    await writeFile(config(), JSON.stringify(json));
  };
  const layersOf = (json: Record<string, unknown>): Record<string, unknown>[] =>
    json['layers'] as Record<string, unknown>[];

  test.each([
    ['no config', () => rm(config()), 'model.json', /no such file/],
    ['no weights', () => rm(weights()), 'weights.safetensors', /no such file/],
    [
      'an empty config',
      () => writeFile(config(), ''),
      'model.json',
      /expected JSON, found a mistake: the text is empty/,
    ],
    [
      'half a config',
      async () => writeFile(config(), (await readFile(config(), 'utf8')).slice(0, 90)),
      'model.json',
      /expected JSON, found a mistake: not valid JSON in line \d+, column \d+/,
    ],
    [
      'a key twice',
      async () => writeFile(config(), (await readFile(config(), 'utf8')).replace('{', '{\n  "seed": 7,')),
      'model.json',
      /expected JSON, found a mistake: the key "seed" stands twice, in line 2, column 3 and in line \d+, column 3/,
    ],
    [
      'a config in UTF-16',
      async () => writeFile(config(), `\uFEFF${await readFile(config(), 'utf8')}`, 'utf16le'),
      'model.json',
      /the text is UTF-16/,
    ],
    ['an array for a config', () => writeFile(config(), '[]'), 'model.json', /an object/],
    [
      'an unknown key',
      () => changeConfig((json) => (json['sed'] = 1)),
      'model.json',
      /unknown option "sed".*Did you mean "seed"/,
    ],
    [
      'an unknown key of a layer',
      () => changeConfig((json) => (layersOf(json)[1]!['unit'] = 1)),
      'model.json',
      /layers\[1\] \(dense\): unknown option "unit".*"units"/,
    ],
    [
      'an unknown layer',
      () => changeConfig((json) => (layersOf(json)[1]!['type'] = 'conv')),
      'model.json',
      /unknown layer type "conv"/,
    ],
    [
      'another version',
      () => changeConfig((json) => (json['version'] = 2)),
      'model.json',
      /version must be 1, received 2/,
    ],
    [
      'no input shape',
      () =>
        changeConfig((json) => {
          delete json['inputShape'];
          delete layersOf(json)[0]!['inputShape'];
        }),
      'model.json',
      /expected inputShape/,
    ],
    [
      'truncated weights',
      async () => writeFile(weights(), (await readFile(weights())).subarray(0, 300)),
      'weights.safetensors',
      /expected|bytes/,
    ],
    [
      'weights that are none',
      () => writeFile(weights(), 'PK\u0003\u0004 this is a zip file'),
      'weights.safetensors',
      /safetensors/,
    ],
    [
      'weights of other shapes',
      () => changeConfig((json) => (layersOf(json)[1]!['units'] = 5)),
      'weights.safetensors',
      /"dense\/kernel" of shape \[6, 5\], found \[6, 4\]/,
    ],
    [
      'weights of other names',
      () => changeConfig((json) => (layersOf(json)[3]!['name'] = 'other')),
      'weights.safetensors',
      /only the model's parameters .* found "answer\/kernel"/,
    ],
  ])('%s is named', async (_, damage, file, message) => {
    await saveModel(folder, example());
    await damage();
    const failed = loadModel(folder);
    await expect(failed).rejects.toMatchObject({ name: 'ModelFileError', kind: 'data', file: join(folder, file) });
    await expect(failed).rejects.toThrowError(message);
  });

  test('weights that do not fit change nothing', async () => {
    const model = example();
    const before = await model.getWeights();
    const bytes = await model.saveWeights();
    await expect(model.loadWeights(bytes.subarray(0, bytes.length - 4), 'w')).rejects.toThrowError(/w: expected/);
    expect(await model.getWeights()).toEqual(before);
  });
});

test('a folder that cannot be written is refused without leaving anything', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(saveModel(join(folder, 'file', 'model'), example())).rejects.toMatchObject({ code: 'ENOTDIR' });
  expect(await readdir(folder)).toEqual(['file']);
});
