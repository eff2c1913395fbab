/**
 * The data set in memory: u8 images and labels, training and test, as views of the file contents. Knows the canonical
 * MNIST files by their MD5. Reading files is `dataset.ts`.
 */
import { DataError, type PictureData, type PicturePart } from '@inkgrad/experiments';

import { plural } from '@inkgrad/tensor/text';
import { decodeIdxImages } from './idx.ts';
import { decodeIdxLabels } from './idx-labels.ts';

/** What a file of the data set is for. */
export type MnistRole = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

/** The original names, sizes in bytes and MD5 sums (unzipped). */
export const canonicalFiles: Readonly<
  Record<MnistRole, { readonly name: string; readonly bytes: number; readonly md5: string }>
> = {
  trainImages: { name: 'train-images-idx3-ubyte', bytes: 47040016, md5: '6bbc9ace898e44ae57da46a324031adb' },
  trainLabels: { name: 'train-labels-idx1-ubyte', bytes: 60008, md5: 'a25bea736e30d166cdddb491f175f624' },
  testImages: { name: 't10k-images-idx3-ubyte', bytes: 7840016, md5: '2646ac647ad5339dbf082846283269ea' },
  testLabels: { name: 't10k-labels-idx1-ubyte', bytes: 10008, md5: '27ae3e4e09519cfbb04c329615203637' },
};

/** Unzipped contents of one file, and the name that errors give it. */
export interface IdxBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function decodeSplit(images: IdxBytes, labels: IdxBytes): PicturePart {
  const { count, values } = decodeIdxImages(images.bytes, images.name);
  const decodedLabels = decodeIdxLabels(labels.bytes, labels.name);
  if (decodedLabels.count !== count) {
    const sentence = `${plural(decodedLabels.count, 'label')} for the ${plural(count, 'image')} of ${images.name}; the counts must agree.`;
    throw new DataError(labels.name, sentence, { offset: 4, expected: count, found: decodedLabels.count });
  }
  return { inputs: values, labels: decodedLabels.values, count };
}

/**
 * Reads the four files from memory; the images and labels are views of what is given.
 *
 * @throws DataError if one is damaged, or if the counts of images and labels differ
 */
export function decodeMnist(files: Readonly<Record<MnistRole, IdxBytes>>): Pick<PictureData, 'train' | 'test'> {
  return {
    train: decodeSplit(files.trainImages, files.trainLabels),
    test: decodeSplit(files.testImages, files.testLabels),
  };
}
