/**
 * The types of every entry of every package, as a stranger's compiler meets them: each compiler and each way to resolve, with
 * every declaration checked, those of dependencies too. What only nn and tensor promise, types without those of Node or of
 * pages, is tried in `test/web`.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';

const run = promisify(execFile);
const installed = inject('installed');
const archives = inject('archives');
const of = (name: string): string => join(import.meta.dirname, 'node_modules', name, 'bin/tsc');
const newest = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

const training = `
  import { type History, adam, dense, sequential } from '@inkgrad/nn';
  const model = sequential({ seed: 1, layers: [dense({ units: 8, activation: 'tanh' }), dense({ units: 1 })] });
  model.compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'meanSquaredError' });
  export const history: Promise<History> = model.fit([[0, 1]], [[1]], { epochs: 300 });
  // @ts-expect-error: a compiler that takes this has not seen the types
  export const wrong = dense({ units: 'many' });`;

async function everyEntry(): Promise<string[]> {
  const names = Object.keys(archives).map(async (name) => {
    const manifest = await readFile(join(installed, 'node_modules', name, 'package.json'), 'utf8');
    const { exports } = JSON.parse(manifest) as { exports: Record<string, unknown> };
    const typed = Object.entries(exports).filter(([, target]) => typeof target === 'object');
    return typed.map(([entry]) => `${name}${entry.slice(1)}`);
  });
  return (await Promise.all(names)).flat();
}

// 5.9 is tried in `test/web`, with nn and tensor; what the others resolve by, the newest does all of.
test.each([
  { name: 'TypeScript 5.4', compiler: of('typescript-5.4'), moduleResolution: 'node16', module: 'node16' },
  { name: 'TypeScript 6', compiler: of('typescript-6'), moduleResolution: 'bundler', module: 'esnext' },
  { name: 'TypeScript 7', compiler: newest, moduleResolution: 'node16', module: 'node16' },
  { name: 'TypeScript 7', compiler: newest, moduleResolution: 'nodenext', module: 'nodenext' },
  { name: 'TypeScript 7', compiler: newest, moduleResolution: 'bundler', module: 'esnext' },
])('$name takes every entry, resolved as $moduleResolution', async (row) => {
  const { name, compiler, moduleResolution, module } = row;
  const entries = await everyEntry();
  expect(entries).toContain('@inkgrad/experiments/node');
  const folder = join(installed, `${name} ${moduleResolution}`.replaceAll(' ', '-'));
  await mkdir(folder);
  const all = entries.map((entry, at) => `export * as entry${at} from '${entry}';`).join('\n');
  await writeFile(join(folder, 'program.ts'), all + training);
  const compilerOptions = {
    ...{ noEmit: true, strict: true, skipLibCheck: false, target: 'es2022', lib: ['es2022', 'dom'] },
    ...{ module, moduleResolution, types: ['node'] },
    typeRoots: [join(import.meta.dirname, '../../node_modules/@types')],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  const said = await run(process.execPath, [compiler, '-p', folder]).catch((error: { stdout: string }) => error);
  expect(said.stdout).toBe('');
});
