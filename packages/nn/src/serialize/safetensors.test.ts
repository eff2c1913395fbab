import { ArgumentError } from '@inkgrad/tensor';
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
const odd = ['__proto__', 'constructor', '0', '17', '', ' ', '"', '\\', 'größe', '\u{1f58b}', '\ud800', '__metadata'];
const tensorName = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...odd)).filter((n) => n !== '__metadata__');
const tensors = fc.uniqueArray(tensorName, { maxLength: 4 }).chain((names) => fc.tuple(...names.map(tensorOf)));

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
        // Tensors without elements may stand anywhere among their neighbours, all else in the order given.
        const byName = (a: NamedTensor, b: NamedTensor): number => (a.name < b.name ? -1 : 1);
        expect([...read.tensors].sort(byName)).toEqual([...list].sort(byName));
        expect(Object.entries(read.metadata)).toEqual(Object.entries(metadata));
        expect(encodeSafetensors(list, metadata)).toEqual(bytes);
      },
    ),
  );
});

describe('the writer', () => {
  /** Anything at all in the place of a tensor, most of it nearly right. */
  const anyTensor = fc.record(
    {
      name: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('a', 'b', '__metadata__', '') }, fc.anything()),
      shape: fc.oneof(shape, fc.array(fc.anything(), { maxLength: 2 }), fc.anything()),
      data: fc.oneof(
        fc.nat(30).map((length) => new Float32Array(length)),
        fc.nat(30).map((length) => new Int32Array(length)),
        fc.constantFrom<unknown>(new Uint8Array(4), new Float64Array(2), [1, 2], undefined),
      ),
    },
    { requiredKeys: [] },
  );
  const anyMetadata = fc.oneof(
    fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.anything())),
    fc.constantFrom<unknown>({}, new Map([['a', 'b']]), ['a'], null, 'text', new (class Texts {})()),
  );

  test('refuses with an ArgumentError whatever the reader would refuse', () => {
    let written = 0;
    const anything = fc.oneof(
      fc.tuple(tensors, fc.constant({})),
      fc.tuple(fc.array(anyTensor, { maxLength: 3 }), anyMetadata),
    );
    fc.assert(
      fc.property(anything, ([list, metadata]) => {
        let bytes: Uint8Array;
        try {
          bytes = encodeSafetensors(list as NamedTensor[], metadata as Record<string, string>);
        } catch (error) {
          expect(error).toBeInstanceOf(ArgumentError);
          return;
        }
        written += 1;
        const read = decodeSafetensors(bytes);
        expect(read.tensors).toHaveLength(list.length);
        for (const { name, data } of read.tensors) {
          expect([...data]).toEqual([...(list.find((tensor) => tensor.name === name)!.data as Float32Array)]);
        }
      }),
      { numRuns: 2000 },
    );
    expect(written).toBeGreaterThan(0);
  });

  const one = { name: 'a', shape: [1], data: Float32Array.of(1) };
  test.each([
    [
      'a name twice',
      [one, { ...one, name: 'b' }, one],
      {},
      'tensors[2].name must be a name of its own, which tensors[0] does not have, received "a"',
    ],
    [
      'the name of the metadata',
      [{ ...one, name: '__metadata__' }],
      {},
      'tensors[0].name must be another name, as this one is the metadata’s',
    ],
    [
      'too few elements',
      [{ ...one, shape: [2] }],
      {},
      'tensors[0].data must be of 2 elements, for the shape [2] of "a", received 1',
    ],
    [
      'another type',
      [{ ...one, data: new Float64Array(1) }],
      {},
      'tensors[0].data must be a Float32Array or an Int32Array',
    ],
    ['a shape with a hole', [{ ...one, shape: Array(1) }], {}, 'tensors[0].shape must be a shape'],
    ['metadata of numbers', [one], { epoch: 1 }, 'metadata "epoch" must be a text, received 1'],
    ['metadata in a Map', [one], new Map([['epoch', '1']]), 'metadata must be a plain object of texts'],
  ])('%s', (_, list, metadata, sentence) => {
    const write = () => encodeSafetensors(list as NamedTensor[], metadata as Record<string, string>);
    expect(write).toThrowError(ArgumentError);
    expect(write).toThrowError(`encodeSafetensors: ${sentence}`);
  });
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
    ['an array', '[]', /header in JSON that begins with "\{"/],
    ['a byte order mark', '\uFEFF{}', /begins with "\{"/],
    ['no JSON', '{"a":', /header in JSON, found another text/],
    [
      'a name twice',
      '{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]},"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}',
      /the key "a" stands twice, in line 1, column 2 and in line 1, column 56/,
    ],
    [
      'a name twice, once with an escape',
      '{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]},"\\u0061":{"dtype":"F32","shape":[0],"data_offsets":[36,36]}}',
      /the key "a" stands twice/,
    ],
    [
      'metadata twice',
      '{"__metadata__":{"k":"1"},"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]},"__metadata__":{}}',
      /the key "__metadata__" stands twice/,
    ],
    [
      'a key of the metadata twice',
      '{"__metadata__":{"k":"1","k":"2"},"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}',
      /the key "k" of __metadata__ stands twice/,
    ],
    [
      'a dtype twice',
      '{"a":{"dtype":"I32","dtype":"F32","shape":[9],"data_offsets":[0,36]}}',
      /the key "dtype" of a stands twice/,
    ],
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
