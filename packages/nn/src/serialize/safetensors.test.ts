import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelFileError } from '../errors.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from './safetensors.ts';

const shape = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 });
const tensorOf = (name: string): fc.Arbitrary<NamedTensor> =>
  shape.chain((dimensions) => {
    const length = dimensions.reduce((product, n) => product * n, 1);
    const floats = fc.array(fc.float(), { minLength: length, maxLength: length }).map((v) => Float32Array.from(v));
    const ints = fc.array(fc.integer(), { minLength: length, maxLength: length }).map((v) => Int32Array.from(v));
    return fc.oneof(floats, ints).map((data): NamedTensor => ({ name, shape: dimensions, data }));
  });
const tensors = fc
  .uniqueArray(
    fc
      .string({ minLength: 1 })
      .filter((name) => name !== '__metadata__' && name !== '__proto__' && !/^\d+$/.test(name)),
    { maxLength: 4 },
  )
  .chain((names) => fc.tuple(...names.map(tensorOf)));

const example = encodeSafetensors([
  { name: 'dense/kernel', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { name: 'dense/bias', shape: [3], data: Float32Array.of(7, 8, 9) },
]);

/** The example with another header. */
function withHeader(header: string): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + 36);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

test('what is written is read back to the bit', () => {
  fc.assert(
    fc.property(
      tensors,
      fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { noNullPrototype: true }),
      (list, metadata) => {
        const bytes = encodeSafetensors(list, metadata);
        const read = decodeSafetensors(bytes);
        const byName = (a: NamedTensor, b: NamedTensor): number => (a.name < b.name ? -1 : 1);
        expect([...read.tensors].sort(byName)).toEqual([...list].sort(byName));
        expect(read.metadata).toEqual(metadata);
        expect(encodeSafetensors(list, metadata)).toEqual(bytes);
      },
    ),
  );
});

test('a view into a larger array is written alone', () => {
  const whole = Float32Array.of(0, 1, 2, 3);
  const bytes = encodeSafetensors([{ name: 'part', shape: [2], data: whole.subarray(1, 3) }]);
  expect([...decodeSafetensors(bytes).tensors[0]!.data]).toEqual([1, 2]);
});

test('bytes that do not begin at the start of their memory are read', () => {
  const memory = new Uint8Array(example.length + 3);
  memory.set(example, 3);
  expect(decodeSafetensors(memory.subarray(3))).toEqual(decodeSafetensors(example));
});

test('the header is as the format says', () => {
  const length = Number(new DataView(example.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(example.subarray(8, 8 + length)))).toEqual({
    'dense/kernel': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    'dense/bias': { dtype: 'F32', shape: [3], data_offsets: [24, 36] },
  });
});

describe('damage', () => {
  test('every truncation is refused', () => {
    for (let length = 0; length < example.length; length++) {
      expect(() => decodeSafetensors(example.subarray(0, length), 'w'), `${length} bytes`).toThrowError(ModelFileError);
    }
  });

  test('bytes too many are refused', () => {
    expect(() => decodeSafetensors(Uint8Array.of(...example, 0))).toThrowError(/found 22[0-9] bytes|bytes/);
  });

  test('any change of any byte is read or refused with a ModelFileError, never anything else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: example.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const changed = example.slice();
        changed[at] = value;
        try {
          decodeSafetensors(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFileError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('random bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 9, maxLength: 200 }), (bytes) => {
        // A leading "{" would need a valid length before it; random bytes have none.
        expect(() => decodeSafetensors(bytes)).toThrowError(ModelFileError);
      }),
    );
  });

  test.each([
    ['an array', '[]', /JSON object/],
    ['no JSON', '{"a":', /header in JSON/],
    ['another type', '{"a":{"dtype":"F16","shape":[9],"data_offsets":[0,36]}}', /"a" of type F32 or I32, found "F16"/],
    ['an inherited name as type', '{"a":{"dtype":"toString","shape":[9],"data_offsets":[0,36]}}', /of type F32 or I32/],
    ['a negative dimension', '{"a":{"dtype":"F32","shape":[-9],"data_offsets":[0,36]}}', /with a shape/],
    [
      'offsets that miss the shape',
      '{"a":{"dtype":"F32","shape":[8],"data_offsets":[0,36]}}',
      /32 bytes for "a" \[8\], found 36/,
    ],
    ['a hole', '{"a":{"dtype":"F32","shape":[8],"data_offsets":[4,36]}}', /begin at byte 0 of the data, found byte 4/],
    [
      'an overlap',
      '{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      /begin at byte 4 of the data, found byte 0/,
    ],
    ['metadata of numbers', '{"__metadata__":{"a":1},"b":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}', /texts/],
  ])('%s is refused', (_, header, message) => {
    expect(() => decodeSafetensors(withHeader(header), 'w.safetensors')).toThrowError(message);
    expect(() => decodeSafetensors(withHeader(header), 'w.safetensors')).toThrowError(
      expect.objectContaining({ kind: 'data', file: 'w.safetensors' }),
    );
  });
});
