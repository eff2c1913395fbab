/**
 * What a person sees when something that the gpu backend needs is missing or goes away, through the built command: the
 * exit code 3, one sentence, and nothing half-written. The same sentences are in docs/gpu.md.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeIdxFolder } from './support/idx-files.ts';
import { inkgrad } from './support/inkgrad.ts';
import { type StandIn, withStandIn } from './support/stand-ins.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));

const training = ['run', 'v1', '--epochs', '2', '--data-dir', data, '--quiet'];

/** Trains in a folder of its own, where `runs` would be made. */
async function train(standIn: StandIn, backend: string) {
  const cwd = join(folder, `${standIn}-${backend.replace(':', '-')}`);
  mkdirSync(cwd);
  const outcome = await inkgrad([...training, '--backend', backend], { cwd, env: withStandIn(standIn) });
  return { ...outcome, left: readdirSync(cwd) };
}

describe('run', () => {
  it.each([
    ['gpu.js-throws', 'gpu:webasm', /gpu\.js cannot be loaded \(its binary does not load\); install it with .*\.$/],
    ['gpu.js-throws', 'gpu', /gpu\.js cannot be loaded \(its binary does not load\); install it with .*\.$/],
    [
      'webgpu-absent',
      'gpu:webgpu',
      /package "webgpu" cannot be loaded \(Cannot find package.*\); install it with .*\.$/,
    ],
    ['webgpu-throws', 'gpu:webgpu', /package "webgpu" cannot be loaded \(its binary does not load\); install it .*\.$/],
    ['webgpu-no-adapter', 'gpu:webgpu', /WebGPU is here but offers no adapter; it needs a GPU driver, or .*\.$/],
  ] as const)('exits 3 before it makes anything: %s on %s', async (standIn, backend, sentence) => {
    const { exitCode, stdout, stderr, left } = await train(standIn, backend);
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^inkgrad: backend "gpu(:\w+)?": [^\n]*\n$/);
    expect(stderr.trimEnd()).toMatch(sentence);
    expect(left).toEqual([]);
  });

  it.each([
    ['webgpu-lost', /: the device was lost: the driver was reset; open it again\.\n$/],
    ['webgpu-error', /: a dispatch was refused\.\n$/],
    ['webgpu-out-of-memory', /: out of memory for a buffer of \d+ bytes: no memory is left\.\n$/],
    ['webgpu-shader', /: kernel "[^"]*": .*no such type/],
    ['webgpu-small', /: a buffer of \d+ bytes is more than the 1048576 that this device can bind; use fewer/],
  ] as const)('exits 3 and takes the folder away when the device fails in a training: %s', async (standIn, reason) => {
    const { exitCode, stdout, stderr, left } = await train(standIn, 'gpu:webgpu');
    expect({ exitCode, stdout, left }).toEqual({ exitCode: 3, stdout: '', left: [] });
    expect(stderr).toMatch(/^inkgrad: backend "gpu:webgpu": [^\n]*\n$/);
    expect(stderr).toMatch(reason);
  });

  it('keeps no model that was trained on zeros', async () => {
    const { exitCode, stdout, stderr, left } = await train('webgpu-zeros', 'gpu:webgpu');
    expect({ exitCode, stdout, left }).toEqual({ exitCode: 4, stdout: '', left: [] });
    expect(stderr).toMatch(/^inkgrad: [^\n]*epoch 1[^\n]*\n$/);
  });

  it('takes the best that is left for "gpu", and says which', async () => {
    const out = join(folder, 'best');
    const args = [...training, '--epochs', '1', '--backend', 'gpu', '--out', out, '--json'];
    const { exitCode, stdout } = await inkgrad(args, { env: withStandIn('webgpu-absent') });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ backend: 'gpu:webasm' });
  });

  it('needs none of them for wasm', async () => {
    const args = [...training, '--epochs', '1', '--out', join(folder, 'wasm')];
    expect((await inkgrad(args, { env: withStandIn('gpu.js-throws') })).exitCode).toBe(0);
  });
});

describe('commands that write no folder', () => {
  const model = join(folder, 'model');
  beforeAll(async () => {
    expect((await inkgrad([...training, '--epochs', '1', '--out', model])).exitCode).toBe(0);
  });

  it.each([
    ['reproduce', '--epochs', '1', '--out', join(folder, 'never')],
    ['predict', '--model', model, '--index', '0'],
  ])('%s exits 3 too', async (...args) => {
    const all = [...args, '--data-dir', data, '--backend', 'gpu:webgpu'];
    const { exitCode, stdout, stderr } = await inkgrad(all, { env: withStandIn('webgpu-no-adapter') });
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/^inkgrad: backend "gpu:webgpu": WebGPU is here but offers no adapter; [^\n]*\n$/);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('verify exits 3 for a backend asked for, and 0 with the reasons of those that are not here', async () => {
    const asked = await inkgrad(['verify', '--backend', 'gpu:webgpu'], { env: withStandIn('webgpu-absent') });
    expect(asked.exitCode).toBe(3);
    const all = await inkgrad(['verify'], { env: withStandIn('gpu.js-throws') });
    expect(all.exitCode).toBe(0);
    expect(all.stdout.match(/^gpu:\w+ {2}not here: gpu\.js cannot be loaded/gm)).toHaveLength(5);
  });

  it('doctor exits 0 and says what is missing', async () => {
    const { exitCode, stdout } = await inkgrad(['doctor', '--data-dir', data], { env: withStandIn('gpu.js-throws') });
    expect(exitCode).toBe(0);
    expect(stdout.match(/^✗ gpu(:\w+)? +gpu\.js cannot be loaded \(its binary does not load\)/gm)).toHaveLength(6);
    expect(stdout).toMatch(/^✓ wasm /m);
  });
});
