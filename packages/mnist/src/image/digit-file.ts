/** A digit from a picture file. Node only. */

import { loadGrayImage } from './load-gray-image.ts';
import { NoDigitError } from './no-digit-error.ts';
import { toMnistForm } from './to-mnist-form.ts';

/**
 * The digit of a PNG or JPEG file in MNIST's form, as `toMnistForm` makes it.
 *
 * @returns u8 [28, 28], 0 paper to 255 ink, row by row
 * @throws NoDigitError if the picture has no digit, or more than one; its pieces are in the file's pixels
 * @throws ImageError if the file is absent, not a PNG or JPEG, or damaged
 */
export async function loadDigit(path: string): Promise<Uint8Array> {
  const { scale, ...picture } = await loadGrayImage(path);
  try {
    return toMnistForm(picture);
  } catch (error) {
    if (error instanceof NoDigitError) throw error.scaled(scale, path);
    throw error;
  }
}
