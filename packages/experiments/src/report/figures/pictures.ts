/** The samples of a part that can be drawn, with what is known of their form. */
import { pngUri } from '@inkgrad/charts';
import type { DataForm, DataPart, DataSet } from '../../data/data-set.ts';
import { normalizedImage } from '../../data/normalize.ts';
import type { Experiment } from '../../experiment/schema.ts';

export interface Pictures extends DataPart {
  readonly height: number;
  readonly width: number;
  /** 1 of gray, 3 of colours. */
  readonly channels: 1 | 3;
  readonly look: NonNullable<DataForm['pictures']>;
  readonly classes: readonly string[];
}

/** Undefined where the data has no pictures. */
export function picturesOf({ shape, pictures, classes }: DataForm, part: DataPart): Pictures | undefined {
  const [height, width, channels = 1] = shape;
  if (pictures === undefined || height === undefined || width === undefined) return undefined;
  if (channels !== 1 && channels !== 3) return undefined;
  return { ...part, height, width, channels, look: pictures, classes };
}

/** Of the training and of the test part. */
export function partsOf(data: DataSet): {
  readonly train?: Pictures | undefined;
  readonly test?: Pictures | undefined;
} {
  return { train: picturesOf(data, data.train), test: picturesOf(data, data.test) };
}

/** The values of one picture. */
function pixelsOf({ inputs, height, width, channels }: Pictures, index: number): Uint8Array {
  const size = height * width * channels;
  return Uint8Array.from(inputs.subarray(index * size, (index + 1) * size));
}

function uriOf({ width, height, channels }: Pictures, samples: Uint8Array): string {
  return pngUri({ width, height, samples, bits: 8, isColor: channels === 3 });
}

/** Picture number `index` as a data URI, as it is in the data: ink white on black, as in the notebook. */
export function pictureUri(pictures: Pictures, index: number): string {
  return uriOf(pictures, pixelsOf(pictures, index));
}

/** The same as a network sees it: after its preprocessing, the largest number white. */
export function preparedUri(pictures: Pictures, index: number, preprocessing: Experiment['preprocessing']): string {
  const { height, width, channels } = pictures;
  const pixels = pixelsOf(pictures, index);
  // Pixels from 0 to 1, and rows of numbers, look as they are.
  if (preprocessing !== 'normalizeColumns') return uriOf(pictures, pixels);
  const values = normalizedImage(pixels, channels === 1 ? [height, width] : [height, width, channels]);
  const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  return uriOf(
    pictures,
    Uint8Array.from(values, (value) => Math.round((255 * value) / most)),
  );
}
