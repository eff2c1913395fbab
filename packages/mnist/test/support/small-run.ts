/** A small part of MNIST and small experiments, for tests that train. */
import { type Experiment, type PictureData, type PicturePart, parseExperiment } from '@inkgrad/experiments';
import { loadMnist } from '../../src/node.ts';

/** The first images of the training and the test set. */
export async function smallMnist(train: number, test: number): Promise<PictureData> {
  const all = await loadMnist();
  const part = ({ inputs, labels }: PicturePart, count: number): PicturePart => ({
    inputs: inputs.subarray(0, count * 784),
    labels: labels.subarray(0, count),
    count,
  });
  return { ...all, train: part(all.train, train), test: part(all.test, test) };
}

/** Dropout and Adam, so that random numbers and the optimizer's state matter. */
export function smallExperiment(change: object = {}): Experiment {
  return parseExperiment(
    {
      name: 'small',
      layers: [
        { type: 'flatten' },
        { type: 'dense', units: 8, activation: 'relu' },
        { type: 'dropout', rate: 0.25 },
        { type: 'dense', units: 10, activation: 'softmax' },
      ],
      optimizer: { type: 'adam', learningRate: 0.01 },
      batchSize: 16,
      epochs: 4,
      ...change,
    },
    'small',
  );
}
