import { experiments } from '@inkgrad/mnist';
import type { StoredRun } from '@inkgrad/mnist/node';
import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { sortRuns } from './runs-order.ts';
import { renderRuns } from './runs-table.ts';

function run(name: string, change: Partial<StoredRun> = {}): StoredRun {
  const metrics = { epoch: 3, seconds: 1, loss: 0.5, accuracy: 0.8, validationLoss: 0.25, validationAccuracy: 0.9 };
  return {
    directory: `runs/${name}`,
    name,
    status: 'finished',
    experiment: { ...experiments.v1, epochs: 3 },
    split: { kind: 'test' },
    diagnose: false,
    environment: { backend: 'wasm' } as StoredRun['environment'],
    continued: [],
    startedAt: '2026-03-09T14:05:30.000Z',
    result: undefined,
    interruption: undefined,
    epochsDone: 3,
    metrics,
    ...change,
  };
}

describe('sortRuns', () => {
  const worse = run('worse', { metrics: { epoch: 1, seconds: 1, validationAccuracy: 0.5, validationLoss: 2 } });
  const better = run('better', { startedAt: '2026-03-08T14:05:30.000Z' });
  const none = run('none', { metrics: undefined, startedAt: '2026-03-10T14:05:30.000Z' });
  const names = (order: Parameters<typeof sortRuns>[1]) =>
    sortRuns([worse, none, better], order).map(({ name }) => name);

  it('puts the newest and the best first, and what has no figure last', () => {
    expect(names('date')).toEqual(['none', 'worse', 'better']);
    expect(names('validationAccuracy')).toEqual(['better', 'worse', 'none']);
    expect(names('validationLoss')).toEqual(['better', 'worse', 'none']);
    expect(names('loss')).toEqual(['better', 'worse', 'none']);
    expect(names('seed')).toEqual(['worse', 'none', 'better']);
  });
});

describe('renderRuns', () => {
  it('shows how far a run came, and of which fold it is', () => {
    const fold = { kind: 'fold', folds: 5, fold: 2, seed: 1 } as const;
    const lines = renderRuns(
      [run('a'), run('b', { status: 'interrupted', epochsDone: 0, metrics: undefined, split: fold })],
      pico.createColors(false),
    );
    expect(lines[2]).toMatch(/v1 {12}finished +3 +0\.2500 +0\.9000 +1 {2}wasm +runs\/a$/);
    expect(lines[3]).toMatch(/v1, fold 2\/5 {2}interrupted +0\/3 +– +– +1 {2}wasm +runs\/b$/);
  });
});
