// @ts-check
/** Guides, and READMEs of packages whose own tests cannot reach all that they import: programs that print what they say. */
import { afterAll, expect, test } from 'vitest';
import { loadPackages, nodeModules, programOf, runProgram, same } from './programs.mjs';
import { read, root } from './project-files.mjs';

const { modules: ofNode, removeFolders } = nodeModules();
afterAll(removeFolders);
const modules = { ...(await loadPackages(root)), ...ofNode };

const guides = ['start', 'saving', 'devices', 'from-keras', 'from-tensorflow-js', 'from-pytorch', 'from-brain-js'];
const documents = [
  ...guides.map((name) => `docs/${name}.md`),
  'packages/charts/README.md',
  'packages/experiments/README.md',
];

/** Lines that the program prints, and what the document says beside each `console.log`. @param {string} document */
async function printedBy(document) {
  const program = programOf(read(document));
  /** @type {string[]} */
  const printed = [];
  const log = (/** @type {unknown[]} */ ...values) => void printed.push(values.join(' '));
  await runProgram(program, { modules, console: { log } });
  return { printed, said: [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text) };
}

test.each(documents)('%s', async (document) => {
  const { printed, said } = await printedBy(document);
  expect(said.length).toBeGreaterThan(0);
  expect(printed).toEqual(said);
});

test('what an example says is told from what it does not', () => {
  expect(same(new Float32Array([1, 2]), [1, 2])).toBe(true);
  expect(same([1, 2], [1, 2, 3])).toBe(false);
  expect(same([1, 2.01], [1, 2])).toBe(false);
  expect(same({ a: [0.33333] }, { a: [0.3333] })).toBe(true);
  expect(same({ a: 1 }, { b: 1 })).toBe(false);
  expect(same(Number.NaN, Number.NaN)).toBe(true);
});
