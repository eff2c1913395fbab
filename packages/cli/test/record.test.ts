/** Runs as records on disk, through the command: interrupted and continued, listed, locked, on a disk that is full. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeIdxFolder } from './support/idx-files.ts';
import { inkgrad } from './support/inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));

function experimentFile(name: string, change: object = {}): string {
  const layers = [
    { type: 'flatten' },
    { type: 'dense', units: 16, activation: 'relu' },
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 10, activation: 'softmax' },
  ];
  const path = join(folder, `${name}.json`);
  const experiment = { name, layers, optimizer: { type: 'adam' }, batchSize: 1, epochs: 6, ...change };
  writeFileSync(path, JSON.stringify(experiment));
  return path;
}

/** Calls `act` once `text` is on stderr. */
function when(child: ChildProcess, text: string, act: () => void): void {
  let seen = '';
  const listen = (chunk: string): void => {
    seen += chunk;
    if (!seen.includes(text)) return;
    child.stderr!.off('data', listen);
    act();
  };
  child.stderr!.on('data', listen);
}

const bytesOf = (out: string): Record<string, string> => ({
  history: readFileSync(join(out, 'history.json'), 'utf8'),
  metrics: readFileSync(join(out, 'metrics.jsonl'), 'utf8').replaceAll(/"seconds":[^}]*/g, ''),
  weights: readFileSync(join(out, 'model', 'weights.safetensors')).toString('base64'),
});

const config = experimentFile('recorded');
const whole = join(folder, 'whole');
const runArgs = (out: string): string[] => ['run', config, '--data-dir', data, '--out', out];

beforeAll(async () => {
  const { exitCode } = await inkgrad([...runArgs(whole), '--quiet']);
  expect(exitCode).toBe(0);
});

describe('a run that Ctrl-C ended', () => {
  const out = join(folder, 'interrupted');
  beforeAll(async () => {
    const { exitCode, stderr } = await inkgrad(runArgs(out), {
      started: (child) => when(child, 'Epoch 2/6', () => child.kill('SIGINT')),
    });
    expect(exitCode).toBe(130);
    expect(stderr).toContain(`what was done is saved in ${out}, and "inkgrad resume ${out}" continues it.\n`);
  });

  it('is listed with the epochs that were done', async () => {
    const { stdout, exitCode } = await inkgrad(['runs', folder, '--json']);
    expect(exitCode).toBe(0);
    const { runs, count } = JSON.parse(stdout) as { runs: Record<string, unknown>[]; count: number };
    expect(count).toBe(2);
    expect(runs[0]).toMatchObject({ directory: out, status: 'interrupted', epochs: 6, backend: 'wasm', seed: 1 });
    expect(runs[0]!['epochsDone']).toBeGreaterThanOrEqual(2);
    expect(runs[0]!['validationAccuracy']).toEqual(expect.any(Number));
    expect(runs[1]).toMatchObject({ directory: whole, status: 'finished', epochsDone: 6 });

    const finished = await inkgrad(['runs', folder, '--status', 'finished']);
    expect(finished.stdout).toMatch(/recorded +finished +6 .* wasm .*whole\n$/);
    const one = await inkgrad(['runs', folder, '--sort', 'epochs', '--limit', '1', '--experiment', 'recorded']);
    expect(one.stdout).toMatch(/whole\n1 more; see --limit\.\n$/);
    const none = await inkgrad(['runs', folder, '--experiment', 'v1']);
    expect(none.stdout).toBe(`None of the 2 runs in ${folder} is such a one.\n`);
  });

  it('is not overwritten: resume is named', async () => {
    const { exitCode, stderr } = await inkgrad(runArgs(out));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^inkgrad: .*interrupted after \d of 6 epochs; "inkgrad resume .*" continues it/m);
  });

  it('continues to the bytes of one that never stopped', async () => {
    // From another folder, and though the environment names other data: the record knows.
    const { exitCode, stdout, stderr } = await inkgrad(['resume', out, '--json'], {
      env: { INKGRAD_DATA: join(folder, 'nowhere') },
    });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/continues after epoch \d of 6\.$/m);
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result['resumedFromEpoch']).toBeGreaterThanOrEqual(2);
    expect(result['interrupted']).toBeNull();
    expect(bytesOf(out)).toEqual(bytesOf(whole));
    expect(existsSync(join(out, 'interrupted.json'))).toBe(false);
  });

  it('is then finished, and resume says so', async () => {
    const { exitCode, stdout, stderr } = await inkgrad(['resume', out]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/is finished: 6 epochs, test accuracy \d\.\d{4}\. There is nothing to continue\.\nReport: /);
    const json = await inkgrad(['resume', out, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ experiment: 'recorded', report: join(out, 'report.html') });
  });

  it('whose report is gone gets it again', async () => {
    rmSync(join(out, 'report.html'));
    const { exitCode, stdout } = await inkgrad(['resume', out, '--quiet']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Report: ${join(out, 'report.html')}`);
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });
});

it('a reproduce that Ctrl-C ended continues', async () => {
  const out = join(folder, 'reproduce');
  const { exitCode } = await inkgrad(['reproduce', '--epochs', '30', '--data-dir', data, '--out', out, '--quiet'], {
    started: (child) => {
      // --quiet says nothing: the first epoch is on disk.
      const timer = setInterval(() => {
        const metrics = join(out, 'v1', 'metrics.jsonl');
        if (!existsSync(metrics) || statSync(metrics).size === 0) return;
        clearInterval(timer);
        child.kill('SIGINT');
      }, 5);
      child.on('exit', () => clearInterval(timer));
    },
  });
  expect(exitCode).toBe(130);
  expect(existsSync(join(out, 'v2'))).toBe(false);
  const resumed = await inkgrad(['resume', out, '--json', '--quiet']);
  expect(resumed.exitCode).toBe(0);
  const { runs } = JSON.parse(resumed.stdout) as { runs: { experiment: string; epochs: unknown[] }[] };
  expect(runs.map(({ experiment, epochs }) => [experiment, epochs.length])).toEqual([
    ['v1', 30],
    ['v2', 30],
  ]);
});

it('a second process in a run’s folder is refused', async () => {
  const out = join(folder, 'locked');
  let second: ReturnType<typeof inkgrad> | undefined;
  const first = inkgrad(['run', experimentFile('endless', { epochs: 100_000 }), '--data-dir', data, '--out', out], {
    started: (child) =>
      when(child, 'Epoch      1/', () => {
        second = inkgrad(['resume', out, '--quiet']);
        void second.then(() => child.kill('SIGINT'));
      }),
  });
  expect((await first).exitCode).toBe(130);
  const { exitCode, stderr } = await second!;
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^inkgrad: .*locked: process \d+ works in this folder; wait for it to end.*\.\n$/);
});

it('a second Ctrl-C before an epoch is done leaves no folder', async () => {
  const layers = [
    { type: 'flatten' },
    { type: 'dense', units: 2048 },
    { type: 'dense', units: 10, activation: 'softmax' },
  ];
  const slow = experimentFile('slow', { layers, batchSize: 64 });
  const cwd = join(folder, 'cwd');
  mkdirSync(cwd);
  // On the slowest backend what is under way at the first Ctrl-C takes seconds.
  const { exitCode } = await inkgrad(['run', slow, '--backend', 'reference', '--data-dir', data], {
    cwd,
    started: (child) => {
      when(child, 'slow  ', () => child.kill('SIGINT'));
      // Not at once: signals within 300 ms are one key press that arrived twice.
      when(child, 'Stopping', () => setTimeout(() => child.kill('SIGINT'), 400));
    },
  });
  expect(exitCode).toBe(130);
  expect(readdirSync(cwd)).toEqual([]);
});

it('what is no run', async () => {
  const { exitCode, stderr } = await inkgrad(['resume', data]);
  expect(exitCode).toBe(1);
  expect(stderr).toBe(`inkgrad: ${data}: holds no run (record.json); name a run's folder.\n`);
  const absent = await inkgrad(['runs', join(folder, 'nowhere')]);
  expect(absent.exitCode).toBe(2);
  const empty = await inkgrad(['runs'], { cwd: data });
  expect([empty.exitCode, empty.stdout]).toEqual([0, 'No runs in runs.\n']);
});

describe('a disk that is full', () => {
  const disk = join(folder, 'disk');
  const mount = (options: string): boolean =>
    spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
  mkdirSync(disk);
  // Two checkpoints of this model fit, and not the third, which is written before the first is removed.
  const canMount = process.platform === 'linux' && mount('size=400k');
  afterAll(() => {
    if (canMount) spawnSync('/bin/umount', [disk]);
  });

  it.runIf(canMount)('is a clear error, and the last checkpoint is good', async () => {
    const out = join(disk, 'run');
    const { exitCode, stderr } = await inkgrad([...runArgs(out), '--quiet']);
    expect(exitCode).toBe(1);
    const [kept, error] = stderr.trimEnd().split('\n');
    expect(kept).toBe(`The epochs that were done are kept in ${out}; inkgrad resume continues from them.`);
    expect(error).toMatch(/^inkgrad: .*cannot be written: no space left on the disk\.$/);
    expect(readdirSync(join(out, 'checkpoints')).length).toBeGreaterThan(0);

    mount('remount,size=8m');
    const resumed = await inkgrad(['resume', out]);
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).toMatch(/continues after epoch [1-5] of 6\.$/m);
    expect(bytesOf(out)).toEqual(bytesOf(whole));
  });
});
