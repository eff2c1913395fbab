/**
 * Which way up images stand, and which of black and white is ink: MNIST's are written row by row, ink bright on dark. Other
 * sets are brought into that form as they are read.
 */
import { imageSide, type Orientation, pixelsPerImage } from '@inkgrad/experiments';

function transpose(image: Uint8Array): void {
  for (let row = 1; row < imageSide; row++) {
    for (let column = 0; column < row; column++) {
      const [here, there] = [row * imageSide + column, column * imageSide + row];
      const value = image[here]!;
      image[here] = image[there]!;
      image[there] = value;
    }
  }
}

/**
 * Transposes and inverts images where they are, so that a data set needs no second copy of itself.
 *
 * @param images u8 [count, 28, 28]
 */
export function orientImages(images: Uint8Array, { transposed, inverted }: Orientation): void {
  if (transposed) {
    for (let start = 0; start < images.length; start += pixelsPerImage) {
      transpose(images.subarray(start, start + pixelsPerImage));
    }
  }
  if (inverted) for (let at = 0; at < images.length; at++) images[at] = 255 - images[at]!;
}
