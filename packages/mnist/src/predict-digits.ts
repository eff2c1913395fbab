/** A trained model's answers for images in MNIST's form. */
import type { Sequential } from '@inkgrad/nn';
import type { Device } from '@inkgrad/tensor';
import { predictedDigit } from './answers.ts';
import type { Experiment } from './experiments/schema.ts';
import { classCount, pixelsPerImage } from './idx.ts';
import { preparedSource } from './prepare.ts';
import type { Prediction } from './run-result.ts';

/**
 * Asks a model for the digits on images.
 *
 * @param images u8 [N, 28, 28], 0 paper to 255 ink
 * @param preprocessing that the model was trained with
 * @returns for each image the digit and the ten probabilities
 */
export async function predictDigits(
  model: Sequential,
  images: Uint8Array,
  preprocessing: Experiment['preprocessing'],
  options: { readonly device?: Device | undefined } = {},
): Promise<Omit<Prediction, 'label'>[]> {
  const count = images.length / pixelsPerImage;
  const { device } = options;
  const source = preparedSource(preprocessing, images, count);
  const { data } = await model.predict(source, device === undefined ? {} : { device });
  return Array.from({ length: count }, (_, index) => ({
    predicted: predictedDigit(data, index * classCount),
    probabilities: [...data.subarray(index * classCount, (index + 1) * classCount)],
  }));
}
