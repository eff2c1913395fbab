/** safetensors files that are damaged where their length and their checksums do not show it: in the header, in the numbers. */
import fc from 'fast-check';
import { anyBytes, damaged, joined } from './damage.ts';
import { damagedJson, oddJson } from './json.ts';

const lengthBytes = 8;

type Header = Readonly<Record<string, unknown>> & { readonly __metadata__?: Readonly<Record<string, string>> };

interface Parts {
  readonly header: Header;
  readonly data: Uint8Array;
}

function partsOf(bytes: Uint8Array): Parts {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(lengthBytes, lengthBytes + length));
  return { header: JSON.parse(text) as Header, data: bytes.subarray(lengthBytes + length) };
}

/** With the length that the header has. */
function withHeader(text: string, data: Uint8Array): Uint8Array {
  const header = new TextEncoder().encode(text);
  const length = new Uint8Array(lengthBytes);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return joined(length, header, data);
}

const oddFloats = [Number.NaN, Infinity, -Infinity, 3e38, -3e38, 1e-45, -0] as const;

function withFloat(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const { data } = partsOf(bytes);
  const copy = bytes.slice();
  const count = Math.floor(data.length / 4);
  if (count > 0) new DataView(copy.buffer).setFloat32(bytes.length - data.length + 4 * (at % count), value, true);
  return copy;
}

/** Damage within the texts beside the tensors, which may be JSON themselves. */
function damagedMetadata(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const { header, data } = partsOf(bytes);
  const { __metadata__: metadata = {}, ...tensors } = header;
  const isJson = (text: string): boolean => /^[[{"]/.test(text);
  const one = fc.constantFrom(...Object.keys(metadata)).chain((key) => {
    const text = metadata[key]!;
    const inner = isJson(text) ? damagedJson(fc.constant(JSON.parse(text))) : oddJson;
    return inner.map((changed) => ({ ...metadata, [key]: changed }));
  });
  return one.map((changed) => withHeader(JSON.stringify({ __metadata__: changed, ...tensors }), data));
}

/** What readers of a file must bear. @param bytes of a valid file */
export function badSafetensors(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const { header, data } = partsOf(bytes);
  const hasMetadata = header.__metadata__ !== undefined;
  return fc.oneof(
    { weight: 3, arbitrary: damaged(fc.constant(bytes)) },
    { weight: 4, arbitrary: damagedJson(fc.constant(header)).map((text) => withHeader(text, data)) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.constantFrom(...oddFloats)).map((odd) => withFloat(bytes, ...odd)) },
    { weight: hasMetadata ? 6 : 0, arbitrary: hasMetadata ? damagedMetadata(bytes) : fc.constant(bytes) },
    { weight: 1, arbitrary: anyBytes },
  );
}
