/** `inkgrad compare` on recorded runs of a small data set. */
import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applySettings, type PictureData, parseSetting, type RunProgress, type Split } from '@inkgrad/experiments';
import { describeEnvironment, recordRun } from '@inkgrad/experiments/node';
import { experiments } from '@inkgrad/mnist';
import { loadMnist } from '@inkgrad/mnist/node';
import { type Device, isInkgradError, openDevice } from '@inkgrad/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompareOptions, compare } from '../src/commands/compare.ts';
import { commandStage } from './support/command-context.ts';
import { writeIdxFolder } from './support/idx-files.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const dataDir = writeIdxFolder(join(folder, 'data'));
const [first, second, fold, sameFold, unfinished] = ['first', 'second', 'fold', 'same-fold', 'unfinished'].map((name) =>
  join(folder, 'runs', name),
) as [string, string, string, string, string];

let device: Device;
let data: PictureData;

async function record(directory: string, settings: readonly string[], split?: Split, stopAfter?: number) {
  const small = ['epochs=2', 'batchSize=32', 'optimizer.learningRate=0.01'];
  const experiment = applySettings(experiments.v1, [...small, ...settings].map(parseSetting));
  const environment = describeEnvironment('1.2.3', device, data);
  const stop = new AbortController();
  const onProgress = (event: RunProgress): void => {
    if (event.type === 'chunk' && event.epoch > (stopAfter ?? 100)) stop.abort('stopped');
  };
  return recordRun({ directory, experiment, data, device, environment, split, onProgress, signal: stop.signal });
}

beforeAll(async () => {
  device = await openDevice('wasm', { threads: 1 });
  data = await loadMnist({ dataDir });
  await record(first, []);
  await record(second, ['layers.1.units=8', 'layers.3.units=8', 'epochs=3', 'seed=7']);
  await record(fold, [], { kind: 'fold', folds: 4, fold: 2, seed: 3 });
  await record(sameFold, ['batchSize=64'], { kind: 'fold', folds: 4, fold: 2, seed: 3 });
  await expect(record(unfinished, [], undefined, 1)).rejects.toBe('stopped');
});
afterAll(() => device.dispose());

async function compared(directories: readonly string[], options: CompareOptions = {}) {
  const { context, out, err } = commandStage({ isTTY: false });
  await compare(directories, options, context);
  return { stdout: out.text, stderr: err.text };
}

async function failure(directories: readonly string[]): Promise<{ kind: string; message: string }> {
  const error: unknown = await compare(directories, {}, commandStage().context).catch((reason: unknown) => reason);
  if (!isInkgradError(error)) throw error;
  return { kind: error.kind, message: error.message };
}

describe('two runs on the test set', () => {
  it('as text: settings, metrics, curves, confusions, test', async () => {
    const { stdout, stderr } = await compared([first, second]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^A {2}\S+first {2}v1: ReLU, dropout, Adam, seed 1$/m);
    expect(stdout).toMatch(/^layers\.1\.units +64 +8$/m);
    expect(stdout).toMatch(/^epochs +2 +3$/m);
    expect(stdout).toMatch(/^seed +1 +7$/m);
    expect(stdout).not.toContain('optimizer');
    expect(stdout).toMatch(/^val_accuracy +\d\.\d{4} +\d\.\d{4} +[+−±]\d\.\d{4}$/m);
    expect(stdout).toMatch(/^val_loss +A {2}[▁▂▃▄▅▆▇█]{2} {2}\d/m);
    expect(stdout).toMatch(/^ +B {2}[▁▂▃▄▅▆▇█]{3} {2}\d/m);
    expect(stdout).toMatch(/^A and B +\d+ +\d+ +[\d.]+ +(< 0\.0001|[01]\.\d{4})$/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('as one JSON object', async () => {
    const { stdout } = await compared([first, second], { json: true });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      runs: [
        { name: 'first', directory: first, experiment: 'v1', seed: 1, evaluation: { set: 'test', count: 1100 } },
        { name: 'second', seed: 7 },
      ],
      differences: [
        { path: 'layers.1.units', values: [64, 8] },
        { path: 'layers.3.units', values: [64, 8] },
        { path: 'epochs', values: [2, 3] },
        { path: 'seed', values: [1, 7] },
      ],
      confusionDifferences: [{ a: 0, b: 1 }],
      tests: [{ a: 0, b: 1, pValue: expect.any(Number) }],
      notices: [],
      written: [],
    });
    const [a, b] = result.runs.map((run: { evaluation: { accuracy: number } }) => run.evaluation.accuracy);
    const [{ onlyA, onlyB }] = result.tests;
    expect((onlyB - onlyA) / 1100).toBeCloseTo(b - a, 6);
  });

  it('as Markdown', async () => {
    const { stdout } = await compared([first, second], { markdown: true });
    expect(stdout).toMatch(/^# first and second\n/);
    expect(stdout).toContain('| setting | A | B |\n| :-- | --: | --: |\n| layers.1.units | 64 | 8 |\n');
    expect(stdout).toMatch(/^## Whether the answers differ$/m);
  });

  it('as a page, and a folder of all of it', async () => {
    const out = join(folder, 'comparison');
    const html = join(folder, 'pages', 'both.html');
    const { stderr } = await compared([first, second], { out, html });
    expect(stderr).toBe(`${html}\n${join(out, 'report.html')}\n`);
    expect(readFileSync(html, 'utf8')).toContain('layers.1.units');
    expect(statSync(html).size).toBeLessThan(3e6);
    expect(readdirSync(out)).toEqual(
      expect.arrayContaining(['comparison.json', 'comparison.md', 'figures', 'report.html']),
    );
    expect(JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8'))).toMatchObject({ kind: 'comparison' });
  });
});

describe('runs on folds', () => {
  it('are tested on the same fold', async () => {
    const { tests, runs } = JSON.parse((await compared([fold, sameFold], { json: true })).stdout);
    expect(runs[0].evaluation).toMatchObject({ set: 'fold', count: 160 });
    expect(tests).toHaveLength(1);
    const [a, b] = runs.map((run: { evaluation: { accuracy: number } }) => run.evaluation.accuracy);
    expect((tests[0].onlyB - tests[0].onlyA) / 160).toBeCloseTo(b - a, 6);
  });

  it('are not tested against the test set', async () => {
    const { stdout } = await compared([first, fold, second]);
    expect(stdout).toMatch(/^\(evaluated on\) +test set, each epoch +fold 2 of 4, seed 3/m);
    expect(stdout).toMatch(/^A and C /m);
    expect(stdout).not.toMatch(/^A and B /m);
  });
});

it('without their data they are compared, but not tested', async () => {
  const elsewhere = join(folder, 'moved');
  renameSync(dataDir, elsewhere);
  try {
    const { stdout, stderr } = await compared([first, second]);
    expect(stdout).not.toContain('McNemar');
    expect(stderr).toMatch(/^inkgrad: first is not tested against others, as its labels are not at hand: .*data/m);
    expect((await compared([first, second], { dataDir: elsewhere })).stdout).toMatch(/^A and B /m);
    const other = writeIdxFolder(join(folder, 'other'), { testLabels: undefined });
    expect((await compared([first, second], { dataDir: other })).stderr).toContain('labels are not at hand');
    rmSync(other, { recursive: true });
  } finally {
    renameSync(elsewhere, dataDir);
  }
});

describe('what cannot be compared', () => {
  it('one run, and one run twice', async () => {
    expect(await failure([first])).toEqual({ kind: 'usage', message: 'name at least two runs to compare.' });
    expect(await failure([first, join(first, '.')])).toEqual({ kind: 'usage', message: `${first} is named twice.` });
  });

  it('a folder without a run, and none', async () => {
    for (const path of [folder, join(folder, 'absent')]) {
      const { kind, message } = await failure([first, path]);
      expect(kind).toBe('data');
      expect(message).toContain(`${path}: holds ${path === folder ? '5 runs; name one of them: ' : 'no run'}`);
    }
  });

  it('a run that is not finished', async () => {
    const { kind, message } = await failure([first, unfinished]);
    expect(kind).toBe('data');
    expect(message).toMatch(
      /unfinished: is not finished: 1 of 2 epochs; continue it with "inkgrad resume .*unfinished"\.$/,
    );
  });
});
