/** One small program, `xor.js`, gives the same numbers to the last digit in every runtime, on one thread and on two. */
import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, inject, test } from 'vitest';

const run = promisify(execFile);
const installed = inject('installed');
const of = (path: string): string => join(import.meta.dirname, 'node_modules', path);
const runtimes = [
  { name: 'Node 22', version: /^v22\./, command: of('node-22/bin/node'), options: [] },
  { name: 'Node 24', version: /^v24\./, command: of('node-24/bin/node'), options: [] },
  { name: 'Node 26', version: /^v26\./, command: of('node-26/bin/node'), options: [] },
  { name: 'Bun', version: /^1\./, command: of('bun/bin/bun'), options: [] },
  {
    ...{ name: 'Deno', version: /^deno 2\./, command: of('deno/deno') },
    options: ['run', '--allow-all', '--no-config', '--node-modules-dir=manual'],
  },
];

interface Trained {
  readonly losses: readonly number[];
  readonly accuracy: number;
  readonly answers: readonly number[];
  readonly answersOfLoaded: readonly number[];
  readonly description: string;
}

async function train(command: string, options: readonly string[]): Promise<readonly Trained[]> {
  const { stdout } = await run(command, [...options, 'xor.js'], { cwd: installed });
  return JSON.parse(stdout) as readonly Trained[];
}

/** The Node that runs the tests. */
let here: readonly Trained[];
beforeAll(async () => {
  await copyFile(join(import.meta.dirname, 'xor.js'), join(installed, 'xor.js'));
  here = await train(process.execPath, []);
});

test('it learns, and a stored model answers as the one that was trained', () => {
  expect(here.map(({ description }) => description)).toEqual(['wasm, 1 thread, SIMD', 'wasm, 2 threads, SIMD']);
  for (const { losses, accuracy, answers, answersOfLoaded } of here) {
    expect(losses).toHaveLength(200);
    expect(accuracy).toBe(1);
    expect(answersOfLoaded).toEqual(answers);
    expect(losses).toEqual(here[0]!.losses);
  }
});

test.each(runtimes)('$name', async ({ version, command, options }) => {
  const { stdout } = await run(command, ['--version']);
  expect(stdout).toMatch(version);
  expect(await train(command, options)).toEqual(here);
});
