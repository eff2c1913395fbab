import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallData } from '../../test/support/small-run.ts';
import { dataShapes } from '../data/data-set.ts';
import { parseExperiment } from '../experiment/parse.ts';
import { saveTrainedModel } from '../record/trained-model.ts';
import { buildModel } from '../run/build-model.ts';
import type { RunResult } from '../run/run-result.ts';
import { readConvolutions } from './read-convolutions.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkgrad-convolutions-'));
});
afterAll(() => rm(folder, { recursive: true }));

const data = smallData(1, 3);
const run = {
  split: { kind: 'test' },
  predictionOfTestSample1000: null,
  dataShapes: dataShapes(data),
  confusionMatrix: Array.from({ length: 10 }, () => new Array<number>(10).fill(0)),
  mistakes: [
    { index: 2, label: 5, predicted: 3, probability: 0.9 },
    { index: 0, label: 1, predicted: 7, probability: 0.8 },
  ],
} as unknown as RunResult;

async function save(name: string, layers: readonly object[]): Promise<string> {
  const directory = join(folder, name);
  const end = [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }];
  const experiment = parseExperiment(
    { name, preprocessing: 'divideBy255', layers: [...layers, ...end], optimizer: { type: 'sgd' }, epochs: 1 },
    name,
  );
  const model = buildModel(experiment);
  await saveTrainedModel(directory, model, experiment);
  await model.dispose();
  return directory;
}

test('kernels, and what they give for the worst mistake', async () => {
  const directory = await save('two', [
    { type: 'reshape', targetShape: [28, 28, 1] },
    { type: 'conv2d', filters: 3, kernelSize: [2, 5], strides: [9, 8], name: 'first' },
    { type: 'activation', activation: 'relu' },
    { type: 'conv2d', filters: 2, kernelSize: 2, name: 'second' },
  ]);
  const { layers, images } = (await readConvolutions(directory, run, data))!;
  expect(images).toEqual([{ index: 2, name: 'test image 2', answer: 'a 5 read as 3' }]);
  expect(layers.map(({ layer, kernel, maps }) => [layer, kernel.shape, maps.shape])).toEqual([
    ['first', [2, 5, 1, 3], [1, 3, 3, 3]],
    ['second', [2, 2, 3, 2], [1, 2, 2, 2]],
  ]);
  const [first, second] = layers as [(typeof layers)[0], (typeof layers)[0]];
  const pixel = (row: number, column: number) => data.test.inputs[2 * 784 + row * 28 + column]! / 255;
  const before = (row: number, column: number, filter: number): number => {
    let sum = 0;
    for (let i = 0; i < 2; i += 1) {
      for (let j = 0; j < 5; j += 1) {
        sum += pixel(9 * row + i, 8 * column + j) * first.kernel.values[(i * 5 + j) * 3 + filter]!;
      }
    }
    return sum;
  };
  for (let at = 0; at < 27; at += 1) {
    const expected = before(Math.floor(at / 9), Math.floor(at / 3) % 3, at % 3);
    expect(first.maps.values[at]).toBeCloseTo(expected, 5);
  }
  for (let at = 0; at < 8; at += 1) {
    const [row, column, filter] = [Math.floor(at / 4), Math.floor(at / 2) % 2, at % 2];
    let sum = 0;
    for (let cell = 0; cell < 12; cell += 1) {
      const [i, j, channel] = [Math.floor(cell / 6), Math.floor(cell / 3) % 2, cell % 3];
      sum += Math.max(0, before(row + i, column + j, channel)) * second.kernel.values[cell * 2 + filter]!;
    }
    expect(second.maps.values[at]).toBeCloseTo(sum, 5);
  }
});

test('of a network without convolutions there is nothing', async () => {
  expect(await readConvolutions(await save('none', []), run, data)).toBeUndefined();
});
