/**
 * Small PNG files written directly: gray, with a palette or in colours, without filters. Enlarging is left to what shows them.
 * https://www.w3.org/TR/png-3/
 */

import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export interface PngImage {
  readonly width: number;
  readonly height: number;
  /** One sample for each pixel, below 2^bits; of colours three, 8 bits each: red, green, blue. */
  readonly samples: Uint8Array;
  readonly bits: 4 | 8;
  /** False by default. */
  readonly isColor?: boolean | undefined;
  /** `#rrggbb` for each sample; without it, samples are gray, 0 = black. */
  readonly palette?: readonly string[] | undefined;
}

function chunk(type: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(content.length + 12);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
  return bytes;
}

/** Rows of packed samples, each after a zero that says "no filter". */
function packRows({ width: pixels, height, samples, bits, isColor }: PngImage): Uint8Array {
  const width = isColor ? 3 * pixels : pixels;
  const stride = Math.ceil((width * bits) / 8);
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const row = samples.subarray(y * width, (y + 1) * width);
    const start = y * (stride + 1) + 1;
    if (bits === 8) rows.set(row, start);
    // The left pixel is in the high bits.
    else for (let x = 0; x < width; x += 1) rows[start + (x >> 1)]! |= row[x]! << (x % 2 === 0 ? 4 : 0);
  }
  return rows;
}

/** The bytes of a PNG file. */
export function encodePng(image: PngImage): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(image.width, 0);
  header.writeUInt32BE(image.height, 4);
  header[8] = image.bits;
  header[9] = image.isColor ? 2 : image.palette ? 3 : 0; // colour type: truecolour, indexed or grayscale
  const palette = image.palette && Buffer.from(image.palette.map((color) => color.slice(1)).join(''), 'hex');
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', deflateSync(packRows(image), { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** The same as a data URI. */
export function pngUri(image: PngImage): string {
  return `data:image/png;base64,${encodePng(image).toString('base64')}`;
}
