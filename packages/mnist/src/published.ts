/**
 * The figures that the published notebook printed: TensorFlow 2.x Keras, 20 epochs, one run each, hardware unstated.
 * Nothing here is computed; `compare-published.ts` sets a run beside it.
 */
import type { PublishedEpoch, PublishedFigures } from '@inkgrad/experiments';
import type { PublishedName } from './experiments/published-experiments.ts';

/** Figures of the notebook, by experiment. */
export interface Published {
  /** Where the figures come from. */
  readonly source: string;
  readonly experiments: Readonly<Record<PublishedName, PublishedFigures>>;
}

/** seconds, µs per sample, loss, accuracy, validation loss, validation accuracy. */
type Row = readonly [number, number, number, number, number, number];

const v1Rows: readonly Row[] = [
  [6, 100, 0.5567, 0.8311, 0.2029, 0.9385],
  [4, 60, 0.2657, 0.9218, 0.1548, 0.9533],
  [4, 61, 0.2146, 0.9383, 0.1375, 0.9591],
  [4, 60, 0.1851, 0.9454, 0.1261, 0.9631],
  [4, 61, 0.1663, 0.9506, 0.1189, 0.9642],
  [4, 63, 0.1558, 0.9542, 0.1141, 0.9672],
  [4, 61, 0.1435, 0.9568, 0.113, 0.9675],
  [4, 62, 0.1314, 0.9597, 0.1094, 0.9686],
  [4, 65, 0.1277, 0.9612, 0.1058, 0.9683],
  [4, 64, 0.1187, 0.9645, 0.0976, 0.9703],
  [4, 63, 0.1154, 0.9646, 0.1004, 0.9702],
  [4, 65, 0.1094, 0.9658, 0.1011, 0.9705],
  [4, 63, 0.1054, 0.9676, 0.0978, 0.972],
  [4, 63, 0.1025, 0.9681, 0.0976, 0.9719],
  [4, 69, 0.098, 0.9706, 0.0922, 0.9741],
  [4, 67, 0.0988, 0.9684, 0.1044, 0.9718],
  [5, 82, 0.0948, 0.9697, 0.1, 0.9731],
  [5, 75, 0.0919, 0.9717, 0.1011, 0.9728],
  [5, 75, 0.0909, 0.9719, 0.0956, 0.9718],
  [5, 78, 0.0849, 0.9736, 0.0965, 0.9738],
];

const v2Rows: readonly Row[] = [
  [6, 93, 2.3728, 0.1, 2.3225, 0.1135],
  [2, 34, 2.3287, 0.1041, 2.3222, 0.1135],
  [2, 34, 2.3264, 0.105, 2.3214, 0.1135],
  [2, 34, 2.3244, 0.1062, 2.3212, 0.1135],
  [2, 34, 2.3233, 0.1089, 2.3207, 0.1135],
  [2, 35, 2.323, 0.108, 2.3206, 0.1135],
  [2, 35, 2.3221, 0.1089, 2.3204, 0.1135],
  [2, 35, 2.3215, 0.1095, 2.3198, 0.1135],
  [2, 33, 2.3214, 0.1099, 2.3198, 0.1135],
  [2, 35, 2.3212, 0.1088, 2.3192, 0.1135],
  [2, 35, 2.3204, 0.1107, 2.3191, 0.1135],
  [2, 35, 2.32, 0.1102, 2.3193, 0.1135],
  [2, 33, 2.3198, 0.1116, 2.3186, 0.1135],
  [2, 33, 2.3195, 0.1099, 2.3183, 0.1135],
  [2, 34, 2.319, 0.1107, 2.3182, 0.1135],
  [2, 37, 2.3188, 0.1111, 2.3179, 0.1135],
  [2, 34, 2.3183, 0.1109, 2.3173, 0.1135],
  [2, 33, 2.3182, 0.1115, 2.317, 0.1135],
  [2, 33, 2.3181, 0.1113, 2.3167, 0.1135],
  [2, 34, 2.3178, 0.1109, 2.3166, 0.1135],
];

function history(rows: readonly Row[]): PublishedEpoch[] {
  return rows.map(([seconds, microsecondsPerSample, loss, accuracy, validationLoss, validationAccuracy], index) => ({
    epoch: index + 1,
    seconds,
    microsecondsPerSample,
    loss,
    accuracy,
    validationLoss,
    validationAccuracy,
  }));
}

/** What the notebook printed: each epoch of both experiments, and the digit that it predicts at the end. */
export const published: Published = {
  source: 'the published notebook: TensorFlow 2.x Keras, 20 epochs, one run each, hardware unstated',
  experiments: {
    v1: { history: history(v1Rows), predictionOfTestSample1000: 9 },
    v2: { history: history(v2Rows), predictionOfTestSample1000: 1 },
  },
};
