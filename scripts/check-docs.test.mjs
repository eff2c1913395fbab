// @ts-check
/** A checkout of one package, in which things lack what they should say. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkDocs } from './check-docs.mjs';

const root = mkdtempSync(join(tmpdir(), 'inkgrad-docs-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** @param {Record<string, string>} files from the root */
function write(files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

test('names, methods, options and examples that are missing', () => {
  const exports = { '.': { '@inkgrad/source': './src/index.ts' } };
  write({
    'packages/nn/package.json': JSON.stringify({ exports }),
    'packages/nn/src/index.ts': "export * from './core.ts';\nexport { one as first, type Options } from './one.ts';",
    'packages/nn/src/core.ts':
      "export { Thing } from './thing.ts';\nexport { UnknownNameError } from '@inkgrad/tensor';",
    'packages/nn/src/one.ts': [
      'export function one(): void {}',
      '/** All it may be told. */',
      'export interface Options { readonly size: number; /** 2 by default. */ readonly depth?: number }',
    ].join('\n'),
    'packages/nn/src/thing.ts': [
      '/** @throws always */',
      'export class Thing {',
      '  #own = 1;',
      '  /** Known. */',
      '  run(): void {}',
      '  stop(): void {}',
      '  override toString(): string { return String(this.#own); }',
      '}',
    ].join('\n'),
  });
  expect(checkDocs(root, ['nn'])).toEqual({
    names: 3,
    problems: [
      'packages/nn/src/thing.ts:2: @inkgrad/nn exports Thing without a summary.',
      'packages/nn/src/thing.ts:6: Thing.stop of @inkgrad/nn has no summary.',
      'packages/nn/src/one.ts:1: @inkgrad/nn exports first without a summary.',
      'packages/nn/src/one.ts:1: @inkgrad/nn exports first without an example.',
      'packages/nn/src/one.ts:3: Options.size of @inkgrad/nn has no summary.',
    ],
  });
});
