/** `inkgrad cv` through the built command, on a small data set. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CrossValidationResult, resolveExperiment, runExperiment, type Split } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { loadMnist } from '@inkgrad/mnist/node';
import { openDevice } from '@inkgrad/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { enableRelaxedSimd } from '../src/backends/relaxed-simd.ts';
import { writeIdxFolder } from './support/idx-files.ts';
import type { Outcome } from './support/inkgrad.ts';
import { serveInkgrad } from './support/served-inkgrad.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const inkgrad = serveInkgrad();
const data = writeIdxFolder(join(folder, 'data'));
const asked = ['cv', 'v1', '--folds', '3', '--seed', '5', '--epochs', '2', '--data-dir', data];

describe('cv', () => {
  let outcome: Outcome;
  let result: CrossValidationResult & { directory: string };

  beforeAll(async () => {
    outcome = await inkgrad([...asked, '--out', join(folder, 'cv'), '--json', '--jobs', '2']);
    result = JSON.parse(outcome.stdout);
  });

  it('gives what the folds trained one by one give', async () => {
    expect(outcome.exitCode).toBe(0);
    const experiment = resolveExperiment(experiments.v1, { epochs: 2, seed: 5 });
    const loaded = await loadMnist({ dataDir: data });
    // The kernels that the command runs, to the bit.
    enableRelaxedSimd();
    const device = await openDevice('wasm', { threads: 1 });
    const train = async (split: Split) => {
      const { history, evaluation, predictedDigits } = await runExperiment(experiment, loaded, { device, split });
      return { history, evaluation, predictedDigits };
    };
    for (const { fold, result: found } of result.runs) {
      expect(found).toMatchObject(await train({ kind: 'fold', folds: 3, fold, seed: 5 }));
    }
    expect(result.final!.result).toMatchObject(await train({ kind: 'testAtEnd' }));
    await device.dispose();
  });

  it('holds out every training image once, and the test set once at the end', () => {
    expect(result).toMatchObject({ kind: 'crossValidation', folds: 3, seed: 5 });
    expect(result.runs.map(({ fold }) => fold)).toEqual([1, 2, 3]);
    expect(result.runs.map(({ result: { evaluation } }) => evaluation.set)).toEqual(['fold', 'fold', 'fold']);
    expect(result.confusionMatrix.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual(Array(10).fill(64));
    const { evaluation, history } = result.final!.result;
    expect(evaluation).toMatchObject({ set: 'test', count: 1100 });
    expect(Object.keys(history)).not.toContain('validationLoss');
  });

  it('sums the folds up', () => {
    const last = result.runs.map(({ result: { history } }) => history['validationAccuracy']!.at(-1)!);
    const mean = last.reduce((sum, value) => sum + value, 0) / 3;
    const { n, mean: found, sd } = result.summaries['validationAccuracy']!;
    expect(n).toBe(3);
    expect(found).toBeCloseTo(mean, 12);
    const { mean: curve, low, high } = result.curves['validationAccuracy']!;
    expect(curve).toHaveLength(2);
    expect(curve[1]).toBeCloseTo(mean, 12);
    expect(high[1]! - low[1]!).toBeCloseTo(2 * sd!, 12);
  });

  it('prints a table, and continues nothing when all is done', async () => {
    const { exitCode, stdout, stderr } = await inkgrad([...asked, '--out', join(folder, 'cv')]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('4 runs, 4 of them done before');
    expect(stdout).toMatch(/^v1 {2}3 folds, after 2 epochs$/m);
    for (const name of ['1', '2', '3', 'mean']) {
      expect(stdout).toMatch(new RegExp(`^${name} +\\d\\.\\d{4} +\\d\\.\\d{4} +\\d\\.\\d{4} +\\d\\.\\d{4} `, 'm'));
    }
    expect(stdout).toMatch(/^Trained on all training images: test accuracy \d\.\d{4}, .* on 1,100 images, in .*\.$/m);
    const files = readdirSync(join(folder, 'cv'));
    expect(files).toEqual(expect.arrayContaining(['group.json', 'log.jsonl', 'result.json', 'runs']));
    expect(files.filter((name) => /\.(lock|tmp)$/.test(name))).toEqual([]);
  });

  it('has a fold resumed with the steps of its own part', async () => {
    rmSync(join(folder, 'cv', 'runs', 'fold-1', 'result.json'));
    const { exitCode, stderr } = await inkgrad(['resume', join(folder, 'cv', 'runs', 'fold-1')]);
    expect(exitCode).toBe(0);
    // 426 or 427 images; all 640 would be ten steps.
    expect(stderr).toMatch(/2 epochs of 7 steps of 64,/);
  });

  it('takes settings, and refuses more folds than images', async () => {
    const changed = [
      ...asked,
      '--set',
      'optimizer.learningRate=0.1',
      '--out',
      join(folder, 'set'),
      '--json',
      '--quiet',
    ];
    const { stdout } = await inkgrad(changed);
    expect(JSON.parse(stdout)).toMatchObject({ experiment: { optimizer: { learningRate: 0.1 }, seed: 5 } });
    const many = await inkgrad(['cv', 'v1', '--folds', '641', '--data-dir', data, '--out', join(folder, 'many')]);
    expect(many.exitCode).toBe(2);
    expect(many.stderr).toMatch(/folds must be a whole number from 2 to 640/);
  });
});
