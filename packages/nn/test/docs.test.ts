/** The examples of docs pages: each page's run as one program, and what they print where the page says it. */

import * as fs from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import * as http from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tensor from '@inkgrad/tensor';
import { expect, test } from 'vitest';
import * as nn from '../src/index.ts';
import * as node from '../src/node/index.ts';

async function printedBy(name: string): Promise<unknown[][]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'inkgrad-docs-'));
  const modules: Record<string, unknown> = {
    '@inkgrad/nn': nn,
    '@inkgrad/nn/node': node,
    '@inkgrad/tensor': tensor,
    'node:fs/promises': fs,
    'node:http': http,
    'node:os': { tmpdir: () => folder },
    'node:path': path,
  };
  const page = await fs.readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
  const program = [...page.matchAll(/^```js\n(.*?)^```$/gms)]
    .map(([, code]) => code!)
    .join('\n')
    .replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = modules[$2];');
  expect(program).not.toMatch(/^import/m);
  const printed: unknown[][] = [];
  const run = new Function('modules', 'console', `return (async () => {${program}})();`) as (
    modules: unknown,
    console: { log: (...values: unknown[]) => void },
  ) => Promise<void>;
  await run(modules, { log: (...values) => void printed.push(values) });
  expect(printed).toHaveLength(program.match(/console\.log/g)!.length);
  await rm(folder, { recursive: true });
  return printed;
}

test('docs/training.md', async () => {
  const printed = await printedBy('training.md');
  expect(printed[0]).toEqual([
    ['apple', 'plum'],
    [8, 6],
  ]);
  expect(printed[1]).toEqual([[2, 2], [2, 2], 1]);
  expect(printed.slice(2, 4)).toEqual([[2, true], [[60, 2]]]);
  expect(printed[4]![0]).toBeCloseTo(0.02 / 3, 12);
  expect(printed[5]![0]).toBeCloseTo(0.02, 12);
  expect(printed[7]).toEqual([true]);
  expect(printed[8]).toEqual([true]);
});

test('docs/models.md', async () => {
  expect(await printedBy('models.md')).toEqual([
    [[3]],
    [['loss', 'kindLoss', 'sizeLoss', 'kindAccuracy']],
    [[30, 1]],
    [[5, 2]],
  ]);
});

test('docs/serving.md', async () => {
  expect(await printedBy('serving.md')).toEqual([[200, [1, 3]], [3], [true], [[1, 1]]]);
});

test('packages/nn/README.md', async () => {
  expect(await printedBy('../packages/nn/README.md')).toEqual([[true]]);
});

test('packages/tensor/README.md', async () => {
  expect(await printedBy('../packages/tensor/README.md')).toEqual([['6.9167'], ['-17.667 -22.667']]);
});

test('docs/models.md lists all that is built in', async () => {
  const page = await fs.readFile(new URL('../../../docs/models.md', import.meta.url), 'utf8');
  for (const [kind, all] of Object.entries(nn.builtIns())) {
    for (const { key } of all) expect(page, `${kind}: ${key}`).toMatch(new RegExp(`\\b${key}\\b`));
  }
});
