// @ts-check
/** READMEs of packages whose own tests cannot reach all that they import, as programs that print what they say. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPackages, programOf, runProgram, same } from './programs.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = await loadPackages(root);

/** Lines that the program prints, and what the document says beside each `console.log`. @param {string} path */
async function printedBy(path) {
  const program = programOf(readFileSync(join(root, path), 'utf8'));
  /** @type {string[]} */
  const printed = [];
  const log = (/** @type {unknown[]} */ ...values) => void printed.push(values.join(' '));
  await runProgram(program, { modules, console: { log } });
  return { printed, said: [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text) };
}

test.each(['packages/charts/README.md', 'packages/experiments/README.md'])('%s', async (path) => {
  const { printed, said } = await printedBy(path);
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
