import { expect, test } from 'vitest';
import { formatMistakeOutput, formatOutput, givenOutputs } from './answer.ts';

test('percentages are of probabilities only', () => {
  expect(givenOutputs({ predicted: 1, probabilities: [0.25, 0.75] })).toEqual({
    values: [0.25, 0.75],
    areProbabilities: true,
  });
  expect(givenOutputs({ predicted: 1, probabilities: null, scores: [0.25, 0.75] }).areProbabilities).toBe(false);
  expect(formatOutput(0.25, true)).toBe('25.0\u00a0%');
  expect(formatOutput(-1.5957, false)).toBe('−1.596');
});

test('a record that calls other numbers probabilities is not believed', () => {
  for (const probabilities of [
    [0, 1.5957],
    [-0.1, 0.4],
  ]) {
    const { values, areProbabilities } = givenOutputs({ predicted: 1, probabilities });
    expect(values.map((value) => formatOutput(value, areProbabilities)).join()).not.toContain('%');
  }
  const mistake = { index: 0, label: 1, predicted: 2 };
  expect(formatMistakeOutput({ ...mistake, probability: 1.5957 })).toBe('1.596');
  expect(formatMistakeOutput({ ...mistake, probability: 0.5 })).toBe('50.0\u00a0%');
  expect(formatMistakeOutput({ ...mistake, probability: null, score: 0.5 })).toBe('0.500');
});

test('what is no number is a dash', () => {
  const nothing = null as unknown as number;
  const { values, areProbabilities } = givenOutputs({ predicted: 0, probabilities: [nothing, Number.NaN, 0.5] });
  expect(values.map((value) => formatOutput(value, areProbabilities))).toEqual(['–', '–', '50.0\u00a0%']);
  expect(formatMistakeOutput({ index: 0, label: 1, predicted: 2, probability: null })).toBe('–');
});
