/** `inkgrad ablate` through the built command, on a small data set that a little Adam learns at once. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AblationResult, Experiment } from '@inkgrad/experiments';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LogLine } from '../src/jobs/group-log.ts';
import { writeIdxFolder } from './support/idx-files.ts';
import { inkgrad } from './support/inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const data = writeIdxFolder(join(folder, 'data'));

function experimentFile(name: string, learning: object, activation: string): string {
  const path = join(folder, `${name}.json`);
  const hidden = { type: 'dense', units: 12, activation };
  const layers = [{ type: 'flatten' }, hidden, hidden, { type: 'dense', units: 10, activation: 'softmax' }];
  writeFileSync(path, JSON.stringify({ name, layers, optimizer: learning, batchSize: 32, epochs: 4 }));
  return path;
}

// Steps so small that nothing is learned, whatever else is changed.
const stuck = experimentFile('stuck', { type: 'sgd', learningRate: 1e-6 }, 'sigmoid');
const works = experimentFile('works', { type: 'adam', learningRate: 0.02 }, 'relu');
const asked = [
  ...['ablate', stuck, '--toward', works, '--seeds', '1..3', '--threshold', '0.3', '--data-dir', data],
  ...['--pairs', 'open', '--most-epochs', '8'],
];

function linesOf(out: string): LogLine[] {
  const path = join(folder, out, 'log.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LogLine);
}

describe('an ablation', () => {
  const out = join(folder, 'whole');
  let stdout: string;
  let stderr: string;

  beforeAll(async () => {
    const outcome = await inkgrad([...asked, '--out', out]);
    ({ stdout, stderr } = outcome);
    expect(outcome.exitCode, stderr).toBe(0);
  });

  it('prints a table of the changes and what was found', () => {
    expect(stdout).toMatch(/^stuck toward works {2}3 seeds$/m);
    expect(stdout).toMatch(/^plateau: val_accuracy below 0\.2, at most 8 epochs; reaches: 0\.3 after 4 epochs$/m);
    expect(stdout).toMatch(/^SGD → Adam +\d.* \d\.\d{4} .*3 +yes$/m);
    expect(stdout).toMatch(/^learning rate 0\.000001 → 0\.00001 +after epoch 8 .* 3 +(no|unclear)$/m);
    expect(stdout).toMatch(/^stuck lies on a plateau, with an accuracy below 0\.2, for all of the 8 epochs/m);
    expect(stdout).toMatch(/^Within 4 epochs 0\.3 is reached with SGD → Adam /m);
    expect(stdout).toMatch(/^The stuck that reaches 0\.3 and keeps the most of it changes \d settings: SGD → Adam\. /m);
    expect(stdout).not.toContain('notebook');
  });

  it('asks for pairs once the changes alone are known, and says so', () => {
    // Base, four changes and the target; then three pairs of the changes that do not do alone, with one seed.
    expect(stderr).toMatch(/^18 runs, in .*whole$/m);
    expect(stderr).toMatch(/^3 more runs$/m);
    expect(linesOf('whole')).toHaveLength(21);
  });

  it('leaves the repaired experiment, which runs', async () => {
    const path = join(out, 'repaired.json');
    const repaired = JSON.parse(readFileSync(path, 'utf8')) as Experiment;
    expect(repaired).toMatchObject({ name: 'stuck-optimizer', optimizer: { type: 'adam', learningRate: 0.02 } });
    const run = ['run', path, '--data-dir', data, '--out', join(folder, 'repaired'), '--json', '--quiet'];
    const outcome = await inkgrad(run);
    expect(outcome.exitCode).toBe(0);
    const last = (JSON.parse(outcome.stdout) as { epochs: { validationAccuracy: number }[] }).epochs.at(-1)!;
    expect(last.validationAccuracy).toBeGreaterThanOrEqual(0.3);
  });

  it('is one object with --json, and is not computed again', async () => {
    const again = await inkgrad([...asked, '--out', out, '--json']);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toMatch(/^18 runs, 18 of them done before, in /m);
    expect(linesOf('whole')).toHaveLength(21);
    const { directory, report, interrupted, ...result } = JSON.parse(again.stdout) as AblationResult & {
      directory: string;
      report: string | null;
      interrupted: null;
    };
    expect(directory).toBe(out);
    expect(report).toBe(join(out, 'report.html'));
    expect(interrupted).toBeNull();
    expect(result).toEqual(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')));
    expect(result).toMatchObject({ kind: 'ablation', threshold: 0.3, finding: { repaired: 'optimizer' } });
    expect(result.rows.map(({ id }) => id)).toEqual([
      ...['base', 'activation', 'optimizer', 'learning-rate', 'initialization'],
      ...['activation+learning-rate', 'activation+initialization', 'learning-rate+initialization', 'target'],
    ]);
    const [base] = result.rows;
    expect(base!.diagnoses.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    // What validates is a sixth of the training images; the test set was looked at once.
    expect(result.validation).toEqual({ fraction: 1 / 6, seed: 1 });
    const record = JSON.parse(readFileSync(join(out, 'runs', 'base-seed-1', 'record.json'), 'utf8'));
    expect(record).toMatchObject({ split: { kind: 'validation', part: result.validation }, experiment: { epochs: 8 } });
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('SGD → Adam');
  });
});

it('killed and interrupted between and within its stages, it ends the same, each run done once', async () => {
  const out = join(folder, 'killed');
  for (const [count, signal] of [
    [5, 'SIGKILL'],
    [12, 'SIGINT'],
    [18, 'SIGKILL'],
  ] as const) {
    const outcome = await inkgrad([...asked, '--out', out, '--quiet'], {
      started: (child) => {
        const timer = setInterval(() => {
          if (linesOf('killed').length < count) return;
          clearInterval(timer);
          child.kill(signal);
        }, 5);
        child.on('exit', () => clearInterval(timer));
      },
    });
    expect(outcome.exitCode).toBe(signal === 'SIGINT' ? 130 : null);
    expect(existsSync(join(out, 'repaired.json'))).toBe(false);
  }
  const ended = await inkgrad([...asked, '--out', out, '--json', '--quiet']);
  expect(ended.exitCode).toBe(0);
  const lines = linesOf('killed');
  expect(new Set(lines.map(({ id }) => id)).size).toBe(21);
  expect(lines).toHaveLength(21);
  const resultOf = (path: string): unknown => JSON.parse(readFileSync(join(path, 'result.json'), 'utf8'));
  expect(resultOf(out)).toEqual(resultOf(join(folder, 'whole')));
  expect(readdirSync(join(out, 'runs')).sort()).toEqual(readdirSync(join(folder, 'whole', 'runs')).sort());
});

it.each([
  [['--threshold', '96'], /--threshold.*above 0 and up to 1/],
  [['--pairs', 'some'], /--pairs.*open, all, none/],
  [['--seeds', '5..1'], /did you mean 1\.\.5\?/],
  [['--toward', 'v9'], /unknown experiment "v9"/],
  [['--plateau', '0.05'], /class 0 alone is 10\.0 % of the training images: say --plateau with more than 0\.1000/],
  [['--plateau', '0.5'], /--plateau must be less than --threshold, 0\.3/],
  [['--most-epochs', '4'], /--most-epochs must be more than the 4 epochs of stuck/],
])('%j is one sentence, and makes no folder', async (more, sentence) => {
  const out = join(folder, 'mistake');
  const { exitCode, stderr, stdout } = await inkgrad([...asked, ...more, '--out', out]);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(sentence);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(existsSync(out)).toBe(false);
});
