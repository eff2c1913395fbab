/**
 * Two experiments as tests take them: a small network that learns, and a deep one with every kind of regularization. They
 * are built as the two that mnist publishes, which this package does not know.
 */
import type { Experiment } from '../../src/experiment/schema.ts';

const v1: Experiment = {
  name: 'v1',
  title: 'v1: ReLU, dropout, Adam',
  description: 'Two hidden layers of 64 ReLU units with dropout, trained with Adam. The notebook finds it good.',
  preprocessing: 'normalizeColumns',
  layers: [
    { type: 'flatten' },
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 10, activation: 'softmax' },
  ],
  optimizer: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 64,
  epochs: 20,
  seed: 1,
};

const v2: Experiment = {
  name: 'v2',
  title: 'v2: sigmoid, dropout, L2 penalties, SGD',
  description:
    'Four hidden layers of sigmoid units with dropout, L2 on kernels and activities, trained with SGD and momentum. ' +
    'The notebook finds that it answers "1" to everything.',
  preprocessing: 'normalizeColumns',
  layers: [
    { type: 'flatten' },
    { type: 'dense', units: 64, activation: 'sigmoid' },
    { type: 'dropout', rate: 0.25 },
    {
      type: 'dense',
      units: 64,
      activation: 'sigmoid',
      kernelRegularizer: { l2: 1e-4 },
      activityRegularizer: { l2: 1e-4 },
    },
    { type: 'dropout', rate: 0.25 },
    {
      type: 'dense',
      units: 64,
      activation: 'sigmoid',
      kernelRegularizer: { l2: 1e-4 },
      activityRegularizer: { l2: 1e-4 },
    },
    { type: 'dropout', rate: 0.25 },
    {
      type: 'dense',
      units: 32,
      activation: 'sigmoid',
      kernelRegularizer: { l2: 1e-4 },
      activityRegularizer: { l2: 1e-4 },
    },
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 10, activation: 'softmax' },
  ],
  optimizer: { type: 'sgd', learningRate: 0.01, momentum: 0.95, nesterov: false },
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 256,
  epochs: 20,
  seed: 1,
};

export const experiments = { v1, v2 };
