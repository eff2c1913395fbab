/** A small data set and a small experiment, for tests that train. */
import { type DataPart, type DataSet, mnistForm } from '../../src/data/data-set.ts';
import { parseExperiment } from '../../src/experiment/parse.ts';
import type { Experiment } from '../../src/experiment/schema.ts';

/** Each class is a bar at a place of its own, under noise of a small generator. */
function part(count: number, seed: number): DataPart {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const images = Uint8Array.from({ length: count * 784 }, () => random() * 60);
  const labels = Uint8Array.from({ length: count }, () => random() * 10);
  for (const [index, label] of labels.entries()) {
    images.fill(220, index * 784 + label * 56, index * 784 + label * 56 + 56);
  }
  return { inputs: images, labels, count };
}

export function smallData(train: number, test: number): DataSet {
  return {
    ...mnistForm,
    train: part(train, 1),
    test: part(test, 2),
    source: 'bars',
    files: [],
    orientation: { transposed: false, inverted: false },
    notices: [],
  };
}

/** Dropout and Adam, so that random numbers and the optimizer's state matter. */
export function smallExperiment(): Experiment {
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
    },
    'small',
  );
}
