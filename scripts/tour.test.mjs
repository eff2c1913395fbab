// @ts-check
/** The chapters of the tour print what they say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { loadPackages, nodeModules } from './programs.mjs';
import { root } from './project-files.mjs';
import { blocksOf, printedBy } from './tour.mjs';

const { modules: ofNode, removeFolders } = nodeModules();
afterAll(removeFolders);
const modules = {
  ...(await loadPackages(root)),
  ...ofNode,
  '@inkgrad/experiments/node': await import('../packages/experiments/src/node.ts'),
  '@inkgrad/mnist': await import('../packages/mnist/src/index.ts'),
  '@inkgrad/mnist/node': await import('../packages/mnist/src/node.ts'),
  'node:zlib': zlib,
};

const folder = join(root, 'docs/tour');
const about = '00-about.md';
const chapters = readdirSync(folder).filter((name) => name !== about);

test('the list of chapters has each once, in order', () => {
  const links = [...readFileSync(join(folder, about), 'utf8').matchAll(/^\| \d+\. \[.*?\]\((.*?)\)/gm)];
  expect(links.map(([, chapter]) => chapter)).toEqual(chapters.sort());
});

test.each(chapters)('%s', async (chapter) => {
  const blocks = blocksOf(readFileSync(join(folder, chapter), 'utf8'));
  expect(blocks.flatMap(({ said }) => said).length).toBeGreaterThan(0);
  expect(await printedBy(blocks, modules)).toEqual(blocks.map(({ said }) => said));
});

test('a chapter that says something else than it prints is found', async () => {
  const document =
    '```js\nconst a = 1;\nconsole.log(a); // 2\n```\n\n```js\nconsole.log(a);\nconsole.log("b");\n```\n\n```text\n1\nc\n```\n';
  const blocks = blocksOf(document);
  expect(blocks.map(({ said }) => said)).toEqual([['2'], ['1', 'c']]);
  expect(await printedBy(blocks, {})).toEqual([['1'], ['1', 'b']]);
});
