import fc from 'fast-check';
import { expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import { parseExperiment } from '../experiment/parse.ts';
import { valueAt } from '../experiment/schema-at.ts';
import { applySettings, settingPaths } from './apply-settings.ts';
import { differences } from './differences.ts';
import { parseSetting } from './setting.ts';

const { v1, v2 } = experiments;
const set = (...texts: string[]) => applySettings(v2, texts.map(parseSetting));

test('what was set, and nothing else', () => {
  expect(differences([v2, set('epochs=3', 'layers.3.activation=relu', 'title=Another', 'name=other')])).toEqual([
    { path: 'layers.3.activation', values: ['sigmoid', 'relu'] },
    { path: 'epochs', values: [20, 3] },
  ]);
});

test('what is absent is null', () => {
  expect(differences([v2, set('layers.3.kernelRegularizer=null'), set('layers.3.kernelRegularizer.l2=1')])).toEqual([
    { path: 'layers.3.kernelRegularizer', values: [{ l2: 1e-4 }, null, { l2: 1 }] },
  ]);
  expect(differences([v2, set('callbacks.earlyStopping={}')]).map(({ path }) => path)).toEqual(['callbacks']);
});

test('lists of different lengths', () => {
  const shorter = parseExperiment({ ...v2, layers: v2.layers.slice(0, 9) }, 'shorter');
  expect(differences([v2, shorter])).toEqual([{ path: 'layers.9', values: [v2.layers[9], null] }]);
});

test('the published experiments', () => {
  const found = differences([v1, v2]);
  const optimizer = found.filter(({ path }) => path.startsWith('optimizer.'));
  expect(optimizer).toEqual([
    { path: 'optimizer.type', values: ['adam', 'sgd'] },
    { path: 'optimizer.learningRate', values: [0.001, 0.01] },
    { path: 'optimizer.beta1', values: [0.9, null] },
    { path: 'optimizer.beta2', values: [0.999, null] },
    { path: 'optimizer.epsilon', values: [1e-7, null] },
    { path: 'optimizer.momentum', values: [null, 0.95] },
    { path: 'optimizer.nesterov', values: [null, false] },
  ]);
  expect(found.map(({ path }) => path)).not.toContain('epochs');
});

test('of equal experiments, one or many, there are none', () => {
  expect(differences([v1])).toEqual([]);
  expect(differences([v1, structuredClone(v1), { ...v1, name: 'copy' }])).toEqual([]);
});

test('each number that is set is found again at its path', () => {
  const paths = settingPaths(v2).filter((path) => /(units|rate|l2|momentum|batchSize|epochs)$/.test(path));
  fc.assert(
    fc.property(fc.subarray(paths, { minLength: 1 }), (changed) => {
      const settings = changed.map((path) => ({ path, value: /units|batchSize|epochs/.test(path) ? 7 : 0.5 }));
      const found = differences([v2, applySettings(v2, settings)]);
      for (const { path, values } of found) {
        expect(changed.some((each) => each === path || each.startsWith(`${path}.`))).toBe(true);
        expect(values).toHaveLength(2);
      }
      for (const path of changed) {
        expect(found.some((each) => path === each.path || path.startsWith(`${each.path}.`))).toBe(true);
      }
    }),
  );
});

const withLayers = (...layers: object[]) => parseExperiment({ ...v1, layers }, 'other');
const [flatten, first, ...others] = v1.layers;
const dropout = { type: 'dropout', rate: 0.125 };

test('a layer put in between is one difference, and what follows is compared with its own', () => {
  expect(differences([v1, withLayers(flatten!, first!, dropout, ...others)])).toEqual([
    { path: 'layers after 1', values: [null, dropout], paths: [null, 'layers.2'] },
  ]);
  expect(differences([withLayers(flatten!, first!, dropout, ...others), v1])).toEqual([
    { path: 'layers.2', values: [dropout, null] },
  ]);
  const wider = withLayers(flatten!, dropout, { ...first!, units: 65 }, ...others);
  expect(differences([v1, wider])).toEqual([
    { path: 'layers after 0', values: [null, dropout], paths: [null, 'layers.1'] },
    { path: 'layers.1.units', values: [64, 65], paths: ['layers.1.units', 'layers.2.units'] },
  ]);
  const early = parseExperiment({ ...v1, layers: [dropout, ...v1.layers] }, 'early');
  expect(differences([v1, early, early])).toEqual([
    { path: 'layers before 0', values: [null, dropout, dropout], paths: [null, 'layers.0', 'layers.0'] },
  ]);
});

test('a layer of another kind in the place of one is one difference', () => {
  const found = differences([v1, withLayers(flatten!, { type: 'activation', activation: 'relu' }, ...others)]);
  expect(found).toEqual([{ path: 'layers.1', values: [first, { type: 'activation', activation: 'relu' }] }]);
});

test('layers put in anywhere are as many differences, and those layers', () => {
  const layer = fc.constantFrom<object>(
    dropout,
    { ...first!, units: 7 },
    { ...first! },
    { type: 'activation', activation: 'tanh' },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), layer), { maxLength: 5 }), (added) => {
      const layers: object[] = [...v1.layers];
      for (const [at, each] of added) layers.splice(1 + (at % (layers.length - 1)), 0, each);
      const other = withLayers(...layers);
      const found = differences([v1, other]);
      expect(found.map(({ values }) => values[0])).toEqual(added.map(() => null));
      for (const { paths, values } of found) {
        expect(
          valueAt(
            other,
            paths![1]!.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
          ),
        ).toEqual(values[1]);
      }
    }),
  );
});
