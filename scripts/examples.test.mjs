// @ts-check
/**
 * Every example in a docstring of a public name runs, and gives what it says: `expression; // → value`. Its names are those
 * of its package and of tensor. Examples of nn have a compiled `model` besides, that answers with two classes, and its `x` and `y`.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { documented } from './check-docs.mjs';
import { checked, examplesOf, loadPackages, runProgram, same } from './programs.mjs';
import { publicNames } from './public-names.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = await loadPackages(root);
const { sequential, dense } = /** @type {any} */ (modules['@inkgrad/nn']);

/** What is there before an example of nn begins. @param {string} example that may declare some of them itself */
function given(example) {
  const layers = [dense({ units: 4, activation: 'relu' }), dense({ units: 2, activation: 'softmax' })];
  const model = sequential({ seed: 1, inputShape: [2], layers });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  const all = {
    model,
    x: [
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
    y: [0, 1, 1, 0],
  };
  // `model({ … })` is the function of that name.
  return Object.fromEntries(Object.entries(all).filter(([name]) => !example.includes(`${name}({ inputs`)));
}

/** @param {string} example @param {Readonly<Record<string, unknown>>} names */
async function runExample(example, names) {
  let compared = 0;
  const equal = (/** @type {unknown} */ value, /** @type {unknown} */ said) => {
    compared++;
    if (!same(value, said)) expect(value, example).toEqual(said);
  };
  await runProgram(checked(example), { ...names, $equal: equal });
  expect(compared, example).toBe(example.match(/\/\/ →/g)?.length ?? 0);
}

/** What cannot run here, and why. */
const elsewhere = /** @type {Record<string, string>} */ ({
  '@inkgrad/tensor probeBackends': 'opens every GPU that there is; `test:gpu` of tensor calls it',
  '@inkgrad/nn/worker fitInWorker': 'needs the file of a worker; examples/worker-thread.js has one',
  '@inkgrad/nn/worker serveFits': 'is the file of a worker; examples/worker-thread.js has one',
});

/** Examples by the name that they are of. */
const examples = documented.flatMap((packageName) =>
  publicNames(root, packageName).flatMap(({ name, imported, doc, members }) =>
    [{ name, doc }, ...members.map((member) => ({ name: `${name}.${member.name}`, doc: member.doc }))].flatMap((one) =>
      examplesOf(one.doc ?? '').map((example) => ({ of: `${imported} ${one.name}`, imported, example })),
    ),
  ),
);

test.each(examples.filter(({ of }) => !(of in elsewhere)))('$of', async ({ imported, example }) => {
  const main = imported.split('/').slice(0, 2).join('/');
  const own = { ...modules['@inkgrad/tensor'], ...modules[main], ...modules[imported] };
  await runExample(example, main === '@inkgrad/nn' ? { ...own, ...given(example) } : own);
});

test('what runs elsewhere is still there', () => {
  const known = new Set(examples.map(({ of }) => of));
  expect(Object.keys(elsewhere).filter((of) => !known.has(of))).toEqual([]);
});

test('an example that says something else fails', async () => {
  await expect(runExample('1 + 1; // → 3', {})).rejects.toThrow();
  await expect(runExample('[1, 2]; // → [1]', {})).rejects.toThrow();
  await expect(runExample('nothing;', {})).rejects.toThrow();
  await runExample('1 + 1; // → 2', {});
});
