/**
 * `tf.keras.utils.normalize(x, axis=1)` for images u8 [N, rows, …], MNIST's [28, 28] or colours: each column of each image (its
 * values down the rows, of a colour those of that colour)
 * is divided by its own L2 norm; a column of zeros stays zero. It is not a division by 255, and not a norm over the
 * whole image. Streamed, so that the f32 data set (188 MB) never exists on the host as a whole.
 *
 * Source: https://www.tensorflow.org/api_docs/python/tf/keras/utils/normalize
 */

import type { DataSource } from '@inkgrad/nn';
import { ArgumentError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { imageSide, mnistForm, pixelsPerImage } from './data-set.ts';

/** `count` images from `start`, at an address that is a multiple of four: a view, or a copy if the view has none. */
function alignedBytes(images: Uint8Array, start: number, count: number): Uint8Array {
  const view = images.subarray(start * pixelsPerImage, (start + count) * pixelsPerImage);
  // Not slice(), which copies nothing where the images are a Buffer.
  return view.byteOffset % 4 === 0 ? view : Uint8Array.from(view);
}

/**
 * Normalizes images `start` to `start + count` into `target`, which must be all zeros.
 *
 * `y[r, c] = x[r, c] / √(Σᵣ x[r, c]²)`. The sum of squares is an exact integer, the root and the quotient are float64,
 * and the quotient is rounded once, to f32, as NumPy's float64 result is when Keras feeds it to a model.
 *
 * @param images u8 [N, 28, 28]
 * @param target f32 [count, 28, 28]
 */
export function normalizeColumnsInto(images: Uint8Array, start: number, count: number, target: Float32Array): void {
  const bytes = alignedBytes(images, start, count);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  // Local: an imported binding is looked up in each turn of a loop.
  const side = imageSide;
  const wordsPerRow = side / 4;
  const squares = new Int32Array(side);
  const norms = new Float64Array(side);
  for (let image = 0; image < count; image++) {
    // Four pixels are one word: most of MNIST is empty, and an empty word needs no arithmetic.
    const firstWord = image * side * wordsPerRow;
    squares.fill(0);
    for (let row = 0, word = firstWord; row < side; row++) {
      for (let column = 0; column < side; column += 4, word++) {
        if (words[word] === 0) continue;
        const at = 4 * word;
        squares[column]! += bytes[at]! * bytes[at]!;
        squares[column + 1]! += bytes[at + 1]! * bytes[at + 1]!;
        squares[column + 2]! += bytes[at + 2]! * bytes[at + 2]!;
        squares[column + 3]! += bytes[at + 3]! * bytes[at + 3]!;
      }
    }
    // A column of zeros beside a full one shares words with it: 0 / 1 keeps it zero.
    for (let column = 0; column < side; column++) norms[column] = Math.sqrt(squares[column]!) || 1;
    for (let row = 0, word = firstWord; row < side; row++) {
      for (let column = 0; column < side; column += 4, word++) {
        if (words[word] === 0) continue;
        const at = 4 * word;
        target[at] = bytes[at]! / norms[column]!;
        target[at + 1] = bytes[at + 1]! / norms[column + 1]!;
        target[at + 2] = bytes[at + 2]! / norms[column + 2]!;
        target[at + 3] = bytes[at + 3]! / norms[column + 3]!;
      }
    }
  }
}

/** The same for images of any shape [rows, …]: a column is all values at one place of the rows. */
function normalizeShapeInto(
  images: Uint8Array,
  start: number,
  count: number,
  target: Float32Array,
  shape: readonly number[],
): void {
  const rows = shape[0]!;
  const size = shape.reduce((product, length) => product * length, 1);
  const width = size / rows;
  const norms = new Float64Array(width);
  for (let image = 0; image < count; image++) {
    const offset = (start + image) * size;
    norms.fill(0);
    for (let at = 0; at < size; at++) norms[at % width]! += images[offset + at]! ** 2;
    for (let column = 0; column < width; column++) norms[column] = Math.sqrt(norms[column]!) || 1;
    for (let at = 0; at < size; at++) target[image * size + at] = images[offset + at]! / norms[at % width]!;
  }
}

/** One image of any shape [rows, …] normalized by columns, as its network sees it. */
export function normalizedImage(image: Uint8Array, shape: readonly number[]): Float32Array {
  const target = new Float32Array(image.length);
  normalizeShapeInto(image, 0, 1, target, shape);
  return target;
}

type Convert = (
  images: Uint8Array,
  start: number,
  count: number,
  target: Float32Array,
  shape: readonly number[],
) => void;

const isMnistShape = (shape: readonly number[]): boolean =>
  shape.length === 2 && shape[0] === imageSide && shape[1] === imageSide;

const normalizeInto: Convert = (images, start, count, target, shape) =>
  isMnistShape(shape)
    ? normalizeColumnsInto(images, start, count, target)
    : normalizeShapeInto(images, start, count, target, shape);

/** Divides by 255: pixels from 0 to 1. */
const divideBy255Into: Convert = (images, start, count, target, shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  const offset = start * size;
  for (let index = 0; index < count * size; index++) target[index] = images[offset + index]! / 255;
};

function sourceOf(
  images: Uint8Array,
  count: number,
  shape: readonly number[],
  convert: Convert,
  name: string,
): DataSource {
  const size = shape.reduce((product, length) => product * length, 1);
  if (!Number.isInteger(count) || count < 0 || images.length !== count * size) {
    const expected = `the number of images in ${plural(images.length, 'byte')} (${size} bytes each)`;
    throw new ArgumentError(name, 'count', expected, count);
  }
  let block = new Float32Array(0);
  return {
    shape: [count, ...shape],
    read(start, length) {
      // One array for all blocks of a size: fresh ones would be 188 MB for the garbage collector.
      if (block.length === length * size) block.fill(0);
      else block = new Float32Array(length * size);
      convert(images, start, length, block, shape);
      return block;
    },
  };
}

/**
 * The images normalized by columns, block by block on demand. A block is valid until the next one is read.
 *
 * @param images u8 [count, ...shape]
 * @param shape rows first; default: [28, 28]
 * @returns a source of f32 [count, ...shape]
 * @throws ArgumentError if `images` does not hold `count` images
 */
export function normalizedSource(images: Uint8Array, count: number, shape = mnistForm.shape): DataSource {
  return sourceOf(images, count, shape, normalizeInto, 'normalizedSource');
}

/**
 * The images with pixels from 0 to 1, block by block on demand. A block is valid until the next one is read.
 *
 * @param images u8 [count, ...shape]
 * @param shape default: [28, 28]
 * @returns a source of f32 [count, ...shape]
 * @throws ArgumentError if `images` does not hold `count` images
 */
export function unitIntervalSource(images: Uint8Array, count: number, shape = mnistForm.shape): DataSource {
  return sourceOf(images, count, shape, divideBy255Into, 'unitIntervalSource');
}
