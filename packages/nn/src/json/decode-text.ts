/** From the bytes of a file to its text: UTF-8, with or without a byte order mark, and nothing else. */
import { JsonError } from './json-error.ts';

const byteOrderMark = '\uFEFF';

/** How bytes begin that are text of another encoding. The longer beginnings come first. */
const otherEncodings: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'UTF-32', bytes: [0xff, 0xfe, 0, 0] },
  { name: 'UTF-32', bytes: [0, 0, 0xfe, 0xff] },
  { name: 'UTF-16', bytes: [0xff, 0xfe] },
  { name: 'UTF-16', bytes: [0xfe, 0xff] },
];

/** JSON begins with an ASCII character, of which UTF-16 makes two bytes, one of them zero, with or without a mark. */
function encodingOf(bytes: Uint8Array): string | undefined {
  const marked = otherEncodings.find((encoding) => encoding.bytes.every((byte, at) => bytes[at] === byte));
  if (marked !== undefined) return marked.name;
  const [first, second] = bytes;
  return bytes.length >= 2 && (first === 0) !== (second === 0) ? 'UTF-16' : undefined;
}

/** Length of the longest beginning that is UTF-8, up to a character that is cut off at its end. */
function validBytes(bytes: Uint8Array): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      valid = middle;
    } catch {
      invalid = middle;
    }
  }
  return valid;
}

/** A text without the byte order mark that it may begin with. */
export function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(byteOrderMark.length) : text;
}

/** @throws JsonError for bytes that are no UTF-8, with the name of what they are instead where that can be told */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  if (encoding !== undefined) throw new JsonError(`the text is ${encoding}; save it as UTF-8.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const valid = validBytes(bytes);
    const found = `0x${bytes[valid]!.toString(16).padStart(2, '0')}`;
    throw new JsonError(`the text is no UTF-8: byte ${valid} is ${found}; save it as UTF-8.`, [], { cause });
  }
}
