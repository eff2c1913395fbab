/** A model's answers for samples, in inference mode. */
import { type Device, sizeOf, type Tensor } from '@inkgrad/tensor';
import { turn } from '@inkgrad/tensor/host';
import type { Dataset } from '../data/dataset.ts';
import { sampleShapes } from '../data/match-data.ts';
import type { ArrayLikes } from '../data/named-arrays.ts';
import type { NdArray } from '../data/nd-array.ts';
import { positiveWhole } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import { ModelStateError } from '../errors.ts';
import { probabilitiesOf } from '../losses/read-loss.ts';
import type { BuiltModel } from '../model/built-model.ts';
import { exampleInputs, forward } from '../model/forward.ts';
import type { ModelCore } from '../model/model-core.ts';
import { valuesName } from '../programs/gradients-program.ts';
import { recordPrediction } from '../programs/prediction-program.ts';
import { type Objective, outputObjectives } from '../training/objective.ts';
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

/** The answers of every output, [N, …outputShape] each, in the order of the model's outputs. */
export async function predict(
  core: ModelCore,
  x: ArrayLikes | Dataset,
  options: PredictOptions,
  action: PredictAction,
): Promise<NdArray<Float32Array>[]> {
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
): Promise<NdArray<Float32Array>[]> {
  const { count } = dataset;
  const built = core.buildFor(dataset);
  const samples = sampleShapes(built, dataset);
  const { objective } = core;
  if (action === 'predictProbabilities' && !givesProbabilities(built, objective)) {
    const reason = objective === undefined ? 'a compiled loss may say what they are' : 'its loss takes any values';
    throw new ModelStateError(`${action}: the model's answers are no probabilities (${reason}); use predict.`);
  }
  const read = (output: Tensor, at: number): Tensor =>
    action === 'predict' ? output : probabilitiesAt(built, objective, at, output)!;
  const { predictPosition: position, session } = core;
  const batch = Math.min(batchSize, count);
  const answers = built.outputs.map(({ shape }) => new Float32Array(count * sizeOf(shape)));
  await session.store.write(position, Int32Array.of(0));
  for (let first = 0; first < count; first += batch) {
    signal?.throwIfAborted();
    const size = Math.min(batch, count - first);
    const record = (): ReturnType<typeof recordPrediction> =>
      recordPrediction(built, position, { count, samples, batch: size }, read);
    const executable = await core.executable({ key: `${action} ${size}`, dataset, record });
    await turn();
    await executable.run();
    for (const [at, values] of answers.entries()) {
      const own = (await executable.read(valuesName(at))) as Float32Array;
      values.set(own, first * sizeOf(built.outputs[at]!.shape));
    }
  }
  return answers.map((data, at) => ({ shape: [count, ...built.outputs[at]!.shape], data }));
}

/** Whether all of the model's answers stand for probabilities, as its losses read them or its graph shows. */
export function givesProbabilities(model: BuiltModel, objective: Objective | undefined): boolean {
  const { outputs } = forward(model, exampleInputs(model), undefined);
  return outputs.every((output, at) => probabilitiesAt(model, objective, at, output) !== undefined);
}

function probabilitiesAt(
  model: BuiltModel,
  objective: Objective | undefined,
  at: number,
  output: Tensor,
): Tensor | undefined {
  return probabilitiesOf(output, objective && outputObjectives(model, objective)[at]!.loss);
}
