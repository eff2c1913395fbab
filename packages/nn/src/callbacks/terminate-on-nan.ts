/** Ends training quietly at a loss that is not finite. Source: https://keras.io/api/callbacks/terminate_on_nan/ */
import type { Callback, TrainedModel } from './callback.ts';

/**
 * Stops training, without an error, after the chunk of steps whose running loss is NaN or infinite. `fit` throws
 * `NonFiniteLossError` before it comes to that, unless it is told `terminateOnNaN: false`.
 * @example
 * await model.fit(x, y, { epochs: 2, terminateOnNaN: false, callbacks: [terminateOnNaN()] });
 */
export function terminateOnNaN(): Callback {
  let model: TrainedModel;
  return {
    name: 'terminateOnNaN',
    onTrainBegin: (trained) => {
      model = trained;
    },
    onBatchesEnd: ({ logs }) => {
      if (!Number.isFinite(logs['loss'])) model.stopTraining = true;
    },
  };
}
