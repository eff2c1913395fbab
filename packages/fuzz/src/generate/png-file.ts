/** PNG files, chunk by chunk: right ones of every kind, and ones whose chunks lie, under right checksums. */
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { damaged, joined } from './damage.ts';

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const encoder = new TextEncoder();

interface Chunk {
  readonly name: string;
  readonly data: Uint8Array;
  /** Instead of the right ones. */
  readonly length?: number;
  readonly checksum?: number;
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value >>> 0);
  return bytes;
}

function chunkBytes({ name, data, length, checksum }: Chunk): Uint8Array {
  const body = joined(encoder.encode(name).subarray(0, 4), data);
  return joined(word(length ?? data.length), body, word(checksum ?? crc32(body)));
}

const pngBytes = (chunks: readonly Chunk[]): Uint8Array => joined(signature, ...chunks.map(chunkBytes));

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly color: number;
  readonly interlace: number;
}

function header({ width, height, depth, color, interlace }: Header): Chunk {
  return { name: 'IHDR', data: joined(word(width), word(height), Uint8Array.of(depth, color, 0, 0, interlace)) };
}

const zipped = (name: string, data: Uint8Array): Chunk => ({ name, data: new Uint8Array(deflateSync(data)) });

/** Rows of grey, of a filter byte and the pixels: paper with a stroke down the middle. */
function stroke(width: number, height: number, paper: number, pen: number): Uint8Array {
  const rows = new Uint8Array(height * (width + 1)).fill(paper);
  const [left, right] = [Math.floor(width * 0.45), Math.ceil(width * 0.55)];
  for (let y = 0; y < height; y++) {
    rows[y * (width + 1)] = 0;
    if (y > height / 5 && y < (4 * height) / 5) rows.fill(pen, y * (width + 1) + 1 + left, y * (width + 1) + 1 + right);
  }
  return rows;
}

const side = fc.oneof(fc.integer({ min: 1, max: 80 }), fc.constantFrom(1, 2, 3, 28, 300));
const size = { width: side, height: side };
const level = fc.nat(255);

/** A picture of 8-bit grey, complete. */
export const validPng: fc.Arbitrary<Uint8Array> = fc
  .record({ ...size, paper: level, pen: level })
  .map(({ width, height, paper, pen }) =>
    pngBytes([
      header({ width, height, depth: 8, color: 0, interlace: 0 }),
      zipped('IDAT', stroke(width, height, paper, pen)),
      { name: 'IEND', data: new Uint8Array() },
    ]),
  );

const hugeSide = fc.constantFrom(0, 1, 28, 9_000, 20_000, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1);

const anyHeader: fc.Arbitrary<Header> = fc.record({
  width: fc.oneof({ weight: 4, arbitrary: side }, { weight: 1, arbitrary: hugeSide }),
  height: fc.oneof({ weight: 4, arbitrary: side }, { weight: 1, arbitrary: hugeSide }),
  depth: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(1, 2, 4, 8, 16) }, { weight: 1, arbitrary: fc.nat(255) }),
  color: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0, 2, 3, 4, 6) }, { weight: 1, arbitrary: fc.nat(255) }),
  interlace: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0, 1) }, { weight: 1, arbitrary: fc.nat(255) }),
});

/** Few bytes that unzip to many: 1, 8 and 32 MiB. */
const bombs = [1, 8, 32].map((mebibytes) => new Uint8Array(deflateSync(new Uint8Array(mebibytes * 2 ** 20))));
const bomb = fc.constantFrom(...bombs);

const extraChunk: fc.Arbitrary<Chunk> = fc.record(
  {
    name: fc.oneof(
      fc.constantFrom(
        'IHDR',
        'PLTE',
        'tRNS',
        'gAMA',
        'cHRM',
        'sRGB',
        'iCCP',
        'eXIf',
        'tEXt',
        'zTXt',
        'iTXt',
        'bKGD',
        'pHYs',
      ),
      fc.constantFrom('sBIT', 'hIST', 'tIME', 'acTL', 'fcTL', 'fdAT', 'IDAT', 'IEND', 'CgBI'),
      fc.stringMatching(/^[A-Za-z]{4}$/),
    ),
    data: fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 800 }),
      bomb.map((zip) => joined(encoder.encode('name\0\0'), zip)),
    ),
    length: fc.constantFrom(0, 1, 4, 2 ** 31 - 1, 2 ** 32 - 1),
    checksum: fc.nat(),
  },
  { requiredKeys: ['name', 'data'] },
);

/** Any header over pixels that may be too few, too many or none, with chunks that do not belong there. */
const oddPng: fc.Arbitrary<Uint8Array> = fc
  .record({
    head: anyHeader,
    pixels: fc.oneof(
      fc.uint8Array({ maxLength: 2000 }).map((bytes) => new Uint8Array(deflateSync(bytes))),
      fc.nat(200_000).map((length) => new Uint8Array(deflateSync(new Uint8Array(length)))),
      fc.uint8Array({ maxLength: 200 }),
      bomb,
    ),
    before: fc.array(extraChunk, { maxLength: 3 }),
    after: fc.array(extraChunk, { maxLength: 2 }),
    palette: fc.option(fc.uint8Array({ minLength: 3, maxLength: 780 })),
    hasEnd: fc.boolean(),
  })
  .map(({ head, pixels, before, after, palette, hasEnd }) =>
    pngBytes([
      header(head),
      ...before,
      ...(palette === null ? [] : [{ name: 'PLTE', data: palette }]),
      { name: 'IDAT', data: pixels },
      ...after,
      ...(hasEnd ? [{ name: 'IEND', data: new Uint8Array() }] : []),
    ]),
  );

export const badPng = fc.oneof(oddPng, damaged(validPng), damaged(oddPng));
