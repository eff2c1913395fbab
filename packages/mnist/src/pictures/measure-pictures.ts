/**
 * How often a model reads the digit that a picture shows, and how often a picture that shows none is refused: the table of
 * docs/pictures.md. Node only.
 */

import { type Experiment, type PicturePart, pixelsPerImage, predictDigits } from '@inkgrad/experiments';
import type { Sequential } from '@inkgrad/nn';
import type { Device } from '@inkgrad/tensor';
import { type ColorImage, grayOf } from '../image/color-image.ts';
import { NoDigitError } from '../image/no-digit-error.ts';
import { toMnistForm } from '../image/to-mnist-form.ts';
import { digitPictures } from './digit-pictures.ts';
import { type DigitShape, digitShape } from './digit-shape.ts';
import { letterPictures } from './letters.ts';
import { noDigitPictures } from './no-digit-pictures.ts';
import type { Digits, PictureKind } from './picture-kind.ts';

/** An answer with at least this probability is a sure one. */
const sureProbability = 0.9;

/** How well one kind of pictures is read. */
export interface PictureRow {
  /** What the pictures are. */
  readonly title: string;
  /** Whether they show a digit, which is to be read, or are to be refused. */
  readonly shows: PictureKind['shows'];
  readonly count: number;
  /** The answer is the digit that the picture shows. */
  readonly right: number;
  /** It is another one, or there is none to be read. */
  readonly wrong: number;
  /** Of the wrong answers, those with a probability of 0.9 or more. */
  readonly surelyWrong: number;
  readonly refused: number;
  /** Of the answers, the mean of their probabilities; null without any, or where the model gives no probabilities. */
  readonly meanProbability: number | null;
}

/** Which model reads which pictures, and how many. */
export interface MeasurePicturesOptions {
  /** The model to be measured. */
  readonly model: Sequential;
  /** What the model was trained with. */
  readonly preprocessing: Experiment['preprocessing'];
  /** Where it computes; by default the device that the model is on. */
  readonly device?: Device;
  /** The digits to be drawn, from `first` on; 0 by default. What is drawn of an image depends on its index alone. */
  readonly images: PicturePart;
  /** How many; one fewer than there are images from `first` on at most, as two are drawn side by side. */
  readonly count: number;
  /** The first digit to be drawn, counted from 0. */
  readonly first?: number;
  /** All by default. */
  readonly kinds?: readonly PictureKind[];
  /** Called after the pictures of a digit are drawn. */
  readonly onDigit?: (index: number) => void;
  /** Ends the measurement at the next digit; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

function digitsOf({ inputs: images }: Pick<PicturePart, 'inputs'>): Digits {
  // Pictures of one digit after the other: two shapes are remembered.
  const shapes = new Map<number, DigitShape>();
  const image = (index: number): Uint8Array => images.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage);
  const shape = (index: number): DigitShape => {
    const known = shapes.get(index);
    if (known !== undefined) return known;
    const made = digitShape(image(index));
    shapes.delete(index - 2);
    shapes.set(index, made);
    return made;
  };
  return { image, shape };
}

async function throughJpeg({ width, height, data }: ColorImage, quality: number): Promise<ColorImage> {
  const { default: sharp } = await import('sharp');
  const file = await sharp(data, { raw: { width, height, channels: 4 } })
    .jpeg({ quality })
    .toBuffer();
  return { width, height, data: await sharp(file).ensureAlpha().raw().toBuffer() };
}

/** In MNIST's form, or undefined if it is refused. */
async function formOf(kind: PictureKind, digits: Digits, index: number): Promise<Uint8Array | undefined> {
  const drawn = kind.draw(digits, index);
  const picture = kind.jpeg === undefined ? drawn : await throughJpeg(drawn, kind.jpeg);
  try {
    return toMnistForm(grayOf(picture));
  } catch (error) {
    if (error instanceof NoDigitError) return undefined;
    throw error;
  }
}

/** Of one kind: the forms that are not refused, and for each the index of its picture. */
interface Read {
  readonly forms: Uint8Array[];
  readonly indices: number[];
}

async function rowOf(
  kind: Pick<PictureKind, 'title' | 'shows'>,
  { forms, indices }: Read,
  count: number,
  options: MeasurePicturesOptions,
): Promise<PictureRow> {
  const { model, preprocessing, device, images } = options;
  const all = new Uint8Array(forms.length * pixelsPerImage);
  for (const [at, form] of forms.entries()) all.set(form, at * pixelsPerImage);
  const answers = forms.length === 0 ? [] : await predictDigits(model, all, preprocessing, { device });
  const probabilities = answers.flatMap(({ predicted, probabilities: own }) => (own === null ? [] : [own[predicted]!]));
  const isRight = answers.map(
    ({ predicted }, at) => kind.shows === 'digit' && predicted === images.labels[indices[at]!],
  );
  const right = isRight.filter((is) => is).length;
  return {
    title: kind.title,
    shows: kind.shows,
    count,
    right,
    wrong: answers.length - right,
    surelyWrong: probabilities.filter((probability, at) => !isRight[at] && probability >= sureProbability).length,
    refused: count - answers.length,
    meanProbability:
      probabilities.length === 0 ? null : probabilities.reduce((sum, own) => sum + own, 0) / probabilities.length,
  };
}

/**
 * Draws the digits in all ways and asks the model.
 *
 * @returns a row for each kind of pictures, before them one for the images themselves, which are no pictures
 */
export async function measurePictures(options: MeasurePicturesOptions): Promise<PictureRow[]> {
  const { images, count, first = 0, onDigit, signal } = options;
  const kinds = options.kinds ?? [...digitPictures, ...noDigitPictures, await letterPictures()];
  const digits = digitsOf(images);
  const themselves: Read = { forms: [], indices: [] };
  const reads = kinds.map((): Read => ({ forms: [], indices: [] }));
  for (let index = first; index < first + count; index++) {
    signal?.throwIfAborted();
    themselves.forms.push(digits.image(index));
    themselves.indices.push(index);
    for (const [at, kind] of kinds.entries()) {
      if (index >= (kind.count ?? Infinity)) continue;
      const form = await formOf(kind, digits, index);
      if (form === undefined) continue;
      reads[at]!.forms.push(form);
      reads[at]!.indices.push(index);
    }
    onDigit?.(index);
  }
  const rows = [await rowOf({ title: 'MNIST’s images themselves', shows: 'digit' }, themselves, count, options)];
  for (const [at, kind] of kinds.entries()) {
    rows.push(await rowOf(kind, reads[at]!, Math.max(0, Math.min(count, (kind.count ?? Infinity) - first)), options));
  }
  return rows;
}
