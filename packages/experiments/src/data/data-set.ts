/**
 * What an experiment takes: images and labels in memory, training and test, and what is known of where they came from.
 * Where they come from is not known here.
 */

/** Rows and columns of an image. */
export const imageSide = 28;
/** Values of an image. */
export const pixelsPerImage = imageSide * imageSide;
/** Labels are classes from 0. */
export const classCount = 10;

/** Images u8 [count, 28, 28], row by row, and their labels u8 [count]. */
export interface DataPart {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** A file that was read. */
export interface DataFile {
  readonly path: string;
  /** Length of the unzipped contents. */
  readonly bytes: number;
  /** Of the unzipped contents, in hexadecimal. */
  readonly md5: string;
  /** Whether these are the bytes of the original file of this role, as its data set was published. */
  readonly canonical: boolean;
}

/** What was done to the images of a data set to bring them into their usual form. */
export interface Orientation {
  /** Rows and columns were exchanged. */
  readonly transposed: boolean;
  /** 255 − v was taken for each value v. */
  readonly inverted: boolean;
}

/** What was done, in words. */
export function orientationWords({ transposed, inverted }: Orientation): string[] {
  return [...(transposed ? ['transposed'] : []), ...(inverted ? ['inverted'] : [])];
}

/** What is said of images that look turned, mirrored or inverted. */
export interface OrientationNotice {
  /** For people; says nothing of what to do. */
  readonly sentence: string;
  /** What was to be done to the images as the files have them; undefined where it is neither transposing nor inverting. */
  readonly remedy: Orientation | undefined;
}

export interface DataSet {
  readonly train: DataPart;
  readonly test: DataPart;
  /** Where the data came from, for people: a package and its version, or a folder. */
  readonly source: string;
  /** The folder, absolute, where it is not an installed package. */
  readonly folder?: string | undefined;
  readonly files: readonly DataFile[];
  /** What was done to the images as they were read. */
  readonly orientation: Orientation;
  /** Whether the images, as they are now, look turned, mirrored or inverted; empty where nothing strikes. */
  readonly notices: readonly OrientationNotice[];
}

/** The shapes of the four arrays, as the notebook prints them. */
export function dataShapes(data: Pick<DataSet, 'train' | 'test'>): { name: string; shape: number[] }[] {
  return [
    { name: 'training images', shape: [data.train.count, imageSide, imageSide] },
    { name: 'training labels', shape: [data.train.count] },
    { name: 'test images', shape: [data.test.count, imageSide, imageSide] },
    { name: 'test labels', shape: [data.test.count] },
  ];
}
