import { gzipSync } from 'node:zlib';
import { DataError } from '@inkgrad/experiments';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idxBytes, imageFile, labelFile, tableFile } from '../testing/idx-bytes.ts';
import { decodeIdxImages } from './idx.ts';
import { decodeIdxLabels } from './idx-labels.ts';

function failure(action: () => unknown): DataError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return error as DataError;
  }
  throw new Error('expected a DataError, nothing was thrown');
}

const images = (bytes: Uint8Array) => failure(() => decodeIdxImages(bytes, 'images.idx'));
const labels = (bytes: Uint8Array) => failure(() => decodeIdxLabels(bytes, 'labels.idx'));

describe('valid files', () => {
  test('images are a view of the file', () => {
    const file = imageFile(3);
    const { count, values } = decodeIdxImages(file, 'images.idx');
    expect(count).toBe(3);
    expect(values.buffer).toBe(file.buffer);
    expect(values.byteOffset).toBe(16);
    expect(values[784 + 5]).toBe(7 + 15);
  });

  test('labels', () => {
    const { count, values } = decodeIdxLabels(labelFile(12), 'labels.idx');
    expect(count).toBe(12);
    expect([...values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  });

  test('a file inside a larger buffer', () => {
    const file = labelFile(4);
    const larger = new Uint8Array(40);
    larger.set(file, 3);
    expect([...decodeIdxLabels(larger.subarray(3, 3 + file.length), 'l').values]).toEqual([0, 1, 2, 3]);
  });
});

describe('labels as other data sets have them', () => {
  const digits = [5, 0, 9];
  const bits: Readonly<Record<number, number>> = { 9: 8, 11: 16, 12: 32 };
  const wide = (sizes: number[], values: number[], type: number): Uint8Array => {
    const width = bits[type]! / 8;
    const bytes = new Uint8Array(values.length * width);
    const view = new DataView(bytes.buffer);
    for (const [at, value] of values.entries()) {
      if (width === 1) view.setInt8(at, value);
      else if (width === 2) view.setInt16(2 * at, value);
      else view.setInt32(4 * at, value);
    }
    return idxBytes(sizes, bytes, type);
  };
  test('integers of every width, in one axis, in one column, and as QMNIST’s table', () => {
    for (const type of [0x09, 0x0b, 0x0c]) {
      for (const sizes of [[3], [3, 1]]) {
        expect([...decodeIdxLabels(wide(sizes, digits, type), 'l').values]).toEqual(digits);
      }
    }
    expect([...decodeIdxLabels(idxBytes([3, 1], digits), 'l').values]).toEqual(digits);
    expect(decodeIdxLabels(tableFile(12), 'l')).toEqual(decodeIdxLabels(labelFile(12), 'l'));
  });

  test('faults', () => {
    const bad = tableFile(3);
    bad[47] = 10;
    expect(labels(bad).message).toBe('labels.idx: label 1 at offset 44 is 10, expected 0 to 9.');
    expect(labels(wide([2], [1, -1], 0x0b)).message).toBe('labels.idx: label 1 at offset 10 is -1, expected 0 to 9.');
    expect(labels(wide([3, 7], Array(21).fill(0), 0x0c)).message).toBe(
      'labels.idx: expected 1 column of labels, or 8 of 32 bits as QMNIST has, at offset 8, found 7.',
    );
    expect(labels(tableFile(3).subarray(0, 100)).message).toBe(
      'labels.idx: truncated: 3 labels need 108 bytes, the file has 100.',
    );
    expect(labels(wide([4, 8], Array(24).fill(0), 0x0c)).message).toContain('truncated: 4 labels need 140 bytes');
    expect(labels(wide([3], Array(24).fill(0), 0x0c)).message).toContain(
      'longer than its header says: 3 labels need 20 bytes',
    );
    expect(labels(idxBytes([3, 8], new Uint8Array(24))).message).toContain('or 8 of 32 bits as QMNIST has');
    expect(labels(wide([0, 8], [], 0x0c)).message).toContain('holds no labels');
    expect(labels(tableFile(3).subarray(0, 10)).message).toContain('truncated inside the header');
    expect(labels(idxBytes([3], new Uint8Array(12), 0x0d)).message).toBe(
      'labels.idx: expected unsigned bytes or whole numbers (type 0x08 at offset 2), found type 0x0d.',
    );
  });
});

describe('each fault has its own sentence', () => {
  test('empty', () => {
    expect(images(new Uint8Array(0)).message).toBe('images.idx: the file is empty; expected IDX images.');
  });

  test('wrong magic number, with offset, expected and found', () => {
    const error = images(new TextEncoder().encode('<html>not found</html>'));
    expect(error.message).toBe(
      'images.idx: not an IDX file: expected magic number 0x00000803 at offset 0, found 0x3c68746d.',
    );
    expect(error).toMatchObject({
      kind: 'data',
      file: 'images.idx',
      offset: 0,
      expected: '0x00000803',
      found: '0x3c68746d',
    });
  });

  test('labels for images and images for labels', () => {
    expect(images(labelFile(2000)).message).toBe(
      'images.idx: holds labels (magic number 0x00000801 at offset 0), expected images (0x00000803).',
    );
    expect(labels(imageFile(1)).message).toContain('holds images');
  });

  test('another element type', () => {
    const error = images(idxBytes([1, 28, 28], new Uint8Array(784), 0x0d));
    expect(error.message).toBe('images.idx: expected unsigned bytes (type 0x08 at offset 2), found type 0x0d.');
  });

  test('another rank', () => {
    expect(images(idxBytes([1, 784], new Uint8Array(784))).message).toBe(
      'images.idx: expected 3 axes for images (at offset 3), found 2.',
    );
    expect(labels(idxBytes([2, 2], new Uint8Array(4))).message).toContain('expected 1 column of labels');
    expect(labels(idxBytes([1, 1, 1, 2], new Uint8Array(2))).message).toContain('expected 1 axis for labels');
  });

  test('still packed', () => {
    expect(images(gzipSync(imageFile(1))).message).toBe(
      'images.idx: the contents are still packed (gzip); unpack the file to plain IDX first.',
    );
    expect(images(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)).message).toContain('ZIP');
  });

  test('truncated inside the header', () => {
    const error = images(imageFile(1).subarray(0, 10));
    expect(error.message).toBe('images.idx: truncated inside the header: expected 16 bytes, found 10.');
    expect(error.offset).toBe(10);
  });

  test('no items', () => {
    expect(labels(idxBytes([0], [])).message).toBe('labels.idx: holds no labels: the count at offset 4 is 0.');
  });

  test('images of another size', () => {
    const error = images(idxBytes([1, 28, 32], new Uint8Array(28 * 32)));
    expect(error.message).toBe('images.idx: expected 28 columns per image at offset 12, found 32.');
    expect(images(idxBytes([1, 27, 28], new Uint8Array(27 * 28))).message).toContain('28 rows');
  });

  test('truncated and too long', () => {
    expect(images(imageFile(2).subarray(0, 1000)).message).toBe(
      'images.idx: truncated: 2 images need 1584 bytes, the file has 1000.',
    );
    expect(labels(Uint8Array.of(...labelFile(3), 1)).message).toBe(
      'labels.idx: longer than its header says: 3 labels need 11 bytes, the file has 12.',
    );
  });

  test('a label out of range', () => {
    const error = labels(idxBytes([4], [0, 9, 10, 255]));
    expect(error.message).toBe('labels.idx: label 2 at offset 10 is 10, expected 0 to 9.');
    expect(error).toMatchObject({ offset: 10, found: 10 });
  });
});

describe('corruption', () => {
  const edit = fc.record({ at: fc.nat(), value: fc.nat(255), cut: fc.option(fc.nat()) });

  test('a damaged file is read as it is or refused with a DataError, never anything else', () => {
    const arbitrary = fc.tuple(
      fc.constantFrom('images' as const, 'labels' as const, 'table' as const),
      fc.integer({ min: 1, max: 3 }),
      fc.array(edit),
    );
    fc.assert(
      fc.property(arbitrary, ([kind, count, edits]) => {
        let bytes = { images: imageFile, labels: labelFile, table: tableFile }[kind](count);
        for (const { at, value, cut } of edits) {
          // Most edits in the header, where they matter.
          bytes[at % Math.min(bytes.length, at % 2 === 0 ? 16 : 4096) || 0] = value;
          if (cut !== null) bytes = bytes.slice(0, 1 + (cut % bytes.length));
        }
        const decode = kind === 'images' ? decodeIdxImages : decodeIdxLabels;
        try {
          const { count: found, values } = decode(bytes, 'f');
          expect(values.length).toBe(kind === 'images' ? 784 * found : found);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          expect((error as DataError).message).toMatch(/^f: .+\.$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(images(bytes).kind).toBe('data');
      }),
    );
  });

  test('every truncation of a valid file is refused', () => {
    const file = labelFile(5);
    for (let length = 0; length < file.length; length++) expect(labels(file.subarray(0, length)).kind).toBe('data');
  });
});
