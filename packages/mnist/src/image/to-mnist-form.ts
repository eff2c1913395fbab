/**
 * Brings a picture of one dark digit on light paper to MNIST's form, the way MNIST was made. Runs anywhere; decoding
 * files is `load-gray-image.ts`.
 */
import { ImageError } from '../errors.ts';
import { type DigitRegion, findDigit, noDigit, noiseOf } from './digit-region.ts';
import { grainOf } from './grain.ts';
import { checkGrayImage, type GrayImage, type Plane, shrink, smooth } from './gray-image.ts';
import { inkOf } from './paper.ts';
import { placeInField } from './place.ts';

/** A digit of MNIST's size is 20 pixels high; what is finer than this leaves no trace in it. */
const longestSide = 640;
/** Paper noisier than this, as a standard deviation and share of its light, is smoothed to look for the digit. */
const tolerableNoise = 0.01;
/** What is finer than half of this share of the digit, half a pixel of the result, may be smoothed away. */
const fineDetail = 1 / 20;

/** Of 255. Only where the paper is darker than this is a light digit looked for. */
const darkPaper = 110;
/** A digit touches less of the picture's edge than this. */
const mostOfEdge = 0.5;

/** The share of the outermost pixels that are in the region. */
function edgeShare({ mask }: DigitRegion, { width, height }: Plane): number {
  let [inside, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step, count++) inside += mask[y * width + x]!;
  }
  return inside / count;
}

/** Only the digit, cropped: 0 paper to 1 full stroke. */
function crop(ink: Plane, { mask, left, top, width, height, level }: DigitRegion): Plane {
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (top + y) * ink.width + left + x;
      if (mask[at] === 1) values[y * width + x] = Math.min(1, Math.max(0, ink.values[at]! / level));
    }
  }
  return { width, height, values };
}

function darkDigit(plane: Plane): Plane {
  const ink = inkOf(plane);
  let region = findDigit(ink);
  if (Math.max(noiseOf(ink.values), grainOf(plane)) > tolerableNoise) {
    const radius = Math.round((fineDetail * Math.max(region.width, region.height)) / 4);
    // The paper is looked for anew: noise that white cuts off has another middle once it is smoothed.
    region = findDigit(inkOf(smooth(plane, radius)));
  }
  if (edgeShare(region, plane) > mostOfEdge) throw new ImageError(`${noDigit}; what is dark reaches around the edges.`);
  return crop(ink, region);
}

/**
 * Brings a picture of a digit to MNIST's form: the paper and moderate uneven lighting are taken out, full strokes
 * become 255 with their grey edges kept, the digit is scaled to fit 20×20 with its proportions kept, and its centre of
 * mass is placed at the middle of 28×28. On dark paper a light digit is looked for.
 *
 * @param image any size, of one dark digit on lighter paper
 * @returns u8 [28, 28], 0 paper to 255 ink, row by row
 * @throws ImageError if no digit is found
 */
export function toMnistForm(image: GrayImage): Uint8Array {
  checkGrayImage(image);
  const plane = shrink(image, longestSide);
  const isDark = plane.values.toSorted()[plane.values.length >> 1]! < darkPaper;
  return placeInField(darkDigit(isDark ? { ...plane, values: plane.values.map((value) => 255 - value) } : plane));
}
