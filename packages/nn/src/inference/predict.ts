/** A model's answers for samples, in inference mode. */
import { type Device, input, sizeOf, type Tensor } from '@inkgrad/tensor';
import type { Dataset } from '../data/dataset.ts';
import type { NdArray } from '../data/nd-array.ts';
import type { ArrayLike } from '../data/source.ts';
import { positiveWhole } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import { ModelStateError } from '../errors.ts';
import { type Loss, probabilitiesOf } from '../losses/losses.ts';
import { type BuiltModel, forward } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { recordPrediction } from '../programs/prediction-program.ts';
import { feedModel } from './evaluate.ts';

export interface PredictOptions {
  /** Samples at a time, 256 by default; affects speed and memory only. */
  readonly batchSize?: number;
  /** By default the one the model is on, else the data set's, else a wasm device that all such models share. */
  readonly device?: Device;
  readonly signal?: AbortSignal;
}

/** What is asked of a model: its answers as they are, or the probabilities that they stand for. */
export type PredictAction = 'predict' | 'predictProbabilities';

export async function predict(
  core: ModelCore,
  x: ArrayLike | Dataset,
  options: PredictOptions,
  action: PredictAction,
): Promise<NdArray<Float32Array>> {
  checkKeys(action, options, ['batchSize', 'device', 'signal']);
  const batchSize = positiveWhole(action, 'batchSize', options.batchSize ?? 256);
  const { dataset, release } = await feedModel(core, x, undefined, options.device, { x: 'x', y: 'y' });
  try {
    return await core.exclusive('predict', () => predictAll(core, dataset, batchSize, options.signal, action));
  } finally {
    release();
  }
}

async function predictAll(
  core: ModelCore,
  dataset: Dataset,
  batchSize: number,
  signal: AbortSignal | undefined,
  action: PredictAction,
): Promise<NdArray<Float32Array>> {
  const { count, sampleShape } = dataset;
  const built = core.build(sampleShape);
  const loss = core.objective?.loss;
  if (action === 'predictProbabilities' && !givesProbabilities(built, loss)) {
    const reason = loss === undefined ? 'a compiled loss may say what they are' : `${loss.name} takes any values`;
    throw new ModelStateError(`${action}: the model's answers are no probabilities (${reason}); use predict.`);
  }
  const read = (output: Tensor): Tensor => (action === 'predict' ? output : probabilitiesOf(output, loss)!);
  const { predictPosition: position, session } = core;
  const batch = Math.min(batchSize, count);
  const values = new Float32Array(count * sizeOf(built.outputShape));
  await session.store.write(position, Int32Array.of(0));
  for (let first = 0; first < count; first += batch) {
    signal?.throwIfAborted();
    const size = Math.min(batch, count - first);
    const record = (): ReturnType<typeof recordPrediction> =>
      recordPrediction(built, position, { count, sampleShape, entries: dataset.features.entries, batch: size }, read);
    const executable = await session.executable({ key: `${action} ${size}`, dataset, record });
    await executable.run();
    values.set((await executable.read('values')) as Float32Array, first * sizeOf(built.outputShape));
  }
  return { shape: [count, ...built.outputShape], data: values };
}

/** Whether the model's answers stand for probabilities, as its loss reads them or its graph shows. */
export function givesProbabilities(model: BuiltModel, loss: Loss | undefined): boolean {
  const output = forward(model, input('x', [1, ...model.inputShape]), undefined).output;
  return probabilitiesOf(output, loss) !== undefined;
}
