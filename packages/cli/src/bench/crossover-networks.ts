/** The networks whose training step `inkgrad bench --crossover` makes wider and wider, by the name of `--network`. */
import { conv2d, dense, flatten, type Layer, maxPooling2d, reshape, type Sequential, sequential } from '@inkgrad/nn';

export type CrossoverNetworkName = 'dense' | 'convolutional';

export interface CrossoverNetwork {
  readonly name: CrossoverNetworkName;
  /** With W for the width. */
  readonly title: string;
  /** What the width is, for an axis. */
  readonly axis: string;
  readonly batchSize: number;
  /** Measured unless others are asked for. */
  readonly widths: readonly number[];
  make(width: number): Sequential;
  /** Multiplications for one sample: the time of a step grows with them. */
  multiplications(width: number): number;
}

const compiled = (layers: readonly Layer[]): Sequential =>
  sequential({ layers, seed: 1 }).compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });

const denseNetwork: CrossoverNetwork = {
  name: 'dense',
  title: '784-W-W-10',
  axis: 'width W of both hidden layers',
  batchSize: 64,
  widths: [64, 128, 256, 512, 1024, 2048, 4096],
  make: (width) =>
    compiled([
      flatten({ inputShape: [28, 28] }),
      dense({ units: width, activation: 'relu' }),
      dense({ units: width, activation: 'relu' }),
      dense({ units: 10, activation: 'softmax' }),
    ]),
  multiplications: (width) => (784 + width + 10) * width,
};

/** `keras-convnet` with its 32 and 64 filters made fewer or more, and without its dropout. */
const convolutionalNetwork: CrossoverNetwork = {
  name: 'convolutional',
  title: '28×28-conv W-pool-conv 2W-pool-10',
  axis: 'W filters in the first convolution, 2W in the second',
  batchSize: 128,
  widths: [4, 8, 16, 32, 64, 128],
  make: (width) =>
    compiled([
      reshape({ targetShape: [28, 28, 1], inputShape: [28, 28] }),
      conv2d({ filters: width, kernelSize: 3, activation: 'relu' }),
      maxPooling2d(),
      conv2d({ filters: 2 * width, kernelSize: 3, activation: 'relu' }),
      maxPooling2d(),
      flatten(),
      dense({ units: 10, activation: 'softmax' }),
    ]),
  multiplications: (width) => 26 * 26 * 9 * width + 11 * 11 * 9 * width * 2 * width + 5 * 5 * 2 * width * 10,
};

export const crossoverNetworks: Readonly<Record<CrossoverNetworkName, CrossoverNetwork>> = {
  dense: denseNetwork,
  convolutional: convolutionalNetwork,
};
