/**
 * How good a network can be that trains within ten minutes on two cores: four small convolutions with batch normalization, on
 * images that are turned, zoomed and moved anew in every step. Chosen on a part of the training set; the test set is used once,
 * at the end. `docs/experiments.md` says why it is as it is.
 */
import { type Experiment, imageSide } from '@inkgrad/experiments';

const batchSize = 128;
const epochs = 20;
/** 58,800 images train. */
const stepsPerEpoch = 460;

type Layers = Experiment['layers'];

interface ConvolutionOptions {
  readonly pools?: boolean;
  readonly padding?: 'same';
}

/** A pool stands before the normalization, which then has a quarter of the values. */
const convolution = (filters: number, { pools = false, padding }: ConvolutionOptions = {}): Layers => [
  { type: 'conv2d', filters, kernelSize: [3, 3], ...(padding && { padding }), useBias: false },
  ...(pools ? [{ type: 'maxPooling2d' as const, poolSize: [2, 2] as const }] : []),
  { type: 'batchNormalization' },
  { type: 'activation', activation: 'relu' },
];

/** It rises for an epoch, and reaches 0 with the last step. */
const learningRate: Experiment['optimizer']['learningRate'] & { readonly [option: string]: unknown } = {
  name: 'cosineDecay',
  initialLearningRate: 0,
  warmupTarget: 0.003,
  warmupSteps: stepsPerEpoch,
  decaySteps: stepsPerEpoch * (epochs - 1),
  alpha: 0,
};

export const v3: Experiment = {
  name: 'v3',
  title: 'A small convolutional network, trained well',
  description:
    'Four convolutions of 3×3 with batch normalization, on images that are turned, zoomed and moved anew in every step; the learning rate rises for an epoch and then falls along a cosine.',
  preprocessing: 'divideBy255',
  layers: [
    { type: 'reshape', targetShape: [imageSide, imageSide, 1] },
    { type: 'randomRotation', factor: [-0.028, 0.028], fillMode: 'constant' },
    { type: 'randomZoom', heightFactor: [-0.12, 0.12], widthFactor: [-0.12, 0.12], fillMode: 'constant' },
    {
      type: 'randomTranslation',
      heightFactor: [-0.08, 0.08],
      widthFactor: [-0.08, 0.08],
      fillMode: 'constant',
      interpolation: 'nearest',
    },
    ...convolution(16, { pools: true }),
    ...convolution(48, { pools: true }),
    ...convolution(96, { padding: 'same' }),
    ...convolution(96),
    { type: 'flatten' },
    { type: 'dropout', rate: 0.4 },
    { type: 'dense', units: 10, activation: 'softmax' },
  ],
  optimizer: {
    type: 'adam',
    learningRate,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
  },
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
  validation: { fraction: 0.02, seed: 1 },
  batchSize,
  epochs,
  seed: 1,
};
