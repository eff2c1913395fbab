/** A trained model's answers for images in MNIST's form. */
import type { DataSource, Dataset, Sequential } from '@inkgrad/nn';
import type { Device } from '@inkgrad/tensor';
import { pixelsPerImage } from '../data/data-set.ts';
import { preparedSource } from '../data/prepare.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type Outputs, predictionsOf } from './answers.ts';
import type { Prediction } from './run-result.ts';

/** What the model gives for each digit: the probabilities that its outputs stand for, or outputs that stand for none. */
export async function outputsOf(
  model: Sequential,
  images: Dataset | DataSource,
  options: { readonly device?: Device; readonly signal?: AbortSignal },
): Promise<Outputs> {
  if (!model.givesProbabilities) return { scores: (await model.predict(images, options)).data };
  return { probabilities: (await model.predictProbabilities(images, options)).data };
}

/**
 * Asks a model for the digits on images.
 *
 * @param images u8 [N, 28, 28], 0 paper to 255 ink
 * @param preprocessing that the model was trained with
 * @returns for each image the digit and the ten probabilities, or scores where the model's outputs are none
 * @throws NonFiniteValueError for an image whose answer is NaN or infinite
 */
export async function predictDigits(
  model: Sequential,
  images: Uint8Array,
  preprocessing: Experiment['preprocessing'],
  options: { readonly device?: Device | undefined } = {},
): Promise<Omit<Prediction, 'label'>[]> {
  const { device } = options;
  const source = preparedSource(preprocessing, images, images.length / pixelsPerImage);
  return predictionsOf(await outputsOf(model, source, device === undefined ? {} : { device }));
}
