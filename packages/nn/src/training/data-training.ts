/** The passes of a training over data that is whole and on the device. */

import { permutation, permutationInTurns } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import type { Dataset } from '../data/dataset.ts';
import { classSampleWeight, readSampleWeight } from '../data/sample-weights.ts';
import { writeTo } from '../device/variable-store.ts';
import { DataError } from '../errors.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { ModelCore } from '../model/model-core.ts';
import { shuffleStream } from '../model/streams.ts';
import { checkHasClasses } from './check-class-weight.ts';
import { checkTargets } from './check-targets.ts';
import { compileTraining } from './compile-training.ts';
import { dataConditions } from './conditions.ts';
import type { Passes } from './epochs.ts';
import type { CheckedOptions } from './fit-options.ts';
import { Pace } from './pace.ts';
import { runPass } from './pass.ts';
import type { Training } from './training.ts';

/** Places that are put in another order in less time than a promise takes. */
const fewPlaces = 1000;

export async function prepareData(core: ModelCore, dataset: Dataset, options: CheckedOptions): Promise<Training> {
  const { batchSize, validationSplit, shuffle, stepsPerChunk, signal, terminateOnNaN, classWeight } = options;
  const built = core.buildFor(dataset);
  const setup = core.setup(built, 'fit');
  checkTargets(built, setup.outputs, dataset);
  checkHasClasses(setup.outputs, classWeight);
  const weights = await trainingWeights(built, dataset, options);
  const count = splitCount(dataset.count, validationSplit);
  const batch = Math.min(batchSize, count);
  const rest = count % batch;
  const order = core.session.room('order', 'i32', count);
  const weightRoom = weights && core.session.room('weights', 'f32', dataset.count);
  await weightRoom?.write(weights!);
  const compile = (size: number): ReturnType<typeof compileTraining> =>
    compileTraining(core, built, setup, dataset, size, order, weightRoom, !terminateOnNaN);
  const full = await compile(batch);
  const short = rest === 0 ? undefined : await compile(rest);
  const pace = new Pace(dataset.device, stepsPerChunk);
  const shuffled = count <= fewPlaces ? permutation : permutationInTurns;
  const train: Passes['train'] = async (epoch, afterChunk) => {
    const places = shuffle
      ? shuffled(core.seed, shuffleStream(epoch), count)
      : Int32Array.from({ length: count }, (_, i) => i);
    const writes = writeTo(order, places instanceof Promise ? await places : places);
    if (writes !== undefined) await writes;
    return runPass({
      session: core.session,
      store: core.session.store,
      sums: setup.trainingSums,
      measures: setup.measures,
      batch,
      first: 0,
      count,
      full,
      short,
      pace,
      phase: 'training',
      epoch,
      signal,
      allowNonFinite: !terminateOnNaN,
      beforeChunk: () => core.writeLearningRate(setup),
      afterChunk,
    });
  };
  // Samples held out keep their own weights; weights of classes are for training only, as in Keras.
  const heldOut = { dataset, weights: classWeight === undefined ? weights : undefined, first: count };
  return {
    built,
    conditions: dataConditions(dataset, weights),
    train,
    heldOut: count < dataset.count ? heldOut : undefined,
  };
}

async function trainingWeights(
  built: BuiltModel,
  dataset: Dataset,
  { classWeight, sampleWeight }: CheckedOptions,
): Promise<Float32Array | undefined> {
  if (sampleWeight !== undefined) return readSampleWeight('sampleWeight', sampleWeight, dataset.count);
  if (classWeight === undefined) return undefined;
  // One output tells two classes apart.
  return classSampleWeight('fit', dataset, classWeight, Math.max(2, built.outputs[0]!.shape.at(-1) ?? 1));
}

/** Samples left for training, counted as Keras does. @throws DataError where the split leaves one part empty. */
function splitCount(count: number, validationSplit: number): number {
  if (validationSplit === 0) return count;
  const training = Math.floor(count * (1 - validationSplit));
  if (training > 0 && training < count) return training;
  throw new DataError('x', `samples on both sides of validationSplit ${validationSplit}`, plural(count, 'sample'));
}
