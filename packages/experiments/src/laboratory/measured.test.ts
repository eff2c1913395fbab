import { expect, test } from 'vitest';
import { isLessBetter, measuredNames, orderingName, shownNames } from './measured.ts';

test('of classes tables show loss and accuracy, whatever else is measured', () => {
  const experiment = { metrics: ['accuracy', 'sparseTopKCategoricalAccuracy'] } as const;
  expect(shownNames({ metrics: [...experiment.metrics] })).toEqual([
    'loss',
    'accuracy',
    'validationLoss',
    'validationAccuracy',
  ]);
  expect(orderingName({ metrics: [...experiment.metrics] })).toBe('validationAccuracy');
  expect(measuredNames({ metrics: [...experiment.metrics] })).toContain('validationSparseTopKCategoricalAccuracy');
});

test('of values they show the loss and each metric', () => {
  const metrics = ['meanAbsoluteError' as const, { name: 'r2Score' as const }];
  expect(shownNames({ metrics })).toEqual([
    'loss',
    'meanAbsoluteError',
    'r2Score',
    'validationLoss',
    'validationMeanAbsoluteError',
    'validationR2Score',
  ]);
  expect(orderingName({ metrics })).toBe('validationLoss');
});

test('less of losses and errors is better, more of accuracies, R² and similarity', () => {
  const names = ['loss', 'validationLoss', 'meanAbsoluteError', 'validationMeanSquaredError', 'rootMeanSquaredError'];
  expect(names.map(isLessBetter)).toEqual(names.map(() => true));
  const more = ['accuracy', 'validationAccuracy', 'validationR2Score', 'validationCosineSimilarity', 'auc', 'recall'];
  expect(more.map(isLessBetter)).toEqual(more.map(() => false));
});
