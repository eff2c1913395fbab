// @ts-check
/** The text of a package's exports, of small packages made here. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apiOf, differenceOf } from './api.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkgrad-api-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param {Record<string, string>} files declarations by path in dist, the entries `index` and `other` among them */
function write(files) {
  const entry = (/** @type {string} */ name) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });
  const exports = {
    '.': entry('index'),
    ...(files['other.d.ts'] && { './other': entry('other') }),
    './data.json': './data.json',
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@inkgrad/example', exports }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'dist', path)), { recursive: true });
    writeFileSync(join(folder, 'dist', path), text);
  }
}

const blocks = () =>
  [...(apiOf(folder) ?? '').matchAll(/^## (.*)\n\n```ts\n([\s\S]*?)\n```/gm)].map(([, title, code]) => [title, code]);

test('declarations of every entry, however they are exported, without comments, by name', () => {
  write({
    'index.d.ts':
      "export { b as c, type A } from './room/a.ts';\nexport * from './room/b.ts';\nexport type { T } from '@inkgrad/tensor';\n",
    'room/a.d.ts':
      '/** Of a. */\nexport interface A {\n    /** In metres. */\n    readonly length: number;\n}\nexport declare function b(x: A): void;\nexport declare function b(x: A, y: string): void;\nexport declare const hidden = 1;\n',
    'room/b.d.ts': "import { A } from './a.js';\nexport declare const z: A, y: string;\n",
    'other.d.ts': "export { A as Again } from './room/a.ts';\nexport declare class K extends Error {\n}\n",
  });
  expect(blocks()).toEqual([
    [
      '@inkgrad/example',
      [
        'interface A {',
        '    readonly length: number;',
        '}',
        "export { T } from '@inkgrad/tensor';",
        'function b(x: A): void;',
        'function b(x: A, y: string): void;',
        'export { b as c };',
        'const z: A, y: string;',
      ].join('\n'),
    ],
    ['@inkgrad/example/other', "export { A as Again } from '@inkgrad/example';\nclass K extends Error {\n}"],
  ]);
});

test('what is mentioned belongs to it, by every way to mention it, and nothing else does', () => {
  write({
    'index.d.ts': [
      "import type { Far } from './far.ts';",
      'declare const table: {\n    a: number;\n};',
      'declare const key: unique symbol;',
      'interface Base {\n    base: boolean;\n}',
      'interface length {\n}',
      'interface Unused {\n}',
      'export declare class C<T extends Far> implements Base {',
      '    base: boolean;\n    [key]: keyof typeof table;\n    length(length: number): import("./far.ts").Farther<T>;\n}',
    ].join('\n'),
    'far.d.ts':
      'export interface Far {\n    readonly farthest?: Farthest;\n}\nexport type Farther<T> = T[];\ntype Farthest = "far";\n',
  });
  const [own, others] = blocks();
  expect(own?.[1]).toContain('length(length: number): Farther<T>;');
  expect(others).toEqual([
    'Mentioned above, exported by no entry',
    [
      'const key: unique symbol;',
      'const table: {\n    a: number;\n};',
      'interface Base {\n    base: boolean;\n}',
      'interface Far {\n    readonly farthest?: Farthest;\n}',
      'type Farther<T> = T[];',
      'type Farthest = "far";',
    ].join('\n'),
  ]);
});

test('a change fails, says what changed and which command takes it over', () => {
  write({ 'index.d.ts': 'export declare function area(radius: number): number;\n' });
  const script = fileURLToPath(new URL('api.mjs', import.meta.url));
  expect(differenceOf(folder)).toContain('+ function area(radius: number): number;');
  execFileSync(process.execPath, [script, '--update', folder]);
  expect(execFileSync(process.execPath, [script, folder], { encoding: 'utf8' })).toBe('');
  write({ 'index.d.ts': 'export declare function area(radius: number, unit: string): number;\n' });
  let printed = '';
  try {
    execFileSync(process.execPath, [script, folder], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    printed = /** @type {{ stderr: string }} */ (error).stderr;
  }
  expect(printed).toContain('run "pnpm api"');
  expect(printed).toContain(
    '\n- function area(radius: number): number;\n+ function area(radius: number, unit: string): number;\n',
  );
});
