import { type Device, openDevice, uniform } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Checksum, checksumOf } from './checksum.ts';
import { uploadDataset } from './dataset.ts';
import type { ArrayLike } from './source.ts';

const floats = fc.float32Array({ minLength: 1, maxLength: 40 });

/** Word by word with BigInt: a second way to the same sums. */
function slowly(numbers: Float32Array): string {
  const [p1, p2, modulus] = [2654435761n, 2246822519n, 1n << 32n];
  const starts = [p1 + p2, p2, 0n, modulus - p1];
  const words = [...new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length)];
  const sums = starts.map((start, turn) =>
    words
      .filter((_, at) => at % 4 === turn)
      .reduce((sum, word) => {
        const mixed = (sum + BigInt(word) * p2) % modulus;
        return (((mixed << 13n) | (mixed >> 19n)) * p1) % modulus;
      }, start % modulus),
  );
  return sums.map((sum) => sum.toString(16).padStart(8, '0')).join('');
}

test('is four sums of rounds over the words that take turns', () => {
  fc.assert(
    fc.property(floats, (numbers) => {
      expect(checksumOf(numbers)).toBe(slowly(numbers));
    }),
  );
});

test('is the same however the numbers are cut into blocks', () => {
  fc.assert(
    fc.property(floats, fc.array(fc.nat(), { maxLength: 6 }), (numbers, cuts) => {
      const ends = [...cuts.map((cut) => cut % (numbers.length + 1)), numbers.length].sort((a, b) => a - b);
      const checksum = new Checksum();
      let start = 0;
      for (const end of ends) {
        checksum.include(numbers.subarray(start, end));
        start = end;
      }
      expect(String(checksum)).toBe(checksumOf(numbers));
    }),
  );
});

test('differs where one number does, and where two change places', () => {
  fc.assert(
    fc.property(floats, fc.nat(), fc.float(), (numbers, place, value) => {
      const at = place % numbers.length;
      const changed = numbers.slice();
      changed[at] = value;
      const isSame = Object.is(changed[at], numbers[at]);
      expect(checksumOf(changed) === checksumOf(numbers)).toBe(isSame);
    }),
  );
  expect(checksumOf(Float32Array.of(1, 2, 3, 4, 5, 6))).not.toBe(checksumOf(Float32Array.of(2, 1, 3, 4, 5, 6)));
  expect(checksumOf(Float32Array.of(1, 2, 3, 4, 5, 6))).not.toBe(checksumOf(Float32Array.of(5, 2, 3, 4, 1, 6)));
});

test('labels, which are small numbers, fill all its bits', () => {
  // A checksum whose low bits saw nothing of the high ones would have a thousand values for these.
  const sums = Array.from({ length: 4000 }, (_, stream) => {
    const labels = uniform(1, stream, 64, { min: 0, max: 10 }).map(Math.floor);
    return checksumOf(labels).slice(0, 8);
  });
  // Of 4000 numbers of 32 bits no two are equal in 998 of 1000 cases.
  expect(new Set(sums).size).toBe(sums.length);
});

describe('of a data set', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice('reference');
  });
  afterAll(() => device.dispose());

  const checksum = async (x: ArrayLike, y?: ArrayLike, storage: 'dense' | 'sparse' = 'dense'): Promise<string> => {
    const dataset = await uploadDataset(device, x, y, undefined, storage);
    dataset.dispose();
    return dataset.checksum;
  };

  test('is the same in any form and storage', async () => {
    const rows = Array.from({ length: 7 }, (_, r) => Array.from({ length: 70 }, (_, c) => (r * c) % 3));
    const labels = [0, 1, 2, 0, 1, 2, 0];
    const flat = rows.flat();
    const shape = [7, 70];
    const whole = await checksum(rows, labels);
    const forms: ArrayLike[] = [
      { shape, data: Float32Array.from(flat) },
      { shape, data: Uint8Array.from(flat) },
      { shape, read: (start, count) => Float32Array.from(flat.slice(start * 70, (start + count) * 70)) },
    ];
    for (const form of forms) {
      expect(await checksum(form, Float32Array.from(labels))).toBe(whole);
      expect(await checksum(form, Uint8Array.from(labels), 'sparse')).toBe(whole);
    }
  });

  test('is of all blocks of large data, once each', async () => {
    const columns = 1000;
    const count = 2500;
    const data = Float32Array.from({ length: count * columns }, (_, at) => Math.sin(at));
    const large = await checksum({ shape: [count, columns], data });
    expect(large).toBe(checksumOf(data));
    for (const at of [0, 1_048_575, 1_048_576, 2_499_999]) {
      const changed = data.slice();
      changed[at] = 2;
      expect(await checksum({ shape: [count, columns], data: changed })).not.toBe(large);
    }
  });

  test('differs where samples, targets or their names do', async () => {
    const x = [
      [1, 2],
      [3, 4],
    ];
    const sums = [
      await checksum(x),
      await checksum(x, [0, 1]),
      await checksum(x, [1, 0]),
      await checksum(
        [
          [1, 2],
          [3, 5],
        ],
        [0, 1],
      ),
      await checksum({ a: x, b: x } as unknown as ArrayLike, [0, 1]),
      await checksum({ b: x, c: x } as unknown as ArrayLike, [0, 1]),
    ];
    expect(new Set(sums).size).toBe(sums.length);
  });
});
