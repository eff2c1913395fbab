/** Each target, a little of it: the same inputs in every run. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { targets } from '../src/targets/index.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const failures = mkdtempSync(join(tmpdir(), 'inkgrad-fuzz-failures-'));
afterAll(() => rmSync(failures, { recursive: true }));

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function fuzz(...args: readonly string[]): Promise<Outcome> {
  if (!existsSync(main)) throw new Error('packages/fuzz/dist is missing: run `pnpm build` first.');
  const child = spawn(process.execPath, [main, '--failures', failures, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...said }));
  });
}

/** Those of a target that reads much for each. */
const inputs: Readonly<Record<string, number>> = {
  idx: 600,
  tables: 500,
  weights: 120,
  experiment: 500,
  pictures: 200,
};

test.each(targets.map(({ name }) => name))('%s: no fault', async (name) => {
  const count = inputs[name]!;
  const { exitCode, stdout } = await fuzz(name, '--seed', '1', '--inputs', String(count));
  expect(stdout).toContain(`${name}: ${count} inputs in `);
  expect(stdout).toContain('seed 1\n');
  expect(stdout).toMatch(/ faults {3}0\n$/);
  expect(exitCode).toBe(0);
  // Something was read, and something refused; else nothing was tried.
  const [accepted, refused] = ['accepted', 'refused'].map((word) =>
    Number(new RegExp(`${word} +(\\d+)`).exec(stdout)?.[1]),
  );
  expect(accepted).toBeGreaterThan(count / 50);
  expect(refused).toBeGreaterThan(count / 20);
});

test.each([
  ['an unknown target', ['idxs'], /Known targets are idx, tables, weights, experiment, pictures/],
  ['a seed that is none', ['--seed', '1.5'], /whole number from 0 to/],
  ['no number', ['--minutes', 'ten'], /number from 0 to/],
])('%s is refused with exit code 2', async (_, args, message) => {
  const { exitCode, stderr } = await fuzz(...args);
  expect(stderr).toMatch(message);
  expect(exitCode).toBe(2);
});
