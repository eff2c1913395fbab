/** The samples of a part that can be drawn, with what is known of their form. */
import { pngUri, type Theme } from '@inkgrad/charts';
import type { DataForm, DataPart, DataSet } from '../../data/data-set.ts';

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

/** Picture number `index` as a data URI: of ink dark on light in the light theme and the reverse in the dark one. */
export function pictureUri(pictures: Pictures, index: number, theme: Theme): string {
  const pixels = pixelsOf(pictures, index);
  const samples = pictures.look === 'ink' && theme.name === 'light' ? pixels.map((ink) => 255 - ink) : pixels;
  return pngUri({ width: pictures.width, height: pictures.height, samples, bits: 8, isColor: pictures.channels === 3 });
}
