/** A model's answers for samples, in inference mode. */
import { type Device, sizeOf } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import type { NdArray } from '../data/nd-array.ts';
import type { ArrayLike } from '../data/source.ts';
import { positiveWhole } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import type { ModelCore } from '../model/model-core.ts';
import { recordPrediction } from '../programs/prediction-program.ts';
import { feedModel } from './evaluate.ts';

export interface PredictOptions {
  /** Samples at a time, 256 by default; affects speed and memory only. */
  readonly batchSize?: number;
  /** By default the one the model is on, else the data set's, else `openDevice('auto')`. */
  readonly device?: Device;
  readonly signal?: AbortSignal;
}

export async function predict(
  core: ModelCore,
  x: ArrayLike | Dataset,
  options: PredictOptions,
): Promise<NdArray<Float32Array>> {
  checkKeys('predict', options, ['batchSize', 'device', 'signal']);
  const batchSize = positiveWhole('predict', 'batchSize', options.batchSize ?? 256);
  const { dataset, release } = await feedModel(core, x, undefined, options.device, { x: 'x', y: 'y' });
  try {
    return await core.exclusive('predict', () => predictAll(core, dataset, batchSize, options.signal));
  } finally {
    release();
  }
}

async function predictAll(
  core: ModelCore,
  dataset: Dataset,
  batchSize: number,
  signal: AbortSignal | undefined,
): Promise<NdArray<Float32Array>> {
  const { count, sampleShape } = dataset;
  const built = core.build(sampleShape);
  const { predictPosition: position, session } = core;
  const batch = Math.min(batchSize, count);
  const values = new Float32Array(count * sizeOf(built.outputShape));
  await session.store.write(position, Int32Array.of(0));
  for (let first = 0; first < count; first += batch) {
    signal?.throwIfAborted();
    const size = Math.min(batch, count - first);
    const record = (): ReturnType<typeof recordPrediction> =>
      recordPrediction(built, position, { count, sampleShape, entries: dataset.features.entries, batch: size });
    const executable = await session.executable({ key: `predict ${size}`, dataset, record });
    await executable.run();
    values.set((await executable.read('values')) as Float32Array, first * sizeOf(built.outputShape));
  }
  return { shape: [count, ...built.outputShape], data: values };
}
