/**
 * Brings a picture of one digit to MNIST's form, the way MNIST was made. Runs anywhere; decoding files is
 * `load-gray-image.ts`.
 */

import { type DigitRegion, findDigit } from './digit-region.ts';
import { type FoundInk, findInk } from './found-ink.ts';
import { withFullerStrokes } from './fuller-strokes.ts';
import { grainOf } from './grain.ts';
import { checkGrayImage, type GrayImage, type Plane, shrink, shrinkFactor, smooth } from './gray-image.ts';
import { cropMask, inkOver } from './mask.ts';
import { NoDigitError } from './no-digit-error.ts';
import { placeInField } from './place.ts';
import { type Reading, readings } from './polarity.ts';
import { smoothingFor } from './roughness.ts';
import { mainAxis } from './shape.ts';
import { digitWithEdges } from './soft-edges.ts';

/** A digit of MNIST's size is 20 pixels high; what is finer than this leaves no trace in it. */
const longestSide = 640;
/** Paper noisier than this, as a standard deviation and share of its light, is smoothed to look for the digit. */
const tolerableNoise = 0.01;
/** What is finer than half of this share of the digit, half a pixel of the result, may be smoothed away. */
const fineDetail = 1 / 20;

interface Found {
  readonly region: DigitRegion;
  /** What the region was found in. */
  readonly edges: FoundInk;
  /** What the digit is taken from. */
  readonly ink: Plane;
}

/** The ink with rough strokes made whole; undefined if they are not rough. */
function madeWhole({ plane, found: { ink, darkest } }: Reading): FoundInk | undefined {
  const radius = darkest === undefined ? 0 : smoothingFor(inkOver(darkest / 2, ink));
  // Twice: a single mean leaves the corners of the square that it is taken over.
  return radius === 0 ? undefined : findInk(smooth(smooth(plane, radius), radius));
}

function digitIn(reading: Reading): Found {
  const whole = madeWhole(reading);
  if (whole !== undefined) return { region: findDigit(whole), edges: whole, ink: whole.ink };
  const { plane, found } = reading;
  const region = findDigit(found);
  if (Math.max(found.noise, grainOf(plane)) <= tolerableNoise) return { region, edges: found, ink: found.ink };
  const { width, height } = region.box;
  const detail = Math.min(fineDetail * Math.max(width, height), region.stroke) / 4;
  // The paper is looked for anew: noise that white cuts off has another middle once it is smoothed.
  const edges = findInk(smooth(plane, Math.round(detail)));
  return { region: findDigit(edges), edges, ink: found.ink };
}

/** A 1 cut close is a bar that fills this much of its picture, and so much longer than wide: its paper is only corners. */
const closeCut = { share: 0.4, elongation: 2.5 };

function isCloseBar({ mask, box }: DigitRegion): boolean {
  const own = cropMask(mask, box);
  const pixels = own.values.reduce((sum, value) => sum + value, 0);
  return pixels >= closeCut.share * mask.values.length && mainAxis(own).elongation >= closeCut.elongation;
}

/** The digit in the likely reading; if there is none, a bar cut close in the other. */
function digitInEither([likely, other]: readonly Reading[]): Found {
  try {
    return digitIn(likely!);
  } catch (error) {
    if (other === undefined || !(error instanceof NoDigitError)) throw error;
    try {
      const found = digitIn(other);
      if (isCloseBar(found.region)) return found;
    } catch (second) {
      if (!(second instanceof NoDigitError)) throw second;
    }
    throw error;
  }
}

/**
 * Brings a picture of a digit to MNIST's form: the paper, its rulings and moderate uneven lighting are taken out, full
 * strokes become 255 with their grey edges kept, strokes much thinner or wider than MNIST's are drawn anew, the digit is
 * scaled to fit 20×20 with its proportions kept, and its centre of mass is placed at the middle of 28×28.
 *
 * @param image any size, of one digit, dark on light or light on dark
 * @returns u8 [28, 28], 0 paper to 255 ink, row by row
 * @throws NoDigitError if there is no digit, or more than one
 * @throws ImageError if `image` is no picture
 */
export function toMnistForm(image: GrayImage): Uint8Array {
  checkGrayImage(image);
  const plane = shrink(image, longestSide);
  try {
    const { region, edges, ink } = digitInEither(readings(plane));
    const { mask, box, stroke } = region;
    return placeInField(withFullerStrokes(cropMask(mask, box), stroke) ?? digitWithEdges(ink, edges, region));
  } catch (error) {
    if (error instanceof NoDigitError) throw error.scaled(shrinkFactor(image, longestSide));
    throw error;
  }
}
