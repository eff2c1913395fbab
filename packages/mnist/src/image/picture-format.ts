/**
 * What kind of picture a file is, by its first bytes. Only PNG and JPEG are handed to the decoder: it knows many formats
 * more, and an SVG of a few bytes may be a drawing of any size. Decoding is `load-gray-image.ts`.
 */

interface Format {
  readonly name: string;
  /** At an offset; a text stands for its letters. */
  readonly begins: readonly (readonly [offset: number, bytes: string | readonly number[]])[];
}

const decodable: readonly Format[] = [
  { name: 'png', begins: [[0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]] },
  { name: 'jpeg', begins: [[0, [0xff, 0xd8, 0xff]]] },
];

/** What people have in place of them. */
const others: readonly Format[] = [
  { name: 'GIF', begins: [[0, 'GIF8']] },
  {
    name: 'WebP',
    begins: [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
  },
  { name: 'TIFF', begins: [[0, 'II*\0']] },
  { name: 'TIFF', begins: [[0, 'MM\0*']] },
  { name: 'BMP', begins: [[0, 'BM']] },
  { name: 'PDF', begins: [[0, '%PDF']] },
  { name: 'HEIC', begins: [[4, 'ftyphei']] },
  { name: 'HEIC', begins: [[4, 'ftypmif1']] },
  { name: 'AVIF', begins: [[4, 'ftypavif']] },
  { name: 'SVG', begins: [[0, '<svg']] },
  { name: 'SVG', begins: [[0, '<?xml']] },
];

function holdsAt(bytes: Uint8Array, offset: number, expected: string | readonly number[]): boolean {
  const wanted = typeof expected === 'string' ? [...expected].map((letter) => letter.charCodeAt(0)) : expected;
  return wanted.every((byte, at) => bytes[offset + at] === byte);
}

const isOf =
  (bytes: Uint8Array) =>
  ({ begins }: Format): boolean =>
    begins.every(([offset, expected]) => holdsAt(bytes, offset, expected));

/** @returns why a file is not decoded, as the end of a sentence; undefined for PNG and JPEG */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  if (decodable.some(isOf(bytes))) return undefined;
  const found = others.find(isOf(bytes));
  return found === undefined
    ? 'not a readable PNG or JPEG picture.'
    : `expected PNG or JPEG, and this is ${found.name}.`;
}
