/**
 * The types as a stranger's compiler meets them: TypeScript 5.9 and 7, every module resolution that reads `exports`, no newer
 * library than ES2022, and every declaration checked.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';

const run = promisify(execFile);
const installed = inject('installed');
const compilers = {
  'TypeScript 5.9': join(import.meta.dirname, 'node_modules/.bin/tsc'),
  'TypeScript 7': join(import.meta.dirname, '../../node_modules/.bin/tsc'),
};
const resolutions = { node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' };

/** Entries with types, by whether they are of Node. */
async function entries(ofNode: boolean): Promise<string[]> {
  const all: string[] = [];
  for (const name of ['@inkgrad/tensor', '@inkgrad/nn']) {
    const manifest = await readFile(join(installed, 'node_modules', name, 'package.json'), 'utf8');
    const { exports } = JSON.parse(manifest) as { exports: Record<string, unknown> };
    for (const [entry, target] of Object.entries(exports))
      if (typeof target === 'object') all.push(`${name}${entry.slice(1)}`);
  }
  return all.filter((entry) => entry.endsWith('/node') === ofNode);
}

/** What a compiler says of a program; nothing where it takes it. */
async function compile(compiler: string, options: object, program: string): Promise<string> {
  await writeFile(join(installed, 'program.ts'), program);
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: false, target: 'es2022', types: [], ...options };
  await writeFile(join(installed, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  const { stdout } = await run(compiler, ['-p', '.'], { cwd: installed }).catch((error: { stdout: string }) => error);
  return stdout;
}

const everyName = (names: readonly string[]): string =>
  names.map((name, at) => `export * as entry${at} from '${name}';`).join('\n');

const training = `
  import { type History, adam, dense, sequential } from '@inkgrad/nn';
  const model = sequential({ seed: 1, layers: [dense({ units: 8, activation: 'tanh' }), dense({ units: 1 })] });
  model.compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'meanSquaredError' });
  export const history: Promise<History> = model.fit([[0, 1]], [[1]], { epochs: 300 });`;

describe.each(Object.entries(compilers))('%s', (_, compiler) => {
  test.each(Object.entries(resolutions))('takes every entry, resolved as %s', async (moduleResolution, module) => {
    const options = { module, moduleResolution, lib: ['es2022', 'dom'] };
    const names = await entries(false);
    expect(names).toContain('@inkgrad/nn/worker');
    expect(await compile(compiler, options, everyName(names) + training)).toBe('');
  });

  test('takes the entry of a worker without the types of pages', async () => {
    const options = { module: 'nodenext', lib: ['es2022', 'webworker'] };
    expect(await compile(compiler, options, everyName(['@inkgrad/nn', '@inkgrad/nn/worker']))).toBe('');
  });

  test('takes the entries of Node with the types of Node', async () => {
    const typeRoots = [join(import.meta.dirname, '../../node_modules/@types')];
    const options = { module: 'nodenext', lib: ['es2022', 'dom'], types: ['node'], typeRoots };
    const names = await entries(true);
    expect(names).toEqual(['@inkgrad/nn/node']);
    expect(await compile(compiler, options, everyName(names))).toBe('');
  });

  test('and finds a mistake', async () => {
    const options = { module: 'nodenext', lib: ['es2022', 'dom'] };
    expect(await compile(compiler, options, training.replace('units: 8', "units: 'many'"))).toContain('error TS2769');
  });
});
