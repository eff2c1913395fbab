/**
 * What an experiment takes: samples and their targets in memory, training and test, and what is known of where they came
 * from. Readers of files make it; runs, records, statistics and reports know nothing else of data.
 */

/** One part of a data set. */
export interface DataPart {
  /** [count, ...shape], row by row: bytes from 0 to 255 of pictures, f32 of other data. */
  readonly inputs: Uint8Array | Float32Array;
  /** Classes from 0, u8 [count]; empty where the targets are values. */
  readonly labels: Uint8Array;
  /** f32 [count, values], row by row; absent where the targets are classes. */
  readonly values?: Float32Array | undefined;
  readonly count: number;
}

/** What is to be alike in the parts of a division, u8 [count]: the classes; of values nothing is, so that all are one. */
export function strata({ labels, values, count }: Omit<DataPart, 'inputs'>): Uint8Array {
  return values === undefined ? labels : new Uint8Array(count);
}

/** What models have to fit: the form of a sample and of its target. */
export interface DataForm {
  /** Of one sample: [28, 28], [32, 32, 3], [4]. */
  readonly shape: readonly number[];
  /** Names of the classes, in the order of their labels; empty where the targets are values. At most 256. */
  readonly classes: readonly string[];
  /** Names of the values that are to be predicted; empty where the targets are classes. */
  readonly values: readonly string[];
  /**
   * What the samples are, where they can be drawn, rows and columns first: `ink`, gray from paper (0) to ink (255);
   * `light`, gray or colours from dark (0) to light (255). Undefined for rows of numbers.
   */
  readonly pictures: 'ink' | 'light' | undefined;
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

/** Data in memory: what trains, what tests, and where both came from. */
export interface DataSet extends DataForm {
  readonly train: DataPart;
  readonly test: DataPart;
  /** Where the data came from, for people: a package and its version, a file or a folder. */
  readonly source: string;
  /** The file or folder, absolute, where it is not an installed package. */
  readonly folder?: string | undefined;
  /** What else `readData` was told, so that a record can be continued; absent for data that it did not read. */
  readonly request?: DataRequest | undefined;
  readonly files: readonly DataFile[];
  /** What was done to the images as they were read. */
  readonly orientation: Orientation;
  /** Whether the images, as they are now, look turned, mirrored or inverted; empty where nothing strikes. */
  readonly notices: readonly OrientationNotice[];
}

/** How a file or folder is to be read. */
export interface DataRequest {
  /** Of a table the column that is to be predicted; default: the last. */
  readonly target?: string | undefined;
  /** What the target is; default: classes where any of it is no number. */
  readonly kind?: 'classes' | 'values' | undefined;
  /** Of images their height and width in pixels; default: 28 each. */
  readonly size?: readonly [height: number, width: number] | undefined;
}

/** Of pictures, in bytes. */
export interface PicturePart extends DataPart {
  readonly inputs: Uint8Array;
}

/** A data set of pictures: its inputs are bytes. */
export interface PictureData extends DataSet {
  readonly train: PicturePart;
  readonly test: PicturePart;
}

/** Rows and columns of MNIST's images. */
export const imageSide = 28;
/** Values of one of MNIST's images. */
export const pixelsPerImage = imageSide * imageSide;

/** The form of MNIST and of what is made like it: what a model is built for unless its data is said. */
export const mnistForm: DataForm = {
  shape: [imageSide, imageSide],
  classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
  values: [],
  pictures: 'ink',
};

/** Classes of MNIST. */
export const classCount = mnistForm.classes.length;

/** Whether a data set is of MNIST's form: of such nothing is said of classes, as they are the ten digits. */
export function isMnistForm({ shape, classes, pictures }: DataForm): boolean {
  const isSame = shape.join() === mnistForm.shape.join() && classes.join() === mnistForm.classes.join();
  return isSame && pictures === mnistForm.pictures;
}

/** Values of one sample. */
export function sampleSize({ shape }: Pick<DataForm, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** What samples are called: "images" or "rows". */
export function sampleNoun({ pictures }: Pick<DataForm, 'pictures'>): string {
  return pictures === undefined ? 'rows' : 'images';
}

/** The shapes of the four arrays, as the notebook prints them. */
export function dataShapes(
  data: Pick<DataSet, 'train' | 'test' | keyof DataForm>,
): { name: string; shape: number[] }[] {
  const noun = sampleNoun(data);
  const targets = data.classes.length > 0 ? 'labels' : 'values';
  const ofTargets = ({ count }: DataPart): number[] => (targets === 'labels' ? [count] : [count, data.values.length]);
  return [
    { name: `training ${noun}`, shape: [data.train.count, ...data.shape] },
    { name: `training ${targets}`, shape: ofTargets(data.train) },
    { name: `test ${noun}`, shape: [data.test.count, ...data.shape] },
    { name: `test ${targets}`, shape: ofTargets(data.test) },
  ];
}
