import type { StoredRun } from '@inkgrad/experiments/node';
import { experiments } from '@inkgrad/mnist';
import { describe, expect, it } from 'vitest';
import { plainLook } from '../../test/support/plain-look.ts';
import { visibleLength } from '../terminal/text.ts';
import type { ReportPlace } from '../training/find-report.ts';
import { sortRuns } from './runs-order.ts';
import { type ListedRun, renderRuns, runsJson } from './runs-table.ts';

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
    failure: undefined,
    interruption: undefined,
    trainingSeconds: 3.21,
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

const listed = (name: string, change: Partial<StoredRun> = {}, report?: ReportPlace): ListedRun => ({
  run: run(name, change),
  report,
});

describe('renderRuns', () => {
  const fold = { kind: 'fold', folds: 5, fold: 2, seed: 1 } as const;
  const failure = { message: 'training loss is not finite.', epoch: 2, step: 7 };
  const runs = [
    listed('a'),
    listed('b', { status: 'interrupted', epochsDone: 0, metrics: undefined, split: fold }),
    listed('c', { status: 'failed', epochsDone: 1, failure }),
    listed('d', {}, { path: 'runs/d/report.html', isThere: false, resumed: 'runs/d' }),
  ];

  it('shows how far a run came, of which fold it is, where it failed, and that a report is missing', () => {
    const lines = renderRuns(runs, plainLook());
    expect(lines[2]).toMatch(/v1 {12}finished +3 +0\.2500 +0\.9000 +3\.2s +1 {2}wasm +runs\/a$/);
    expect(lines[3]).toMatch(/v1, fold 2\/5 {2}interrupted +0\/3 +– +– +– +1 {2}wasm +runs\/b$/);
    expect(lines[4]).toMatch(/v1 {12}failed, epoch 2 step 7 +1\/3 .* runs\/c$/);
    expect(lines[5]).toMatch(/v1 {12}finished, no report +3 .* runs\/d$/);
  });

  it.each([40, 80, 120])('keeps status, epochs, val_accuracy and folder at %i columns', (width) => {
    const text = renderRuns(runs, plainLook(width)).join('\n');
    for (const line of text.split('\n')) expect(visibleLength(line)).toBeLessThanOrEqual(width);
    for (const part of ['runs/a', '0.9000', 'failed, epoch 2 step 7', '1/3', 'no report']) expect(text).toContain(part);
  });

  it('for programs, with the failure and the report', () => {
    expect(runsJson(runs[2]!)).toMatchObject({ status: 'failed', failure, trainingSeconds: 3.21, report: null });
    const report = { path: 'runs/a/report.html', isThere: true, resumed: 'runs/a' };
    expect(runsJson(listed('a', {}, report))).toMatchObject({ failure: null, report: report.path });
  });
});
