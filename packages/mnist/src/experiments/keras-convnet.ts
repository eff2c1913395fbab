/** The convolutional network of Keras's example "Simple MNIST convnet". Source: https://keras.io/examples/vision/mnist_convnet/ */

import type { Experiment } from '@inkgrad/experiments';
import { imageSide } from '@inkgrad/experiments';

export const kerasConvnet: Experiment = {
  name: 'keras-convnet',
  title: "Keras's simple convolutional network",
  description:
    'Two convolutions of 3×3, each followed by a pool, and a dense layer; trained with Adam on pixels from 0 to 1.',
  preprocessing: 'divideBy255',
  layers: [
    { type: 'reshape', targetShape: [imageSide, imageSide, 1] },
    { type: 'conv2d', filters: 32, kernelSize: [3, 3], activation: 'relu' },
    { type: 'maxPooling2d', poolSize: [2, 2] },
    { type: 'conv2d', filters: 64, kernelSize: [3, 3], activation: 'relu' },
    { type: 'maxPooling2d', poolSize: [2, 2] },
    { type: 'flatten' },
    { type: 'dropout', rate: 0.5 },
    { type: 'dense', units: 10, activation: 'softmax' },
  ],
  optimizer: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
  batchSize: 128,
  epochs: 15,
  seed: 1,
};
