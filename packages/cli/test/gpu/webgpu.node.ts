/**
 * The command on WebGPU in Node, on whatever adapter is there; not part of the default tests, because it needs one. It
 * fails without an adapter, and on another one than INKGRAD_EXPECT_ADAPTER names.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeIdxFolder } from '../support/idx-files.ts';
import { inkgrad } from '../support/inkgrad.ts';
import { withStandIn } from '../support/stand-ins.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));
const adapter = new RegExp(process.env['INKGRAD_EXPECT_ADAPTER'] ?? '', 'i');

/** What a backend's line of results should say of the adapter. */
function expectAdapter(text: string): void {
  expect(text).toMatch(/gpu\.js webgpu, /);
  expect(text).toMatch(adapter);
  if (/swiftshader|llvmpipe/i.test(text)) expect(text).toContain('(software)');
}

it('trains, names the adapter, and ends by itself', async () => {
  const args = ['run', 'v1', '--epochs', '1', '--seed', '3', '--data-dir', data, '--json'];
  const on = (name: string) => inkgrad([...args, '--backend', name, '--out', join(folder, name)]);
  const [gpu, wasm] = [await on('gpu:webgpu'), await on('wasm')];
  expect(gpu.exitCode).toBe(0);
  expectAdapter(gpu.stderr);
  const losses = (stdout: string) =>
    (JSON.parse(stdout) as { epochs: { loss: number; validationLoss: number }[] }).epochs.flatMap((epoch) => [
      epoch.loss,
      epoch.validationLoss,
    ]);
  const expected = losses(wasm.stdout);
  // docs/gpu.md states the tolerance.
  losses(gpu.stdout).forEach((loss, at) => {
    expect(Math.abs(loss - expected[at]!)).toBeLessThan(1e-4 * expected[at]!);
  });
});

it('exits 3 and leaves nothing when the device is destroyed in a training', async () => {
  const cwd = join(folder, 'destroyed');
  mkdirSync(cwd);
  const args = ['run', 'v1', '--epochs', '3', '--data-dir', data, '--backend', 'gpu:webgpu', '--quiet'];
  const { exitCode, stdout, stderr } = await inkgrad(args, { cwd, env: withStandIn('webgpu-destroyed') });
  expect({ exitCode, stdout, left: readdirSync(cwd) }).toEqual({ exitCode: 3, stdout: '', left: [] });
  expect(stderr).toMatch(/^inkgrad: backend "gpu:webgpu": the device was lost: [^\n]*; open it again\.\n$/);
});

it('verifies', async () => {
  const { exitCode, stdout } = await inkgrad(['verify', '--backend', 'gpu:webgpu', '--json']);
  expect(exitCode).toBe(0);
  const { passed, backends } = JSON.parse(stdout) as { passed: boolean; backends: { description: string }[] };
  expect(passed).toBe(true);
  expectAdapter(backends[0]!.description);
});

it('is in doctor, with its speed, and in the crossover table', async () => {
  const { stdout } = await inkgrad(['doctor', '--data-dir', data]);
  const [line] = /^✓ gpu:webgpu .*; [\d.e+]+ GF\/s$/m.exec(stdout)!;
  expectAdapter(line);
  const args = ['bench', '--crossover', '--widths', '8', '--rounds', '1', '--backends', 'gpu:webgpu', '--threads', '1'];
  const { exitCode, stdout: table } = await inkgrad([...args, '--data-dir', data]);
  expect(exitCode).toBe(0);
  expectAdapter(table);
  expect(table).toMatch(/^gpu:webgpu( \(software\))? +[\d.]+ \S?s$/m);
});
