import { type AblationResult, advanceAblation, type RunOutcome, type RunResult } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { describe, expect, it } from 'vitest';
import { plainLook } from '../../test/support/plain-look.ts';
import { visibleLength } from '../terminal/text.ts';
import { renderAblation } from './ablation.ts';

/** Made-up results: each run ends at what `accuracyOf` says for its job. */
function ablationOf(accuracyOf: (id: string) => number | string): AblationResult {
  const { v1, v2 } = experiments;
  const question = {
    ...{ base: v2, target: v1, threshold: 0.96, level: 0.2, mostEpochs: 40, pairs: 'open' as const },
    ...{ seeds: [1, 2, 3, 4], validation: { fraction: 0.2, seed: 1 } },
  } as const;
  const outcomes = new Map<string, RunOutcome>();
  for (;;) {
    const state = advanceAblation(question, outcomes);
    if (state.done) return state.result;
    for (const { id, experiment } of state.jobs) {
      const accuracy = accuracyOf(id);
      const directory = `runs/${id}`;
      const result = () => {
        const made: Pick<RunResult, 'history' | 'evaluation' | 'diagnoses'> = {
          // Seeds differ a little, except on the plateau.
          history: {
            validationAccuracy: new Array<number>(40).fill(
              (accuracy as number) + (accuracy === 0.1135 ? 0 : 1e-4 * (experiment.seed - 2.5)),
            ),
          },
          evaluation: { set: 'test', count: 10, loss: 1, accuracy: accuracy as number },
          diagnoses: [],
        };
        return made as RunResult;
      };
      outcomes.set(
        id,
        typeof accuracy === 'string' ? { directory, failure: accuracy } : { directory, result: result() },
      );
    }
  }
}

describe('an ablation as a table', () => {
  const result = ablationOf((id) => {
    if (/^activation-(1-2-3-)?seed/.test(id)) return 0.97;
    return id.startsWith('batch-seed') ? 'the loss is NaN at step 7.' : 0.1135;
  });
  const lines = renderAblation(result, plainLook());
  const table = lines.slice(0, lines.indexOf(''));

  it('has a line for each row under the heading of its kind, and fits 80 columns', () => {
    const narrow = renderAblation(result, plainLook(80));
    expect(Math.max(...narrow.slice(1, narrow.indexOf('')).map(visibleLength))).toBeLessThanOrEqual(82);
    expect(table.slice(0, 2)).toEqual([
      'v2 toward v1  4 seeds',
      'plateau: val_accuracy below 0.2, at most 40 epochs; reaches: 0.96 after 20 epochs',
    ]);
    expect(table.filter((line) => !/\d/.test(line)).map((line) => line.trim())).toEqual([
      expect.stringMatching(/^plateau +val_accuracy$/),
      expect.stringMatching(/^─+$/),
      'Pairs',
      'In fewer layers',
      'Target',
    ]);
  });

  it('shows the plateau, mean, interval, seeds and verdicts; none of what failed', () => {
    const rowOf = (start: string) =>
      table
        .find((line) => line.trimStart().startsWith(start))!
        .trim()
        .replace(/ {2,}/g, '  ');
    expect(rowOf('sigmoid → ReLU')).toMatch(
      /^sigmoid → ReLU {2}1 {2}0\.025 {2}none {2}0\.9700 {2}0\.969\d – 0\.970\d {2}4 {2}yes$/,
    );
    expect(rowOf('batch 256 → 64')).toBe('batch 256 → 64  no result  –  failed  –  –  0/4  failed');
    expect(rowOf('no activity L2, no kernel L2')).toMatch(/few seeds {2}0\.1135 {2}– {2}1 {2}few seeds$/);
    expect(rowOf('v1')).toMatch(/^v1 {2}after epoch 40 {2}1\.0 {2}unclear {2}0\.1135 .* 4 {2}no$/);
  });

  it('ends with what was found', () => {
    expect(lines.slice(-result.finding.sentences.length)).toEqual(result.finding.sentences);
  });
});
