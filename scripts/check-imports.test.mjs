// @ts-check
/** Plants one violation of each rule in a small checkout and expects it to be found. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkImports } from './check-imports.mjs';
import { pageEntries } from './page-entries.mjs';

let root = '';

/** @param {string} entry */
const sourceOf = (entry) => (entry === '.' ? 'index.ts' : `${entry.slice(2)}.ts`);

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'check-imports-'));
  for (const name of ['tensor', 'nn', 'charts', 'experiments', 'mnist', 'cli']) {
    const entries = /** @type {Record<string, string[]>} */ (pageEntries)[name] ?? ['.'];
    const exports = Object.fromEntries(
      entries.map((entry) => [entry, { '@inkgrad/source': `./src/${sourceOf(entry)}` }]),
    );
    for (const entry of entries) write(`packages/${name}/src/${sourceOf(entry)}`, 'export {};\n');
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@inkgrad/${name}`, exports }));
    write(`packages/${name}/src/index.ts`, "export { a } from './a.ts';\n");
    write(`packages/${name}/src/a.ts`, 'export const a = 1;\n');
  }
});

afterEach(() => rmSync(root, { recursive: true }));

test('accepts imports along the arrows and within a package', () => {
  write('packages/cli/src/b.ts', "import { a } from '@inkgrad/mnist';\nimport fs from 'node:fs';\nexport { a, fs };\n");
  write('packages/nn/src/a.test.ts', "import { a } from '@inkgrad/nn';\nimport { b } from '../test/b.ts';\n");
  write('packages/nn/test/b.ts', "import type { a } from '@inkgrad/tensor';\nexport const b = 1;\n");
  expect(checkImports(root).problems).toEqual([]);
});

test.each([
  ['a relative import of another package', 'nn', "import '../../tensor/src/a.ts';", 'leaves package @inkgrad/nn'],
  ['a relative import of a root file', 'nn', "import '../../../root.ts';", 'leaves package @inkgrad/nn'],
  ['an import against the arrows', 'nn', "import { b } from '@inkgrad/mnist';", 'goes against the arrows'],
  ['a type import against the arrows', 'tensor', "import type { b } from '@inkgrad/nn';", 'goes against the arrows'],
  ['a re-export against the arrows', 'mnist', "export { b } from '@inkgrad/cli';", 'goes against the arrows'],
  ['a dynamic import against the arrows', 'nn', "await import('@inkgrad/cli');", 'goes against the arrows'],
  ['an import of a sub-path against the arrows', 'nn', "import '@inkgrad/cli/x';", 'goes against the arrows'],
  ['an import of its own package by name', 'nn', "import { b } from '@inkgrad/nn';", 'its own package'],
  ['a relative import without its extension', 'cli', "import './b';", 'names no file'],
  ['a relative import of emitted JavaScript', 'cli', "import './index.js';", 'names no file'],
  ['an import of built output', 'cli', "import '../dist/index.js';", 'imports built output'],
])('refuses %s', (_, name, text, message) => {
  write(`packages/${name}/src/a.ts`, `${text}\nexport const a = 1;\n`);
  const { problems } = checkImports(root);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`packages/${name}/src/a.ts: `);
  expect(problems[0]).toContain(message);
});

test.each([
  ["import { readFileSync } from 'node:fs';"],
  ["import 'fs';"],
  ["export * from 'node:os';"],
  ["const threads = await import('node:worker_threads');"],
])('refuses %s where a browser entry reaches it', (text) => {
  write('packages/tensor/src/a.ts', "export { b as a } from './deep/b.ts';\n");
  write('packages/tensor/src/deep/b.ts', `${text}\nexport const b = 1;\n`);
  write('packages/nn/src/a.ts', "export { a } from '@inkgrad/tensor';\n");
  const { problems } = checkImports(root);
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatch(/^packages\/tensor\/src\/index.ts → .* → packages\/tensor\/src\/deep\/b.ts: /);
  expect(problems[1]).toMatch(/^packages\/nn\/src\/index.ts → .* → packages\/tensor\/src\/deep\/b.ts: /);
});

test.each([['gpu.js'], ['webgpu']])('refuses the optional package %s where a page has not asked for it', (name) => {
  write('packages/tensor/src/a.ts', `export const load = () => import('${name}');\nexport const a = 1;\n`);
  const { problems } = checkImports(root);
  expect(problems).toEqual([expect.stringContaining(`packages/tensor/src/a.ts: "${name}" need not be installed`)]);
});

test('accepts gpu.js where a page has asked for it, but never Dawn', () => {
  write('packages/tensor/src/gpu.ts', "export const load = () => [import('gpu.js'), import('webgpu')];\n");
  expect(checkImports(root).problems).toEqual([expect.stringContaining('src/gpu.ts: "webgpu" need not')]);
});

test('accepts a built-in module that only types or other entries reach', () => {
  write('packages/tensor/src/a.ts', "import type { Stats } from 'node:fs';\nexport const a: Stats | 1 = 1;\n");
  write('packages/tensor/src/node.ts', "export { readFileSync } from 'node:fs';\n");
  expect(checkImports(root).problems).toEqual([]);
});

test('refuses a package whose arrows nobody has said', () => {
  write('packages/extra/src/index.ts', 'export {};\n');
  expect(checkImports(root).problems).toEqual([expect.stringContaining('packages/extra: has no arrows')]);
});
