import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExperiment } from '../experiments/parse.ts';
import { experiments } from '../experiments/published-experiments.ts';
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
