/**
 * A folder of IDX files of images of any size, gray or in colours, in any classes: EMNIST's letters, sets of 8×8. MNIST and
 * what has its form is `dataset.ts`. Node only.
 */
import { resolve } from 'node:path';
import { DataError, type PictureData, type PicturePart } from '@inkgrad/experiments';
import { plural } from '@inkgrad/tensor/text';
import { findFiles, roles } from './data-folder.ts';
import { isEmnist } from './file-name.ts';
import { decodeIdxArray, type IdxArray } from './idx-array.ts';
import { readUnzipped } from './idx-file.ts';
import { canonicalFiles, type MnistRole } from './mnist-data.ts';

const mostClasses = 256;

/** How pictures in IDX files are turned as they are read. */
export interface IdxDataOptions {
  /** Exchange rows and columns of each image; default: of EMNIST's, which their names tell, as they are stored so. */
  readonly transpose?: boolean | undefined;
  /** Take 255 − v for each value v; false by default. */
  readonly invert?: boolean | undefined;
}

interface Read extends IdxArray {
  readonly path: string;
}

/** The bytes of images. @throws DataError for what are none */
function bytesOf({ shape, values, path }: Read): Uint8Array {
  const [, , , channels] = shape;
  const isColor = shape.length === 4 && (channels === 1 || channels === 3);
  if (values instanceof Uint8Array && (shape.length === 3 || isColor)) return values;
  const sentence = `has shape [${shape.join(', ')}]; images are bytes [count, rows, columns], in colours with 3 behind.`;
  throw new DataError(path, sentence);
}

function checkLabels({ shape, path }: Read, images: Read): void {
  const [count, columns = 1, ...others] = shape;
  if (columns !== 1 || others.length > 0) {
    throw new DataError(path, `has shape [${shape.join(', ')}]; labels are one number each.`);
  }
  if (count === images.shape[0]) return;
  const sentence = `${plural(count!, 'label')} for the ${plural(images.shape[0]!, 'image')} of ${images.path}; the counts must agree.`;
  throw new DataError(path, sentence, { offset: 4, expected: images.shape[0]!, found: count! });
}

/** Exchanges rows and columns, of images that are stored column by column. */
function transposed(images: Uint8Array, shape: readonly number[]): Uint8Array {
  const [count, rows, columns, channels = 1] = shape as [number, number, number, number?];
  const result = new Uint8Array(images.length);
  const size = rows * columns * channels;
  for (let at = 0; at < count * size; at++) {
    const [channel, place, image] = [at % channels, Math.floor((at % size) / channels), Math.floor(at / size)];
    const [row, column] = [Math.floor(place / columns), place % columns];
    result[image * size + (column * rows + row) * channels + channel] = images[at]!;
  }
  return result;
}

/**
 * Loads a folder of four IDX files. Classes are the labels that there are, in the order of their numbers and called so: of
 * EMNIST's letters "1" to "26".
 *
 * @param path a folder, or a folder with the beginning of the names of one of the sets in it: `gzip/emnist-letters`
 * @throws DataError if a file is absent or damaged, or if the files do not fit together
 */
export async function loadIdx(path: string, options: IdxDataOptions = {}): Promise<PictureData> {
  const { paths, set } = await findFiles(path);
  const read = {} as Record<MnistRole, Read>;
  const files: PictureData['files'][number][] = [];
  for (const role of roles) {
    const { bytes, md5 } = await readUnzipped(paths[role]);
    read[role] = { ...decodeIdxArray(bytes, paths[role]), path: paths[role] };
    files.push({ path: paths[role], bytes: bytes.length, md5, canonical: md5 === canonicalFiles[role].md5 });
  }
  const [, ...shape] = read.trainImages.shape;
  const [, ...ofTest] = read.testImages.shape;
  if (shape.join() !== ofTest.join()) {
    const sentence = `its images are [${ofTest.join(', ')}], and those of ${read.trainImages.path} are [${shape.join(', ')}].`;
    throw new DataError(read.testImages.path, sentence);
  }
  const found = new Set([...read.trainLabels.values, ...read.testLabels.values]);
  const numbers = [...found].sort((a, b) => a - b);
  if (numbers.length < 2 || numbers.length > mostClasses) {
    const sentence = `${plural(numbers.length, 'different label')}; of classes there are from 2 to ${mostClasses}.`;
    throw new DataError(read.trainLabels.path, sentence, { found: numbers.length });
  }
  const labelOf = new Map(numbers.map((number, label) => [number, label]));
  const orientation = { transposed: options.transpose ?? isEmnist(set), inverted: options.invert ?? false };
  const partOf = (images: Read, labels: Read): PicturePart => {
    const pixels = bytesOf(images);
    checkLabels(labels, images);
    const upright = orientation.transposed ? transposed(pixels, images.shape) : pixels;
    return {
      inputs: orientation.inverted ? upright.map((value) => 255 - value) : upright,
      labels: Uint8Array.from(labels.values, (number) => labelOf.get(number)!),
      count: images.shape[0]!,
    };
  };
  const [rows, columns, ...channels] = shape;
  return {
    train: partOf(read.trainImages, read.trainLabels),
    test: partOf(read.testImages, read.testLabels),
    shape: orientation.transposed ? [columns!, rows!, ...channels] : shape,
    ...{ classes: numbers.map(String), values: [], pictures: shape.length === 2 ? 'ink' : 'light' },
    ...{ source: path, folder: resolve(path), files, orientation, notices: [], request: {} },
  };
}

/** Whether a path names IDX files, so that `loadIdx` is to read it and can say what is wrong. */
export async function holdsIdx(path: string): Promise<boolean> {
  return findFiles(path).then(
    () => true,
    () => false,
  );
}
