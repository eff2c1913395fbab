/** Drives callbacks through epochs with given logs and no training, to see what they do and when. */
import type { Callback, Logs, TrainedModel } from '../src/index.ts';

export interface Driven {
  /** Epochs that were begun. */
  readonly epochs: number;
  /** The learning rate in each of them. */
  readonly learningRates: number[];
  /** The first weight when training has ended; in epoch e it is e. */
  readonly weight: number;
}

export async function drive(callback: Callback, logs: readonly Logs[], initialEpoch = 0): Promise<Driven> {
  let weight = Number.NaN;
  const array = (): { shape: number[]; data: Float32Array } => ({ shape: [1], data: Float32Array.of(weight) });
  const model: TrainedModel = {
    stopTraining: false,
    learningRate: 1,
    history: undefined,
    getWeights: async () => [array()],
    setWeights: async ([first]) => {
      weight = first!.data[0]!;
    },
    saveWeights: async () => Uint8Array.of(weight),
    saveState: async () => Uint8Array.of(100 + weight),
  };
  const learningRates: number[] = [];
  await callback.onTrainBegin?.(model, {
    epochs: initialEpoch + logs.length,
    initialEpoch,
    logs: Object.keys(logs[0]!),
    directions: Object.fromEntries(
      Object.keys(logs[0]!).map((name) => [name, /accuracy$/i.test(name) ? 'max' : 'min'] as const),
    ),
  });
  for (const [at, values] of logs.entries()) {
    if (model.stopTraining) break;
    const epoch = initialEpoch + at;
    await callback.onEpochBegin?.(epoch);
    learningRates.push(model.learningRate);
    weight = epoch;
    await callback.onEpochEnd?.(epoch, values);
    await callback.onCheckpoint?.(epoch, values);
  }
  await callback.onTrainEnd?.();
  return { epochs: learningRates.length, learningRates, weight };
}

export const losses = (...values: number[]): Logs[] => values.map((validationLoss) => ({ validationLoss }));
