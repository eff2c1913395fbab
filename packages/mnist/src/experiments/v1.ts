/** The notebook's first model, as its code ran it: two hidden layers, though its prose speaks of one. */
import type { Experiment } from '@inkgrad/experiments';

export const v1: Experiment = {
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
