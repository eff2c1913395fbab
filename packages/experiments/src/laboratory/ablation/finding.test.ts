import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../../test/support/example-experiments.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type AccuracyOf, madeUpAblation } from '../../testing/made-up-ablation.ts';
import { summarize } from '../statistics.ts';
import type { AblationQuestion } from './design.ts';
import { ends, finalAccuracy, judge } from './rule.ts';

const { v1, v2 } = experiments;
const question: AblationQuestion = {
  base: v2,
  target: v1,
  threshold: 0.96,
  seeds: [1, 2, 3, 4, 5],
  pairs: 'open',
  claim: 'The notebook’s explanation, that several regularizations underfit it,',
};
const spread = (seed: number): number => (seed - 3) * 0.0002;
const find = (accuracyOf: AccuracyOf, changed: Partial<AblationQuestion> = {}) =>
  madeUpAblation({ ...question, ...changed }, accuracyOf).result;
const text = (accuracyOf: AccuracyOf, changed: Partial<AblationQuestion> = {}): string =>
  find(accuracyOf, changed).finding.sentences.join('\n');

const isRelu = ({ layers }: Experiment): boolean =>
  layers.filter((layer) => 'activation' in layer && layer.activation === 'sigmoid').length === 0;
const isBare = ({ layers }: Experiment): boolean =>
  layers.every(
    (layer) => layer.type !== 'dropout' && !('kernelRegularizer' in layer) && !('activityRegularizer' in layer),
  );
const regularized = ({ layers }: Experiment): boolean =>
  layers.some(({ type }) => type === 'dropout') && layers.filter((layer) => 'kernelRegularizer' in layer).length > 0;

describe('the rule', () => {
  const base = summarize([0.1135, 0.1135, 0.1135]);

  test.each([
    ['yes', [0.965, 0.966, 0.967]],
    ['partly', [0.955, 0.962, 0.969]],
    ['partly', [0.4, 0.45, 0.5]],
    // Well above the base on average, but its interval reaches down to it.
    ['no', [0.1135, 0.1135, 0.6]],
    ['no', [0.1135, 0.1135, 0.1135]],
  ] as const)('%s: %s', (verdict, values) => {
    expect(judge(summarize(values), 0, base, 0.96)).toBe(verdict);
  });

  test('a single run stands for itself; one that failed rescues nothing', () => {
    expect(judge(summarize([0.961]), 0, base, 0.96)).toBe('yes');
    expect(judge(summarize([0.98, 0.98]), 1, base, 0.96)).toBe('no');
    expect(judge(undefined, 3, base, 0.96)).toBe('no');
    expect(judge(summarize([0.5]), 0, undefined, 0.96)).toBe('partly');
  });

  test('a better row never has a worse verdict', () => {
    const rank = { no: 0, partly: 1, yes: 2 };
    const accuracies = fc.array(fc.double({ min: 0, max: 0.9, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(accuracies, fc.double({ min: 0, max: 0.1, noNaN: true }), (values, more) => {
        const better = values.map((value) => value + more);
        // Adding rounds; a hair less than the sum keeps the comparison about the rule.
        const low = { ...summarize(better), low: ends(summarize(values)).low + more };
        expect(rank[judge(low, 0, base, 0.7)]).toBeGreaterThanOrEqual(rank[judge(summarize(values), 0, base, 0.7)]);
      }),
    );
  });
});

describe('sentences follow the numbers', () => {
  test('ReLU rescues, no regularization does not', () => {
    const found = text(
      (e) => (isRelu(e) ? 0.968 : isBare(e) ? 0.7 : 0.1135) + (isRelu(e) || isBare(e) ? spread(e.seed) : 0),
    );
    expect(found).toContain(
      'v2 ends at validation accuracy 0.1135 ± 0.0000 after 20 epochs and answers one digit to every image',
    );
    expect(found).not.toContain('toward which');
    expect(found).toContain('One change rescues v2 alone: sigmoid → ReLU (0.9680 ± 0.0004).');
    expect(found).toMatch(
      /The notebook’s explanation.* is not borne out: .*ends at 0\.7000 ± 0\.0004, better but not enough/,
    );
    expect(found).toMatch(/with all of it kept, v2 passes by sigmoid → ReLU \(0\.9680/);
    expect(found).toContain('The repaired v2 that keeps the most of it changes 4 settings: sigmoid → ReLU.');
    expect(found).toContain(
      'Norm of the gradient before training, seed 1: in v2 0.10 in the last layer and 0.0025 in the first (1/40 of it)',
    );
    expect(found).toContain(
      '2.3163, of which 2.3010 from the data, 0.0125 from kernel penalties, 0.0028 from activity',
    );
  });

  test('only taking off all regularization rescues: the explanation is borne out', () => {
    const result = find((e) => (isBare(e) ? 0.97 + spread(e.seed) : 0.1135));
    const found = result.finding.sentences.join('\n');
    expect(found).toContain('No single change rescues v2.');
    expect(found).toMatch(/explanation.* is borne out: .*passes \(0\.9700.*nothing tried passes with all of it kept\./);
    expect(result.finding.repaired).toBe('no-regularization');
    expect(found).not.toContain('not borne out');
  });

  test('both do: it is half of it', () => {
    expect(text((e) => (isBare(e) || isRelu(e) ? 0.97 + spread(e.seed) : 0.1135))).toContain('is half of it');
  });

  test('nothing does: it is not shown, and nothing repairs', () => {
    const result = find(() => 0.1135);
    const found = result.finding.sentences.join('\n');
    expect(found).toMatch(/is not shown: .*not surely better, and nothing tried passes/);
    expect(found).toContain('Nothing that was tried repairs v2.');
    expect(found).toContain('v1, toward which it was changed, does not surely reach 0.96 itself: 0.1135 ± 0.0000.');
    expect(found).toContain('35 pairs were tried with seed 1; 0 reached 0.96 and got every seed; none rescues.');
    expect(result.finding.repaired).toBeNull();
  });

  test('taking off one kind of regularization with ReLU is no proof that all may stay', () => {
    const found = text((e) => (isRelu(e) && !regularized(e) ? 0.97 + spread(e.seed) : 0.1135));
    expect(found).toContain('is not shown');
    expect(found).toMatch(
      /35 pairs were tried .*no kernel L2, sigmoid → ReLU .* and no dropout, sigmoid → ReLU .* rescue\./,
    );
  });

  test('a base that passes has nothing to rescue', () => {
    const found = text((e) => (isRelu(e) ? 0.5 : 0.97) + spread(e.seed));
    expect(found).toContain('v2 passes 0.96 as it is');
    expect(found).toContain('Surely worse than v2: sigmoid → ReLU (0.5000 ± 0.0004).');
    expect(found).not.toMatch(/rescue|explanation/);
  });

  test('runs that fail are said, and count as failed', () => {
    const failing = find((e) => (isRelu(e) ? 0.97 + spread(e.seed) : 'the loss is NaN at step 7.'));
    expect(failing.finding.sentences[1]).toBe('v2 ends with an error for 5 of 5 seeds: the loss is NaN at step 7.');
    expect(failing.rows[0]).toMatchObject({ rescued: 'no', summaries: {}, accuracyAtBaseEpochs: null, diagnoses: [] });
    expect(failing.finding.repaired).toBe('activation');
  });

  test('what nobody has claimed is nobody’s, and one seed has no interval', () => {
    const own = { ...v2, name: 'own', batchSize: 128 };
    const found = text((e) => (isRelu(e) ? 0.968 : 0.1135), { base: own, seeds: [7], claim: undefined });
    expect(found).toContain('That regularization underfits it is not borne out');
    expect(found).not.toContain('notebook');
    expect(found).toContain('sigmoid → ReLU (0.9680 with one seed)');
    expect(found).toContain('One seed has no interval: each verdict rests on a single run.');
  });

  test('of any numbers, what is called repaired passes, and fewer changes never do', () => {
    const value = fc.constantFrom(0.1135, 0.5, 0.955, 0.965, 0.975);
    fc.assert(
      fc.property(fc.infiniteStream(value), (values) => {
        const made = new Map<string, number>();
        const result = find((experiment, { id }) => {
          const row = id.replace(/-seed-\d+$/, '');
          if (!made.has(row)) made.set(row, row === 'base' ? 0.1135 : values.next().value);
          return made.get(row)! + (experiment.seed - 3) * 1e-4;
        });
        const { repaired } = result.finding;
        const passing = result.rows.filter(
          ({ kind, rescued }) => rescued === 'yes' && kind !== 'base' && kind !== 'target',
        );
        const row = result.rows.find(({ id }) => id === repaired);
        expect(row === undefined).toBe(passing.length === 0);
        if (row === undefined) return;
        expect(ends(finalAccuracy(row)!).low).toBeGreaterThanOrEqual(0.96);
        for (const other of passing) expect(other.changes.length).toBeGreaterThanOrEqual(row.changes.length);
      }),
      { numRuns: 25 },
    );
  });
});
