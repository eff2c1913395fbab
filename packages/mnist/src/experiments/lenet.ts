/**
 * LeNet-5 as it is written with Keras today: ReLU's predecessor tanh, means as pools, and a softmax in place of the distances
 * to drawn digits. Source: LeCun, Bottou, Bengio & Haffner, http://yann.lecun.com/exdb/publis/pdf/lecun-01a.pdf
 */
import { type Experiment, imageSide } from '@inkgrad/experiments';

export const lenet: Experiment = {
  name: 'lenet',
  title: 'LeNet-5',
  description:
    'The convolutional network of 1998: two convolutions of 5×5 with tanh, each followed by a mean of 2×2, and three dense layers.',
  preprocessing: 'divideBy255',
  layers: [
    { type: 'reshape', targetShape: [imageSide, imageSide, 1] },
    { type: 'conv2d', filters: 6, kernelSize: [5, 5], padding: 'same', activation: 'tanh' },
    { type: 'averagePooling2d', poolSize: [2, 2] },
    { type: 'conv2d', filters: 16, kernelSize: [5, 5], activation: 'tanh' },
    { type: 'averagePooling2d', poolSize: [2, 2] },
    { type: 'flatten' },
    { type: 'dense', units: 120, activation: 'tanh' },
    { type: 'dense', units: 84, activation: 'tanh' },
    { type: 'dense', units: 10, activation: 'softmax' },
  ],
  optimizer: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 10,
  seed: 1,
};
