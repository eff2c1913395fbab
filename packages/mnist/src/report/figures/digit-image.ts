/**
 * A 28×28 image as a PNG data URI: 8-bit grayscale, no filter. Small enough to write directly; the picture
 * that shows it does the enlarging. https://www.w3.org/TR/png-3/
 */

import { crc32, deflateSync } from 'node:zlib';
import type { MnistSplit } from '../../mnist-data.ts';
import type { Theme } from '../chart/theme.ts';

/** Rows and columns of an image. */
const SIDE = 28;

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function chunk(type: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(content.length + 12);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
  return bytes;
}

/** PNG bytes of a grayscale image, 0 = black. */
function encodeGrayPng(gray: Uint8Array, width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits per sample; colour type 0 (grayscale) and the rest stay zero
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(gray.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Image number `index` as a data URI: dark ink on light paper in the light theme, the reverse in the dark one. */
export function digitImage(images: MnistSplit, index: number, theme: Theme): string {
  const pixels = images.images.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
  const gray = theme.name === 'light' ? pixels.map((ink) => 255 - ink) : pixels;
  return `data:image/png;base64,${encodeGrayPng(gray, SIDE, SIDE).toString('base64')}`;
}
