/** Which runs are a group, and what is said of two groups. The tests themselves are checked in comparison-of-means.test.ts. */
import { describe, expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import { type GroupableRun, groupFinding, groupRuns } from './run-groups.ts';

const { v1, v2 } = experiments;
const split = { kind: 'test' } as const;

function run(config: typeof v1, seed: number, accuracy: number | undefined): GroupableRun {
  const evaluation = { loss: 1, ...(accuracy === undefined ? {} : { accuracy }) } as never;
  return { result: { config: { ...config, seed }, seed, split, evaluation } };
}

const runsOf = (config: typeof v1, accuracies: readonly number[], firstSeed = 1): GroupableRun[] =>
  accuracies.map((accuracy, at) => run(config, firstSeed + at, accuracy));

const nameOf = (group: number): string => `group ${group}`;
const good = [0.97, 0.972, 0.971];
const bad = [0.9, 0.903, 0.901];

describe('groupRuns', () => {
  test('puts runs together that differ in their seed and their name, in the order of seeds', () => {
    const [first, second] = runsOf(v1, good);
    const renamed = run({ ...v1, name: 'mine', title: 'Mine', description: '' }, 3, 0.971);
    const { groups } = groupRuns([second!, ...runsOf(v2, bad), renamed, first!]);
    expect(groups.map(({ runs, seeds }) => ({ runs, seeds }))).toEqual([
      { runs: [5, 0, 4], seeds: [1, 2, 3] },
      { runs: [1, 2, 3], seeds: [1, 2, 3] },
    ]);
    expect(groups[0]!.accuracy!.mean).toBeCloseTo(0.971, 12);
  });

  test('compares the same seeds in pairs, and others as two samples', () => {
    const [paired] = groupRuns([...runsOf(v1, good), ...runsOf(v2, bad)]).comparisons;
    expect(paired).toMatchObject({ a: 0, b: 1, design: 'paired', n: 3 });
    expect(paired!.difference).toBeCloseTo(-0.0696667, 6);
    expect(groupFinding(paired!, nameOf)).toBe('group 0 is better');
    const [unpaired] = groupRuns([...runsOf(v2, bad), ...runsOf(v1, good, 4)]).comparisons;
    expect(unpaired).toMatchObject({ design: 'unpaired', n: 6 });
    expect(groupFinding(unpaired!, nameOf)).toBe('group 1 is better');
  });

  test('corrects for the number of pairs', () => {
    const other = { ...v1, batchSize: 32 };
    const runs = [...runsOf(v1, good), ...runsOf(v2, bad), ...runsOf(other, [0.9712, 0.9709, 0.9715])];
    const { comparisons } = groupRuns(runs);
    expect(comparisons.map(({ a, b }) => [a, b])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    const least = comparisons.toSorted((x, y) => x.pValue! - y.pValue!)[0]!;
    expect(least.adjusted).toBeCloseTo(3 * least.pValue!, 12);
    expect(groupFinding(comparisons[1]!, nameOf)).toBe('no difference shown');
  });

  test('does not judge fewer than three seeds', () => {
    const { groups, comparisons } = groupRuns([...runsOf(v1, good.slice(0, 2)), ...runsOf(v2, bad.slice(0, 2))]);
    expect(groups).toHaveLength(2);
    expect(comparisons).toMatchObject([{ pValue: null, adjusted: null }]);
    expect(groupFinding(comparisons[0]!, nameOf)).toBe('not enough seeds');
  });

  test('of values goes by the mean absolute error, of which less is better', () => {
    const ofValues = (config: typeof v1, seed: number, off: number): GroupableRun => ({
      result: {
        ...{ config: { ...config, seed }, seed, split, evaluation: { set: 'test', count: 2, loss: 9 } },
        targets: { kind: 'values', names: ['y'] },
        predictedValues: { predicted: [1 + off, 3 - off], true: [1, 3] },
      },
    });
    const near = [0.1, 0.12, 0.11].map((off, at) => ofValues(v1, at + 1, off));
    const far = [0.5, 0.53, 0.51].map((off, at) => ofValues(v2, at + 1, off));
    const { groups, comparisons } = groupRuns([...near, ...far]);
    expect(groups[0]!.meanAbsoluteError!.mean).toBeCloseTo(0.11, 12);
    expect(groups[0]!.accuracy).toBeUndefined();
    expect(comparisons[0]!.difference).toBeCloseTo(0.4033333, 6);
    expect(groupFinding(comparisons[0]!, nameOf)).toBe('group 0 is better');
  });

  test('finds none in single runs, in one configuration, and in runs without an accuracy', () => {
    const none = { groups: [], comparisons: [] };
    expect(groupRuns([run(v1, 1, 0.9), run(v2, 1, 0.8)])).toEqual(none);
    expect(groupRuns(runsOf(v1, good))).toEqual(none);
    expect(groupRuns([run(v1, 1, undefined), run(v1, 2, undefined), ...runsOf(v2, bad)])).toEqual(none);
    // Run twice, the same seed is no second draw.
    expect(groupRuns([run(v1, 1, 0.9), run(v1, 1, 0.9), run(v2, 1, 0.8)])).toEqual(none);
  });
});
