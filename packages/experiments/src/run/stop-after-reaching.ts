/**
 * Ends training once a value was reached and kept for some epochs more, so that runs that learn late and runs that learn
 * early are trained as long after the beginning. It remembers nothing beside the history, so that a run that continues
 * ends where one that never stopped does.
 */
import type { Callback, TrainedModel } from '@inkgrad/nn';
import type { StopAfterReachingConfig } from '../experiment/callbacks-schema.ts';

/** Whether the last `patience` + 1 values are all at `value` or above it. */
function hasStayed(values: readonly number[], { value, patience }: Omit<StopAfterReachingConfig, 'monitor'>): boolean {
  return values.length > patience && values.slice(-patience - 1).every((each) => each >= value);
}

export function stopAfterReaching({ monitor, ...rule }: StopAfterReachingConfig): Callback {
  let model: TrainedModel | undefined;
  return {
    name: 'stopAfterReaching',
    onTrainBegin: (trained) => {
      model = trained;
    },
    onEpochEnd: () => {
      if (hasStayed(model?.history?.history[monitor] ?? [], rule)) model!.stopTraining = true;
    },
  };
}
