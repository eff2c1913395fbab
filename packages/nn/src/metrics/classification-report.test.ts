import { uniform } from '@inkgrad/tensor';
import { expect, test } from 'vitest';
import { classificationReport, confusionMatrix } from './classification-report.ts';

test('the matrix counts answers: rows are true classes', () => {
  expect(confusionMatrix([0, 0, 1, 2, 2], Uint8Array.of(0, 1, 1, 0, 2), 3)).toEqual([
    [1, 1, 0],
    [0, 1, 0],
    [1, 0, 1],
  ]);
});

test('the example of scikit-learn: y_true 0 1 2 2 2, y_pred 0 0 2 2 1', () => {
  // https://scikit-learn.org/stable/modules/generated/sklearn.metrics.classification_report.html
  const report = classificationReport(confusionMatrix([0, 1, 2, 2, 2], [0, 0, 2, 2, 1], 3));
  const rounded = JSON.parse(JSON.stringify(report), (_, value) =>
    typeof value === 'number' ? Math.round(value * 100) / 100 : value,
  );
  expect(rounded).toEqual({
    classes: [
      { precision: 0.5, recall: 1, f1: 0.67, support: 1 },
      { precision: 0, recall: 0, f1: 0, support: 1 },
      { precision: 1, recall: 0.67, f1: 0.8, support: 3 },
    ],
    accuracy: 0.6,
    macroAverage: { precision: 0.5, recall: 0.56, f1: 0.49, support: 5 },
    weightedAverage: { precision: 0.7, recall: 0.6, f1: 0.61, support: 5 },
  });
});

test('the weighted recall is the accuracy, and all averages lie between the classes', () => {
  const draw = (stream: number): Uint8Array => Uint8Array.from(uniform(3, stream, 200), (u) => Math.floor(u * 7));
  const { classes, accuracy, macroAverage, weightedAverage } = classificationReport(
    confusionMatrix(draw(1), draw(2), 7),
  );
  expect(weightedAverage.recall).toBeCloseTo(accuracy, 12);
  for (const average of [macroAverage, weightedAverage]) {
    expect(average.support).toBe(200);
    for (const key of ['precision', 'recall', 'f1'] as const) {
      expect(average[key]).toBeGreaterThanOrEqual(Math.min(...classes.map((own) => own[key])));
      expect(average[key]).toBeLessThanOrEqual(Math.max(...classes.map((own) => own[key])));
    }
  }
});

test('no samples give zeros, not NaN', () => {
  const { accuracy, macroAverage } = classificationReport([
    [0, 0],
    [0, 0],
  ]);
  expect([accuracy, macroAverage]).toEqual([0, { precision: 0, recall: 0, f1: 0, support: 0 }]);
});

test.each<[string, () => unknown, RegExp]>([
  [
    'a label outside',
    () => confusionMatrix([3], [0], 3),
    /labels: expected whole numbers in \[0, 3\), received 3 at pos/,
  ],
  ['an answer between', () => confusionMatrix([0], [0.5], 3), /predictions: .* received 0.5 at position 0/],
  ['lengths that differ', () => confusionMatrix([0, 1], [0], 3), /predictions: expected 2, one for each label/],
  ['no classes', () => confusionMatrix([], [], 0), /classes must be a positive whole number/],
  ['a matrix that is not square', () => classificationReport([[1, 2]]), /matrix\[0\] must be an array of 1 counts/],
  ['an empty matrix', () => classificationReport([]), /matrix must be an array of at least one row/],
  ['a count below 0', () => classificationReport([[-1]]), /matrix\[0\]\[0\] must be a whole number of at least 0/],
])('%s is refused', (_, make, message) => {
  expect(make).toThrowError(message);
});
