/** Runs as records on disk, through the command: interrupted and continued, listed, locked, on a disk that is full. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeIdxFolder } from './support/idx-files.ts';
import { serveInkgrad } from './support/served-inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { treeOf } from './support/tree.ts';

const folder = temporaryFolder();
const inkgrad = serveInkgrad();
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

  it('is then finished, and resume says so and touches nothing', async () => {
    const before = treeOf(out);
    const { exitCode, stdout, stderr } = await inkgrad(['resume', out]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /is finished: 6 epochs in [\d.]+s, test accuracy \d\.\d{4}\. There is nothing to continue\.\nReport: /,
    );
    const json = await inkgrad(['resume', out, '--json']);
    const report = join(out, 'report.html');
    expect(JSON.parse(json.stdout)).toMatchObject({ experiment: 'recorded', report, reused: true });
    expect(treeOf(out)).toEqual(before);
  });

  it('whose report is gone is listed so, and gets it again', async () => {
    rmSync(join(out, 'report.html'));
    const listed = await inkgrad(['runs', out]);
    expect(listed.stdout).toMatch(/ finished, no report .*\nThe report of .*: inkgrad resume .* draws it\.\n$/);
    const { runs } = JSON.parse((await inkgrad(['runs', out, '--json'])).stdout) as { runs: [{ report: null }] };
    expect(runs[0].report).toBeNull();
    const { exitCode, stdout } = await inkgrad(['resume', out, '--quiet']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Report: ${join(out, 'report.html')}`);
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });
});

describe('a run that diverges in its second epoch', () => {
  const out = join(folder, 'diverged');
  const layers = [{ type: 'flatten' }, { type: 'dense', units: 10 }, { type: 'dense', units: 10 }];
  const callbacks = { learningRateSchedule: { type: 'stepDecay', dropEpochs: 1, factor: 1e30 } };
  const optimizer = { type: 'sgd', learningRate: 0.01 };
  const path = experimentFile('diverges', { layers, callbacks, optimizer, loss: 'meanSquaredError', batchSize: 64 });
  const sentence = 'training loss is not finite at epoch 2, step ';

  it('says where its first epoch is kept, behind the error', async () => {
    const { exitCode, stderr } = await inkgrad(['run', path, '--data-dir', data, '--out', out, '--quiet']);
    expect(exitCode).toBe(4);
    const [error, kept, ...others] = stderr.trimEnd().split('\n');
    expect(error).toContain(`inkgrad: ${sentence}`);
    expect([kept, others]).toEqual([`The epochs that were done are kept in ${out}.`, []]);
  });

  it('is listed as failed, with the step', async () => {
    const { stdout } = await inkgrad(['runs', out]);
    expect(stdout).toMatch(/diverges +failed, epoch 2 step \d+ +1\/6 /);
    const { runs } = JSON.parse((await inkgrad(['runs', out, '--json', '--status', 'failed'])).stdout) as {
      runs: unknown[];
    };
    expect(runs).toMatchObject([
      { status: 'failed', failure: { epoch: 2, message: expect.stringContaining(sentence) } },
    ]);
  });

  it('is neither resumed nor compared', async () => {
    const before = treeOf(out);
    const resumed = await inkgrad(['resume', out, '--json']);
    expect(resumed.exitCode).toBe(4);
    expect(resumed.stderr).toMatch(new RegExp(`^inkgrad: ${out}: this run has failed: ${sentence}.*\\.\\n$`));
    const { error } = JSON.parse(resumed.stdout) as { error: object };
    expect(error).toMatchObject({ kind: 'numeric', name: 'RunFailedError', path: out, epoch: 2, exitCode: 4 });
    const compared = await inkgrad(['compare', whole, out]);
    expect([compared.exitCode, compared.stdout]).toEqual([5, '']);
    expect(compared.stderr).toContain(`this run has failed: ${sentence}`);
    expect(treeOf(out)).toEqual(before);
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

  const before = treeOf(out);
  const again = await inkgrad(['resume', out]);
  expect(again.stdout).toMatch(
    /is finished\. There is nothing to continue\.\n {2}v1: 30 epochs in .*\n {2}v2: 30 epochs/,
  );
  const json = JSON.parse((await inkgrad(['resume', out, '--json'])).stdout) as Record<string, unknown>;
  expect(json).toMatchObject({ reused: true, reproduced: null, report: join(out, 'report.html') });
  const one = await inkgrad(['resume', join(out, 'v1')]);
  expect(one.stdout).toMatch(new RegExp(`v1 is finished: 30 epochs .*\\nReport: ${join(out, 'report.html')}\\n$`));
  expect(treeOf(out)).toEqual(before);
  // Its parts have no report of their own, and miss none.
  expect((await inkgrad(['runs', out])).stdout).not.toContain('no report');
  const model = await inkgrad(['predict', '--model', out, '--index', '0', '--data-dir', data]);
  expect(model.stderr).toBe(
    `inkgrad: ${out}: holds 2 runs; name one of them: ${join(out, 'v1')} or ${join(out, 'v2')}.\n`,
  );
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
    const [error, kept] = stderr.trimEnd().split('\n');
    expect(kept).toBe(`The epochs that were done are kept in ${out}; "inkgrad resume ${out}" continues from them.`);
    expect(error).toMatch(/^inkgrad: .*cannot be written: no space left on the disk\.$/);
    expect(readdirSync(join(out, 'checkpoints')).length).toBeGreaterThan(0);

    mount('remount,size=8m');
    const resumed = await inkgrad(['resume', out]);
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).toMatch(/continues after epoch [1-5] of 6\.$/m);
    expect(bytesOf(out)).toEqual(bytesOf(whole));
  });
});
