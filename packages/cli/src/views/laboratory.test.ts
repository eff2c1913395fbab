import { axisNames, crossValidation, type RunResult, sweep } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { describe, expect, it } from 'vitest';
import { plainLook } from '../../test/support/plain-look.ts';
import { renderCrossValidation } from './cross-validation.ts';
import { renderSweep } from './sweep.ts';

const plain = plainLook();
const experiment = { ...experiments.v1, epochs: 2 };

const history = (accuracy: number) => ({
  loss: [1, 0.5],
  accuracy: [0.5, 0.75],
  validationLoss: [1, 0.25],
  validationAccuracy: [0.5, accuracy],
});

describe('axisNames', () => {
  it('are short where that tells them apart', () => {
    const names = (...paths: string[]) => axisNames(paths.map((path) => ({ path })));
    expect(names('optimizer.learningRate', 'epochs')).toEqual(['learningRate', 'epochs']);
    expect(names('layers.1.units', 'layers.3.units', 'epochs')).toEqual(['layers.1.units', 'layers.3.units', 'epochs']);
  });
});

describe('renderSweep', () => {
  it('has a line for each cell, with what is missing', () => {
    const path = 'optimizer.learningRate';
    const run = (seed: number, accuracy: number) => ({
      seed,
      directory: '',
      history: history(accuracy),
      seconds: 2,
      testAccuracy: 0.5,
    });
    const failed = (seed: number) => ({
      seed,
      directory: '',
      history: {},
      seconds: 0,
      testAccuracy: null,
      failure: 'the loss is NaN.',
    });
    const cells = [
      { settings: [{ path, value: 0.1 }], runs: [run(1, 0.9375), run(2, 0.9385)] },
      { settings: [{ path, value: 0.2 }], runs: [run(1, 0.96875), failed(2)] },
      { settings: [{ path, value: 1e30 }], runs: [failed(1), failed(2)] },
    ];
    const axes = [{ path, values: [0.1, 0.2, 1e30] }];
    const result = sweep({
      experiment,
      axes,
      validation: { fraction: 0.2, seed: 1 },
      seeds: [1, 2],
      sortBy: 'validationAccuracy',
      cells,
    });
    expect(`\n${renderSweep(result, plain).join('\n')}`).toMatchInlineSnapshot(`
      "
      v1  3 × 2 seeds, after 2 epochs
                                val_accuracy
      learningRate    mean      sd    95 % interval    n  val_loss  accuracy    loss  training time
      ─────────────────────────────────────────────────────────────────────────────────────────────
      0.2           0.9688       –                –  1/2    0.2500    0.7500  0.5000           2.0s
      0.1           0.9380  0.0007  0.9313 – 0.9441    2    0.2500    0.7500  0.5000           2.0s
      1e+30              –       –                –  0/2         –         –       –              –

      The next cannot be compared with it: a run of either has no result.
      Put in order on 20 % of the training set, held out.
      Test accuracy of the first, which chose nothing: 0.5000."
    `);
  });

  it('keeps mean and spread at 40 columns', () => {
    const path = 'optimizer.learningRate';
    const batch = 'batchSize';
    const run = (seed: number, accuracy: number) => ({
      seed,
      directory: '',
      history: history(accuracy),
      seconds: 2,
      testAccuracy: 0.5,
    });
    const cells = [32, 64].map((value) => ({
      settings: [
        { path, value: 0.1 },
        { path: batch, value },
      ],
      runs: [run(1, 0.9375), run(2, 0.9385)],
    }));
    const axes = [
      { path, values: [0.1] },
      { path: batch, values: [32, 64] },
    ];
    const result = sweep({
      experiment,
      axes,
      validation: { fraction: 0.2, seed: 1 },
      seeds: [1, 2],
      sortBy: 'validationAccuracy',
      cells,
    });
    const [, , titles, , first] = renderSweep(result, plainLook(40));
    expect(titles).toBe('learningRate  batchSize    mean      sd');
    expect(first).toBe('0.1           32         0.9380  0.0007');
  });
});

describe('renderCrossValidation', () => {
  const run = (accuracy: number): RunResult =>
    ({
      ...{ history: history(accuracy), seconds: 9, epochs: [{ seconds: 3 }], confusionMatrix: [[1]], dataShapes: [] },
      evaluation: { set: 'test', count: 10_000, loss: 0.125, accuracy },
    }) as unknown as RunResult;
  const runs = [0.9375, 0.9385].map((accuracy, at) => ({ fold: at + 1, directory: '', result: run(accuracy) }));

  it('has a line for each fold, their mean and spread, and the final model', () => {
    const final = { directory: '', result: run(0.95) };
    const result = crossValidation({ experiment, folds: 2, seed: 1, runs, final });
    expect(`\n${renderCrossValidation(result, plain).join('\n')}`).toMatchInlineSnapshot(`
      "
      v1  2 folds, after 2 epochs
      fold    loss  accuracy  val_loss  val_accuracy  training time
      ─────────────────────────────────────────────────────────────
      1     0.5000    0.7500    0.2500        0.9375           3.0s
      2     0.5000    0.7500    0.2500        0.9385           3.0s
      mean  0.5000    0.7500    0.2500        0.9380           3.0s
      sd    0.0000    0.0000    0.0000        0.0007

      Trained on all training images: test accuracy 0.9500, test loss 0.1250 on 10,000 images, in 3.0s."
    `);
  });

  it('says so where the final model has no result', () => {
    const result = crossValidation({ experiment, folds: 2, seed: 1, runs: runs.slice(1), final: null });
    expect(renderCrossValidation(result, plain).at(-1)).toBe('The final model has no result.');
    expect(renderCrossValidation(result, plain).find((line) => line.startsWith('sd'))).toMatch(/^sd( +–){4}$/);
  });
});
