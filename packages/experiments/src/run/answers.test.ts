import { expect, test } from 'vitest';
import {
  confusionMatrix,
  predictedDigit,
  predictedDigits,
  predictionOf,
  predictionsOf,
  worstMistakes,
} from './answers.ts';

/** Each row gives `share` to one digit and the rest evenly to the others. */
function answers(rows: readonly (readonly [label: number, answer: number, share: number])[]) {
  const probabilities = new Float32Array(rows.length * 10);
  for (const [index, [, answer, share]] of rows.entries()) {
    probabilities.fill((1 - share) / 9, index * 10, index * 10 + 10);
    probabilities[index * 10 + answer] = share;
  }
  return { probabilities, labels: Uint8Array.from(rows, ([label]) => label) };
}

const example = answers([
  [3, 3, 0.9],
  [3, 5, 0.5],
  [0, 7, 0.75],
  [9, 7, 0.5],
  [3, 3, 0.25],
]);

test('the confusion matrix counts true digits by row and predicted ones by column', () => {
  const counts = confusionMatrix(example);
  expect(counts[3]).toEqual([0, 0, 0, 2, 0, 1, 0, 0, 0, 0]);
  expect(counts[0]![7]).toBe(1);
  expect(counts[9]![7]).toBe(1);
  expect(counts.flat().reduce((sum, count) => sum + count)).toBe(5);
});

test('the worst mistakes come first, equals in their order', () => {
  expect(worstMistakes(example)).toEqual([
    { index: 2, label: 0, predicted: 7, probability: 0.75 },
    { index: 1, label: 3, predicted: 5, probability: 0.5 },
    { index: 3, label: 9, predicted: 7, probability: 0.5 },
  ]);
  expect(worstMistakes(example, 1)).toHaveLength(1);
});

test('one prediction, and none where there is no image', () => {
  const prediction = predictionOf(example, 3)!;
  expect(prediction).toMatchObject({ label: 9, predicted: 7 });
  expect(prediction.probabilities).toHaveLength(10);
  expect(predictionOf(example, 5)).toBeNull();
});

test('of equal probabilities the smallest digit is taken', () => {
  expect(predictedDigit(new Float32Array(10).fill(0.1))).toBe(0);
});

test('outputs that are no probabilities are called scores', () => {
  const scores = example.probabilities.map((p) => 3 * p - 1);
  const { labels } = example;
  expect(worstMistakes({ scores, labels }, 2)).toEqual([
    { index: 2, label: 0, predicted: 7, probability: null, score: scores[27] },
    { index: 1, label: 3, predicted: 5, probability: null, score: scores[15] },
  ]);
  expect(predictionOf({ scores, labels }, 3)).toEqual({
    ...{ label: 9, predicted: 7, probabilities: null },
    scores: [...scores.subarray(30, 40)],
  });
  expect(confusionMatrix({ scores, labels })).toEqual(confusionMatrix(example));
});

test('an output that is not finite is no digit, wherever it is', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (const at of [0, 7, 29, 49]) {
      const probabilities = example.probabilities.slice();
      probabilities[at] = value;
      const spoilt = { probabilities, labels: example.labels };
      const row = Math.floor(at / 10);
      const refusal = expect.objectContaining({ name: 'NonFiniteValueError', kind: 'numeric', index: [row, at % 10] });
      for (const use of [confusionMatrix, worstMistakes, predictedDigits, predictionsOf]) {
        expect(() => use(spoilt), `${use.name} with ${value} at ${at}`).toThrow(refusal);
      }
      expect(() => predictionOf(spoilt, row)).toThrow(/so that it means no class/);
      expect(() => predictedDigit(probabilities, row * 10)).toThrow(/so that it means no class/);
      expect(predictionOf(spoilt, row === 2 ? 3 : 2)).not.toBeNull();
    }
  }
});
