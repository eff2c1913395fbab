import { type AblationResult, advanceAblation, type RunOutcome, type RunResult } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { describe, expect, it } from 'vitest';
import { plainLook } from '../../test/support/plain-look.ts';
import { visibleLength } from '../terminal/text.ts';
import { renderAblation } from './ablation.ts';

/** Made-up results: each run ends at what `accuracyOf` says for its job. */
function ablationOf(accuracyOf: (id: string) => number | string): AblationResult {
  const { v1, v2 } = experiments;
  const question = { base: v2, target: v1, threshold: 0.96, seeds: [1, 2], pairs: 'open' } as const;
  const outcomes = new Map<string, RunOutcome>();
  for (;;) {
    const state = advanceAblation(question, outcomes);
    if (state.done) return state.result;
    for (const { id } of state.jobs) {
      const accuracy = accuracyOf(id);
      const directory = `runs/${id}`;
      const result = () => {
        const made: Pick<RunResult, 'history' | 'confusionMatrix' | 'diagnoses'> = {
          history: { validationAccuracy: [accuracy as number] },
          confusionMatrix: [[1]],
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
    expect(Math.max(...table.map(visibleLength))).toBeLessThanOrEqual(80);
    expect(table[0]).toBe('v2 toward v1  2 seeds, rescued from 0.96 up');
    expect(table.filter((line) => !/\d/.test(line)).map((line) => line.trim())).toEqual([
      'val_accuracy',
      expect.stringMatching(/^─+$/),
      'Pairs',
      'The change that rescues, in fewer layers',
      'Target',
    ]);
  });

  it('shows mean, interval, seeds and verdict; none of what failed', () => {
    const rowOf = (start: string) =>
      table
        .find((line) => line.trimStart().startsWith(start))!
        .trim()
        .replace(/ {2,}/g, '  ');
    expect(rowOf('sigmoid → ReLU')).toBe('sigmoid → ReLU  0.9700  0.9700 – 0.9700  2  yes');
    expect(rowOf('batch 256 → 64')).toBe('batch 256 → 64  –  –  0/2  no');
    expect(rowOf('no activity L2, no kernel L2')).toMatch(/0\.1135 {2}– {2}1 {2}no$/);
    expect(rowOf('v1')).toBe('v1  0.1135  0.1135 – 0.1135  2');
  });

  it('ends with what was found', () => {
    expect(lines.slice(-result.finding.sentences.length)).toEqual(result.finding.sentences);
  });
});
