/** The convolutions of a saved model: their kernels, and what they give for the images that a report shows. Node only. */

import { conv2d, decodeSafetensors } from '@inkgrad/nn';
import { type DataForm, type DataSet, sampleSize } from '../data/data-set.ts';
import { preparedSource } from '../data/prepare.ts';
import { loadTrainedModel } from '../record/trained-model.ts';
import type { RunResult } from '../run/run-result.ts';
import type { Convolutions, ShownImage } from './figures/feature-maps.ts';
import type { Convolution } from './figures/filters.ts';
import { classNames, evaluatedPart, evaluatedSet } from './outcome.ts';
import { SAMPLE_INDEX } from './types.ts';

/** A page shows no more, the first ones. */
const MOST = 6;

/** Test image 1000, where it was evaluated, and the worst mistake. */
function imagesOf(run: RunResult): ShownImage[] {
  const noun = evaluatedSet(run).images.replace(/s$/, '');
  const names = classNames(run);
  const { predictionOfTestSample1000: sample, mistakes } = run;
  const answers = [...(sample === null ? [] : [{ ...sample, index: SAMPLE_INDEX }]), ...mistakes.slice(0, 1)];
  return answers.map(({ index, label, predicted }) => ({
    index,
    name: `${noun} ${index}`,
    answer: `a ${names[label]} read as ${names[predicted]}`,
  }));
}

/**
 * The convolutions of a trained model, for figures of its filters and feature maps.
 * @param directory a run's folder, or the model folder in it
 * @returns the first six convolutions in order; undefined for a model without any, or of data that is no pictures
 * @throws DataError, ModelFileError if there is no model, or it is damaged
 */
export async function readConvolutions(
  directory: string,
  run: RunResult,
  data: Pick<DataSet, 'train' | 'test' | keyof DataForm>,
): Promise<Convolutions | undefined> {
  if (data.pictures === undefined) return undefined;
  const { model, experiment } = await loadTrainedModel(directory);
  try {
    const found = model.describeLayers().filter(({ layer }) => conv2d.is(layer));
    if (found.length === 0) return undefined;
    const shown = imagesOf(run);
    const part = evaluatedPart(run, data);
    const size = sampleSize(data);
    const images = new Uint8Array(shown.length * size);
    for (const [at, { index }] of shown.entries()) {
      images.set(part.inputs.subarray(index * size, (index + 1) * size), at * size);
    }
    const source = preparedSource(experiment.preprocessing, images, shown.length, data.shape);
    const weights = decodeSafetensors(await model.saveWeights(), directory).tensors;
    const layers: Convolution[] = [];
    for (const { name } of found.slice(0, MOST)) {
      const kernel = weights.find((weight) => weight.name === `${name}/kernel`)!;
      const { shape, data: values } = await model.upTo(name).predict(source);
      layers.push({
        layer: name,
        kernel: { shape: kernel.shape, values: Float32Array.from(kernel.data) },
        maps: { shape, values },
      });
    }
    return { layers, images: shown };
  } finally {
    await model.dispose();
  }
}
