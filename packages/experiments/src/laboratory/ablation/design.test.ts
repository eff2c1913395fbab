import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../../test/support/example-experiments.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type AccuracyOf, madeUpAblation, madeUpOutcome } from '../../testing/made-up-ablation.ts';
import { type AblationQuestion, advanceAblation } from './design.ts';
import type { RunOutcome } from './row.ts';

const { v1, v2 } = experiments;
const question: AblationQuestion = {
  ...{ base: v2, target: v1, threshold: 0.96, level: 0.2, mostEpochs: 60 },
  ...{ validation: { fraction: 0.2, seed: 1 }, seeds: [1, 2, 3, 4], pairs: 'none' },
};
const spread = (seed: number): number => (seed - 2) * 0.0002;

function reluLayers({ layers }: Experiment): number[] {
  const dense = layers.filter(({ type }) => type === 'dense').slice(0, -1);
  return dense.flatMap((layer, at) => ('activation' in layer && layer.activation === 'relu' ? [at + 1] : []));
}

/** ReLU in the first three hidden layers is needed and enough; Adam helps. */
const reluReaches: AccuracyOf = (experiment) => {
  const relu = reluLayers(experiment);
  if ([1, 2, 3].every((layer) => relu.includes(layer))) return 0.967 + spread(experiment.seed);
  if (experiment.optimizer.type === 'adam') return 0.93 + spread(experiment.seed);
  return { end: 38 + experiment.seed, accuracy: 0.5 };
};

describe('what runs, and when', () => {
  const { result, stages } = madeUpAblation(question, reluReaches);
  const ids = (kind: string): string[] => result.rows.filter((row) => row.kind === kind).map(({ id }) => id);
  const rowOf = (id: string) => result.rows.find((row) => row.id === id)!;

  test('first base, singles, all regularization off and the target, with every seed', () => {
    expect(stages[0]).toHaveLength(13 * 4);
    expect(ids('single')).toHaveLength(10);
    expect([...ids('base'), ...ids('together'), ...ids('target')]).toEqual(['base', 'no-regularization', 'target']);
    expect(result.rows[0]!.id).toBe('base');
    expect(result.rows.at(-1)!.id).toBe('target');
  });

  test('then ReLU in fewer and fewer layers: chosen by the first seed, judged by the others', () => {
    expect(stages.slice(1)).toEqual([
      ['activation-2-3-4-seed-1', 'activation-1-3-4-seed-1', 'activation-1-2-4-seed-1', 'activation-1-2-3-seed-1'],
      ['activation-1-2-3-seed-2', 'activation-1-2-3-seed-3', 'activation-1-2-3-seed-4'],
      ['activation-2-3-seed-1', 'activation-1-3-seed-1', 'activation-1-2-seed-1'],
    ]);
    expect(result.finding.repaired).toBe('activation-1-2-3');
    const repaired = rowOf('activation-1-2-3');
    expect(repaired.runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4]);
    expect(repaired.seeds).toEqual([2, 3, 4]);
    expect(repaired.values).toEqual([2, 3, 4].map((seed) => 0.967 + spread(seed)));
    expect(repaired.settings).toBe(3);
    expect(repaired.experiment).toMatchObject({ name: 'v2-activation-1-2-3', batchSize: 256, optimizer: v2.optimizer });
    expect(rowOf('activation-1-3').reaches.verdict).toBe('too few seeds');
  });

  test('pairs only where they are asked for: of changes that do not do alone, one of which helps', () => {
    const open = madeUpAblation({ ...question, pairs: 'open' }, reluReaches);
    const others = [
      'activity-l2',
      'kernel-l2',
      'dropout',
      'learning-rate',
      'initialization',
      'batch',
      'depth',
      'width',
    ];
    const pairs = others.map((id, at) => (at < 3 ? `${id}+optimizer` : `optimizer+${id}`));
    // Ten times the rate of another optimizer is that optimizer.
    expect(open.stages[1]).toEqual(pairs.filter((id) => !id.endsWith('+learning-rate')).map((id) => `${id}-seed-1`));
    expect(madeUpAblation({ ...question, pairs: 'all' }, reluReaches).stages[1]).toHaveLength(45 - 2);
  });

  test('where none helps, any pair', () => {
    const { stages: others, result: found } = madeUpAblation({ ...question, pairs: 'open' }, () => 0.1135);
    expect(others[1]).toHaveLength(43);
    expect(found.notes).toEqual([
      '"SGD → Adam" with "learning rate 0.01 → 0.1" is the same as "SGD → Adam" alone, and not run again.',
      '"depth 4 → 2" with "layer 4: 32 → 64 units" is the same as "depth 4 → 2" alone, and not run again.',
    ]);
  });

  test('the first seed of each row but pairs is looked into', () => {
    const all = madeUpAblation({ ...question, pairs: 'open' }, reluReaches).result;
    for (const { kind, diagnoses } of all.rows) expect(diagnoses).toHaveLength(kind === 'pair' ? 0 : 2);
  });

  test('runs train until the plateau is over for as long as the base trains', () => {
    const state = advanceAblation(question, new Map());
    if (state.done) throw new Error('nothing has run');
    const { experiment } = state.jobs.find(({ id }) => id === 'base-seed-2')!;
    expect(experiment).toEqual({
      ...v2,
      seed: 2,
      epochs: 60,
      callbacks: { stopAfterReaching: { monitor: 'validationAccuracy', value: 0.2, patience: 20 } },
    });
    const [base] = result.rows;
    expect(base!.experiment).toEqual(v2);
    expect(base!.accuracyAtBaseEpochs).toMatchObject({ n: 4, mean: 0.1135, sd: 0 });
    expect(base!.plateau.ends).toEqual([39, 40, 41, 42].map((epoch) => ({ epoch, censored: false })));
    expect(base!.summaries['validationAccuracy']!.mean).toBe(0.5);
    expect(base!.curves['validationAccuracy']!.mean).toHaveLength(60);
    expect(rowOf('activation').plateau).toMatchObject({ verdict: 'none', summary: { median: 1 } });
    expect(rowOf('dropout').plateau).toMatchObject({ verdict: 'unclear', comparison: { ratio: 1 } });
  });

  test('schedules keep their length, and early stopping is left out', () => {
    const learningRateSchedule = {
      type: 'warmup',
      epochs: 2,
      from: 0,
      target: { type: 'cosineDecay', alpha: 0 },
    } as const;
    const earlyStopping = {
      monitor: 'loss',
      mode: 'auto',
      minDelta: 0,
      patience: 1,
      restoreBestWeights: false,
    } as const;
    const base = { ...v2, callbacks: { learningRateSchedule, earlyStopping: { ...earlyStopping, startFromEpoch: 0 } } };
    const state = advanceAblation({ ...question, base }, new Map());
    if (state.done) throw new Error('nothing has run');
    expect(state.jobs[0]!.experiment.callbacks).toEqual({
      learningRateSchedule: { ...learningRateSchedule, target: { type: 'cosineDecay', alpha: 0, decayEpochs: 18 } },
      stopAfterReaching: { monitor: 'validationAccuracy', value: 0.2, patience: 20 },
    });
  });

  test('a pair that reaches the threshold with the first seed gets every seed', () => {
    const withPair: AccuracyOf = (experiment) =>
      experiment.batchSize === 64 && experiment.optimizer.type === 'adam' ? 0.97 + spread(experiment.seed) : 0.1135;
    const pairs = madeUpAblation({ ...question, pairs: 'open', target: { ...v1, name: 'other' } }, withPair);
    expect(pairs.stages[2]).toEqual(['optimizer+batch-seed-2', 'optimizer+batch-seed-3', 'optimizer+batch-seed-4']);
    expect(pairs.stages).toHaveLength(3);
    expect(pairs.result.finding.repaired).toBe('optimizer+batch');
  });

  test('a base that passes needs no pairs and no repair', () => {
    const passing = madeUpAblation({ ...question, pairs: 'all' }, ({ seed }) => 0.97 + spread(seed));
    expect(passing.stages).toHaveLength(1);
    expect(passing.result.finding.repaired).toBeNull();
  });
});

test('stopped anywhere and continued, it asks for what is missing and ends the same', () => {
  const whole = madeUpAblation(question, reluReaches);
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
          finished.set(job.id, madeUpOutcome(job, reluReaches(job.experiment, job)));
        }
        expect(rounds).toBeLessThan(jobs.length);
      }
      expect([...finished.keys()].sort()).toEqual([...jobs].sort());
    }),
    { numRuns: 8 },
  );
});
