import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../../test/support/example-experiments.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type AccuracyOf, madeUpAblation, madeUpOutcome } from '../../testing/made-up-ablation.ts';
import { type AblationQuestion, advanceAblation } from './design.ts';
import type { RunOutcome } from './row.ts';

const { v1, v2 } = experiments;
const question: AblationQuestion = { base: v2, target: v1, threshold: 0.96, seeds: [1, 2, 3], pairs: 'open' };
const spread = (seed: number): number => (seed - 2) * 0.0002;

function reluLayers({ layers }: Experiment): number[] {
  const dense = layers.filter(({ type }) => type === 'dense').slice(0, -1);
  return dense.flatMap((layer, at) => ('activation' in layer && layer.activation === 'relu' ? [at + 1] : []));
}

/** ReLU in the first three hidden layers is needed and enough; Adam helps. */
const reluRescues: AccuracyOf = (experiment) => {
  const relu = reluLayers(experiment);
  if ([1, 2, 3].every((layer) => relu.includes(layer))) return 0.967 + spread(experiment.seed);
  return experiment.optimizer.type === 'adam' ? 0.93 + spread(experiment.seed) : 0.1135;
};

describe('what runs, and when', () => {
  const { result, stages } = madeUpAblation(question, reluRescues);
  const ids = (kind: string): string[] => result.rows.filter((row) => row.kind === kind).map(({ id }) => id);

  test('first base, singles, all regularization off and the target, with every seed', () => {
    expect(stages[0]).toHaveLength(12 * 3);
    expect(ids('single')).toHaveLength(9);
    expect([...ids('base'), ...ids('together'), ...ids('target')]).toEqual(['base', 'no-regularization', 'target']);
    expect(result.rows[0]!.id).toBe('base');
    expect(result.rows.at(-1)!.id).toBe('target');
  });

  test('then pairs of changes that do not rescue alone, one of which helps, with the first seed', () => {
    const others = ['activity-l2', 'kernel-l2', 'dropout', 'batch', 'depth', 'width', 'epochs'];
    const pairs = others.map((id, at) => (at < 3 ? `${id}+optimizer` : `optimizer+${id}`));
    expect(stages[1]).toEqual(pairs.map((id) => `${id}-seed-1`));
  });

  test('where none helps, any pair of them', () => {
    const { stages: others, result: found } = madeUpAblation(question, () => 0.1135);
    // Of nine changes 36 pairs, less depth with width: the narrow layer is gone.
    expect(others[1]).toHaveLength(35);
    expect(found.notes).toEqual([
      '"depth 4 → 2" with "layer 4: 32 → 64 units" is the same as "depth 4 → 2" alone, and not run again.',
    ]);
  });

  test('then ReLU in fewer and fewer layers', () => {
    expect(stages.slice(2)).toEqual([
      ['activation-2-3-4-seed-1', 'activation-1-3-4-seed-1', 'activation-1-2-4-seed-1', 'activation-1-2-3-seed-1'],
      ['activation-1-2-3-seed-2', 'activation-1-2-3-seed-3'],
      ['activation-2-3-seed-1', 'activation-1-3-seed-1', 'activation-1-2-seed-1'],
    ]);
    expect(result.finding.repaired).toBe('activation-1-2-3');
    const repaired = result.rows.find(({ id }) => id === 'activation-1-2-3')!;
    expect(repaired.runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    expect(repaired.settings).toBe(3);
    expect(repaired.experiment).toMatchObject({ name: 'v2-activation-1-2-3', batchSize: 256, optimizer: v2.optimizer });
  });

  test('the first seed of each row but pairs is looked into', () => {
    for (const { kind, diagnoses } of result.rows) expect(diagnoses).toHaveLength(kind === 'pair' ? 0 : 2);
  });

  test('rows hold what their runs say together', () => {
    const [base, ...others] = result.rows;
    expect(base!.summaries['validationAccuracy']).toMatchObject({ n: 3, mean: 0.1135, sd: 0 });
    expect(base!.runs.every(({ digitsAnswered }) => digitsAnswered === 1)).toBe(true);
    const epochs = others.find(({ id }) => id === 'epochs')!;
    expect(epochs.summaries['validationAccuracy']!.mean).toBeCloseTo(0.1135, 12);
    // Halfway on a straight line from 0: what the made-up run has after the base's 20 of its 40 epochs.
    expect(epochs.accuracyAtBaseEpochs!.mean).toBeCloseTo(0.1135 / 2, 12);
    expect(epochs.curves['validationAccuracy']!.mean).toHaveLength(40);
  });

  test('other pairs where asked for', () => {
    expect(madeUpAblation({ ...question, pairs: 'none' }, reluRescues).stages[1]![0]).toMatch(/^activation-/);
    expect(madeUpAblation({ ...question, pairs: 'all' }, reluRescues).stages[1]).toHaveLength(9 * 4 - 1);
  });

  test('a pair that reaches the threshold with the first seed gets every seed', () => {
    const withPair: AccuracyOf = (experiment) =>
      experiment.batchSize === 64 && experiment.optimizer.type === 'adam' ? 0.97 + spread(experiment.seed) : 0.1135;
    const pairs = madeUpAblation({ ...question, target: { ...v1, name: 'other' } }, withPair);
    expect(pairs.stages[2]).toEqual(['optimizer+batch-seed-2', 'optimizer+batch-seed-3']);
    expect(pairs.stages).toHaveLength(3);
    expect(pairs.result.finding.repaired).toBe('optimizer+batch');
  });

  test('a base that passes needs no pairs and no repair', () => {
    const passing = madeUpAblation(question, ({ seed }) => 0.97 + spread(seed));
    expect(passing.stages).toHaveLength(1);
    expect(passing.result.finding.repaired).toBeNull();
  });
});

test('stopped anywhere and continued, it asks for what is missing and ends the same', () => {
  const whole = madeUpAblation(question, reluRescues);
  const jobs = whole.stages.flat();
  expect(new Set(jobs).size).toBe(jobs.length);
  fc.assert(
    fc.property(fc.infiniteStream(fc.boolean()), (decisions) => {
      const finished = new Map<string, RunOutcome>();
      for (let rounds = 0; ; rounds++) {
        const state = advanceAblation(question, finished);
        if (state.done) {
          expect(state.result).toEqual(whole.result);
          break;
        }
        expect(state.jobs.some(({ id }) => finished.has(id))).toBe(false);
        // Some finish before the stop, in no order; at least one, so that it ends.
        for (const [index, job] of [...state.jobs].reverse().entries()) {
          if (index > 0 && !decisions.next().value) continue;
          finished.set(job.id, madeUpOutcome(job, reluRescues(job.experiment, job)));
        }
        expect(rounds).toBeLessThan(jobs.length);
      }
      expect([...finished.keys()].sort()).toEqual([...jobs].sort());
    }),
    { numRuns: 8 },
  );
});
