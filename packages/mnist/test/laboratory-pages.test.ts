/**
 * The pages of the laboratory, from results to files: sound pages within their size, figures that are well formed, and
 * the numbers that a reader came for.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rasterize } from '@inkgrad/charts';
import { crossValidation } from '@inkgrad/experiments';
import {
  renderAblation,
  renderComparison,
  renderCrossValidation,
  renderSweep,
  writeComparison,
  writeSweep,
} from '@inkgrad/experiments/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  syntheticAblation,
  syntheticComparison,
  syntheticFolds,
  syntheticSweep,
} from './fixtures/synthetic-laboratory.ts';
import { syntheticContext } from './fixtures/synthetic-runs.ts';
import { expectSoundPage } from './support/sound-page.ts';

const text = (page: string) => page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('a cross-validation: a row for each fold, mean and deviation, the confusion of all folds, the final model', async () => {
  const page = await renderCrossValidation(syntheticFolds, syntheticContext);
  expectSoundPage(page);
  const { mean, sd } = syntheticFolds.summaries['validationAccuracy']!;
  expect(page).toContain(mean.toFixed(4));
  expect(page).toContain(sd!.toFixed(4));
  for (const fold of [1, 2, 3, 4, 5]) expect(page).toContain(`<tr><th scope="row">${fold}</th><td data-value="12000">`);
  expect(page).toContain('58,216 of 60,000 lie on the diagonal');
  expect(page).toContain('The final model, trained on all training images');
  // Its test set was used once, at the end: there is no curve of it.
  expect(page).toContain('nothing validated it meanwhile');
});

test('a sweep: every cell with its interval; runs that failed with their reason', async () => {
  for (const axes of [1, 2, 3] as const) {
    const result = syntheticSweep(axes);
    const page = await renderSweep(result, syntheticContext);
    expectSoundPage(page);
    for (const { summaries } of result.cells) {
      const { mean, low, high } = summaries['validationAccuracy']!;
      expect(page).toContain(mean.toFixed(4));
      expect(page).toContain(`${low!.toFixed(4)} to ${high!.toFixed(4)}`);
    }
    expect(text(page)).toContain('seed 2: The loss was not finite in epoch 1, step 12.');
    expect(page.includes('<figure id="sweep-map">')).toBe(axes > 1);
    expect(page.includes('<figure id="sweep-map-3">')).toBe(axes === 3);
  }
});

test('an ablation: the finding on top, every change with its interval, the repaired model, and the inside', async () => {
  const page = await renderAblation(syntheticAblation, syntheticContext);
  expectSoundPage(page);
  for (const sentence of syntheticAblation.finding.sentences) expect(page).toContain(sentence);
  for (const row of syntheticAblation.rows) expect(page).toContain(row.accuracyAtBaseEpochs!.low!.toFixed(4));
  for (const id of [
    'ablation-plateaus',
    'ablation-changes',
    'ablation-near',
    'ablation-pairs',
    'ablation-curves',
    'loss-parts',
  ]) {
    expect(page).toContain(`<figure id="${id}">`);
  }
  expect(page).toContain('layers.1.activation');
  // The plateau of what did not end, beside that of what did, and what another threshold would have made of it.
  expect(text(page)).toContain('after epoch 20');
  expect(text(page)).toContain('0.10 (0.080 to 0.13)');
  expect(text(page)).toContain('sigmoid → ReLU: no instead of yes');
  const without = { ...syntheticAblation, rows: syntheticAblation.rows.map((row) => ({ ...row, diagnoses: [] })) };
  expect(await renderAblation(without, syntheticContext)).not.toContain('<figure id="loss-parts">');
});

test('a comparison: what differs and only that, and the test of the answers', async () => {
  const page = await renderComparison(syntheticComparison, syntheticContext);
  expectSoundPage(page);
  for (const { path } of syntheticComparison.differences) expect(page).toContain(`>${path}</th>`);
  expect(page).not.toContain('>loss</th><td>sparse');
  const [{ onlyA, onlyB } = { onlyA: 0, onlyB: 0 }] = syntheticComparison.tests;
  expect(page).toContain(`<td>${onlyA}</td><td>${onlyB}</td>`);
});

describe('odd results', () => {
  const evil = '<script>alert(1)</script> "quoted" & \u0000';

  test('no fold and no final model', async () => {
    const { experiment, folds, seed } = syntheticFolds;
    const empty = crossValidation({ experiment, folds, seed, runs: [], final: null });
    expectSoundPage(await renderCrossValidation(empty, syntheticContext));
  });

  test('a sweep in which everything failed', async () => {
    const result = syntheticSweep(2);
    const cells = result.cells.map((cell) => ({
      ...cell,
      summaries: {},
      besideBest: null,
      runs: cell.runs.map(({ seed, directory }) => ({
        ...{ seed, directory, history: {}, seconds: 0, testAccuracy: null, failure: evil },
      })),
    }));
    const page = await renderSweep({ ...result, cells }, syntheticContext);
    expectSoundPage(page);
    expect(page).not.toContain('<script>alert');
  });

  test('an ablation of one seed, without a finding, with names from outside', async () => {
    const alone = { n: 1, mean: 0.5, sd: null, low: null, high: null };
    const rows = syntheticAblation.rows
      .filter(({ kind }) => kind !== 'pair')
      .map((row) => ({ ...row, title: evil, summaries: {}, accuracyAtBaseEpochs: alone, values: [0.5] }));
    const base = { ...syntheticAblation.base, name: evil, title: evil };
    const page = await renderAblation(
      { ...syntheticAblation, base, rows, finding: { sentences: [], repaired: null } },
      syntheticContext,
    );
    expectSoundPage(page);
    expect(page).not.toContain('<script>alert');
  });

  test('runs on different images', async () => {
    const page = await renderComparison(
      { ...syntheticComparison, tests: [], confusionDifferences: [], differences: [] },
      syntheticContext,
    );
    expectSoundPage(page);
    expect(page).toContain('evaluated on different samples');
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inkgrad-pages-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('each figure as SVG and PNG, then the page', async () => {
    const written = await writeSweep(folder, syntheticSweep(1), syntheticContext);
    const names = ['sweep-intervals', 'sweep-curves'];
    expect(written).toEqual([
      ...names.flatMap((name) => [`figures/${name}.svg`, `figures/${name}.png`]),
      'report.html',
    ]);
    for (const name of names) await rasterize(await readFile(join(folder, 'figures', `${name}.svg`), 'utf8'), 0.1);
    await writeComparison(join(folder, 'other'), syntheticComparison, syntheticContext);
    expect(await readdir(join(folder, 'other', 'figures'))).toContain('confusion-1-2.svg');
  });
});
