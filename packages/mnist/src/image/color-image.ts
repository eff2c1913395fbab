/**
 * From colours to the grey that the digit is looked for in. Behind transparent pixels there is no colour: what they are
 * laid on is chosen so that the drawing shows, white strokes as well as black ones.
 */
import { ImageError } from '../errors.ts';
import type { GrayImage } from './gray-image.ts';

/** Red, green, blue and opacity of each pixel, row by row, 0 to 255. */
export interface ColorImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A picture with fewer transparent pixels than this share has no background to be cut out of. */
const leastTransparent = 0.01;
/** Opaque pixels that fill this much of the rectangle around them, and differ in brightness, are a sheet of paper. */
const sheet = 0.5;
/** Of a drawing's pixels fewer than this share differ by so many grey levels from the middle one. */
const difference = { share: 0.02, levels: 40 };

/** Luma of sRGB, ITU-R BT.709. */
function brightness(data: ColorImage['data'], at: number): number {
  return 0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!;
}

const middleOf = (values: readonly number[]): number => Float64Array.from(values).sort()[values.length >> 1] ?? 255;

/** The grey behind transparent pixels; undefined if the picture's drawing is its opacity. */
function behind({ width, height, data }: ColorImage, opaque: number): number | undefined {
  const shades: number[] = [];
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      if (data[at + 3]! < opaque) continue;
      shades.push(brightness(data, at));
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
  }
  const middle = middleOf(shades);
  if (shades.length > (1 - leastTransparent) * width * height) return middle;
  const filled = shades.length / ((right - left + 1) * (bottom - top + 1));
  const others = shades.filter((shade) => Math.abs(shade - middle) > difference.levels);
  return filled >= sheet && others.length > difference.share * shades.length ? middle : undefined;
}

/**
 * The brightness of each pixel. Where the picture is transparent: the drawing's opacity alone, black on white, if what
 * is opaque is a drawing, and its paper's brightness if it is a sheet of paper with a drawing on it.
 *
 * @throws ImageError if `data` is not of four values a pixel
 */
export function grayOf(image: ColorImage): GrayImage {
  const { width, height, data } = image;
  if (data.length !== 4 * width * height) {
    throw new ImageError(`a picture of ${width}×${height} needs four values a pixel, received ${data.length}.`);
  }
  let [least, most] = [255, 0];
  for (let at = 3; at < data.length; at += 4) {
    least = Math.min(least, data[at]!);
    most = Math.max(most, data[at]!);
  }
  const background = least === most ? 255 : behind(image, most / 2);
  const gray = new Uint8ClampedArray(width * height);
  for (let pixel = 0, at = 0; pixel < gray.length; pixel++, at += 4) {
    const opacity = data[at + 3]! / Math.max(1, most);
    const over = background === undefined ? 0 : brightness(data, at);
    gray[pixel] = opacity * over + (1 - opacity) * (background ?? 255);
  }
  return { width, height, data: gray };
}
