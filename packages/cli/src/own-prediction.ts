/** What a model that was trained on data of one's own makes of one sample of it, or of a picture like its own. */

import { basename } from 'node:path';
import {
  type DataSet,
  predictClasses,
  predictValues,
  type Split,
  sampleNoun,
  sampleSize,
  standardizationIn,
} from '@inkgrad/experiments';
import {
  changedData,
  loadTrainedModel,
  type ModelData,
  type RunEnvironment,
  readImage,
  type TrainedModel,
} from '@inkgrad/experiments/node';
import type { Device } from '@inkgrad/tensor';
import { openBackend } from './backends/open-backend.ts';
import { DataFileError, UsageError } from './errors.ts';
import { loadData, type OwnDataOptions, recordedDataNow } from './load-data.ts';

interface Asked {
  /** For people. */
  readonly title: string;
  readonly inputs: Uint8Array | Float32Array;
  /** Of a sample of the test set: its class, or its values. */
  readonly label?: number | undefined;
  readonly values?: readonly number[] | undefined;
}

export interface OwnPrediction {
  readonly title: string;
  readonly directory: string;
  readonly data: DataSet;
  readonly answer:
    | {
        readonly kind: 'classes';
        readonly label: number | undefined;
        readonly predicted: number;
        readonly probabilities: readonly number[] | null;
        readonly scores?: readonly number[];
      }
    | {
        readonly kind: 'values';
        readonly values: readonly number[] | undefined;
        readonly predicted: readonly number[];
      };
}

interface Wanted {
  readonly index?: number;
  readonly image?: string;
}

/** @throws DataFileError for data that is not what the model was trained on: how it is prepared hangs on it */
async function sameData(options: OwnDataOptions, recorded: RunEnvironment['data']): Promise<DataSet> {
  const { data } = await loadData(options, {});
  const files = data.files.map(({ path, bytes, md5 }) => ({ name: basename(path), bytes, md5 }));
  const changed = changedData(recorded, { files });
  if (changed === undefined) return data;
  throw new DataFileError(`${data.source} is not what the model was trained on: ${changed}.`);
}

function sampleOf(data: DataSet, index: number): Asked {
  const { test } = data;
  const noun = sampleNoun(data).slice(0, -1);
  if (index >= test.count) {
    throw new UsageError(`--index must be a whole number from 0 to ${test.count - 1}, received ${index}.`);
  }
  const size = sampleSize(data);
  const width = data.values.length;
  return {
    title: `test ${noun} ${index} of ${basename(data.source)}`,
    inputs: test.inputs.slice(index * size, (index + 1) * size),
    label: test.values === undefined ? test.labels[index] : undefined,
    values: test.values && Array.from(test.values.subarray(index * width, (index + 1) * width)),
  };
}

async function askedFor(data: DataSet, { index, image }: Wanted): Promise<Asked> {
  if (image === undefined) return sampleOf(data, index!);
  if (data.request?.size === undefined) {
    throw new UsageError(
      `the model was trained on ${data.source}, which is no folder of images: say --index of a sample.`,
    );
  }
  return { title: image, inputs: await readImage(image, data.shape) };
}

async function answerOf(
  { model, experiment }: TrainedModel,
  { inputs, label, values }: Asked,
  data: DataSet,
  split: Split,
  device: Device,
): Promise<OwnPrediction['answer']> {
  const samples = { inputs, count: 1 };
  const options = { device, scale: standardizationIn(experiment, data, split) };
  if (data.values.length > 0) {
    return { kind: 'values', values, predicted: await predictValues(model, experiment, samples, data, options) };
  }
  const [prediction] = await predictClasses(model, experiment, samples, data, options);
  return { kind: 'classes', label, ...prediction! };
}

/**
 * @param modelFolder of the model, or of its run
 * @param trained what its record says
 * @throws UsageError for a sample that is not there. @throws DataFileError for data that has changed
 */
export async function predictOwn(
  modelFolder: string,
  { data: recorded, split }: ModelData,
  options: Wanted & Pick<OwnDataOptions, 'data' | 'dataDir'> & { readonly backend: string },
): Promise<OwnPrediction> {
  const trained = await loadTrainedModel(modelFolder);
  try {
    const data = await sameData(recordedDataNow(recorded, options), recorded);
    const asked = await askedFor(data, options);
    const device = await openBackend(options.backend);
    try {
      const answer = await answerOf(trained, asked, data, split, device);
      return { title: asked.title, directory: trained.directory, data, answer };
    } finally {
      await trained.model.dispose();
      await device.dispose();
    }
  } finally {
    await trained.model.dispose();
  }
}
