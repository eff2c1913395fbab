import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ImageError } from '../errors.ts';
import { draw, strokes } from '../testing/synthetic-digit.ts';
import { loadGrayImage } from './load-gray-image.ts';
import { toMnistForm } from './to-mnist-form.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkgrad-image-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
const raw = (channels: 1 | 3 | 4, data: Uint8Array, width: number, height: number) =>
  sharp(data, { raw: { width, height, channels } });

test('PNG: grey levels as they are', async () => {
  const path = await file(
    'a.png',
    await raw(1, Uint8Array.of(0, 10, 100, 255, 7, 200), 3, 2)
      .png()
      .toBuffer(),
  );
  expect(await loadGrayImage(path)).toMatchObject({ width: 3, height: 2 });
  expect([...(await loadGrayImage(path)).data]).toEqual([0, 10, 100, 255, 7, 200]);
});

test('transparent is white', async () => {
  const pixels = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255);
  const path = await file('alpha.png', await raw(4, pixels, 2, 1).png().toBuffer());
  expect([...(await loadGrayImage(path)).data]).toEqual([255, 0]);
});

test('EXIF orientation 6: the left column becomes the top row', async () => {
  const pixels = new Uint8Array(32 * 16 * 3).map((_, at) => (Math.floor(at / 3) % 32 < 16 ? 0 : 255));
  const jpeg = await raw(3, pixels, 32, 16).jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toBuffer();
  const { width, height, data } = await loadGrayImage(await file('turned.jpg', jpeg));
  expect([width, height]).toEqual([16, 32]);
  expect(data[8]!).toBeLessThan(20);
  expect(data[31 * 16 + 8]!).toBeGreaterThan(235);
});

test('a JPEG of a digit gives the form of its picture', async () => {
  const picture = draw(strokes.four, { width: 300, height: 260, side: 180, left: 60, top: 40 });
  const jpeg = await raw(1, Uint8Array.from(picture.data), 300, 260).jpeg({ quality: 85 }).toBuffer();
  const form = toMnistForm(await loadGrayImage(await file('four.jpg', jpeg)));
  const wanted = toMnistForm(picture);
  const apart = form.reduce((sum, value, at) => sum + Math.abs(value - wanted[at]!), 0);
  // JPEG's ringing around the strokes; a half of it would be another digit.
  expect(apart / wanted.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.2);
});

test('large pictures are brought down', async () => {
  const png = await sharp({ create: { width: 3000, height: 1000, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  expect(await loadGrayImage(await file('large.png', png))).toMatchObject({ width: 1280, height: 427 });
});

test('each fault has its own sentence', async () => {
  const sentence = async (path: string) => {
    const error: unknown = await loadGrayImage(path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ImageError);
    expect((error as ImageError).kind).toBe('data');
    return (error as ImageError).message.replace(`${folder}/`, '');
  };
  const png = await raw(
    1,
    new Uint8Array(4096).map((_, at) => (at * 97) % 256),
    64,
    64,
  )
    .png()
    .toBuffer();
  expect(await sentence(join(folder, 'absent.png'))).toBe('absent.png: no such file.');
  expect(await sentence(await file('empty.png', new Uint8Array(0)))).toContain('the file is empty');
  expect(await sentence(await file('text.png', new TextEncoder().encode('hello')))).toContain('not a readable PNG');
  expect(await sentence(await file('cut.png', png.subarray(0, png.length / 2)))).toContain('not a readable PNG');
  const gif = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } })
    .gif()
    .toBuffer();
  expect(await sentence(await file('a.png', gif))).toBe('a.png: expected PNG or JPEG, and this is GIF.');
  const ofSize = (width: number, height: number): Uint8Array => {
    const head = png.subarray(0, 33);
    const view = new DataView(head.buffer.slice(head.byteOffset, head.byteOffset + 33));
    view.setUint32(16, width);
    view.setUint32(20, height);
    view.setUint32(29, crc32(new Uint8Array(view.buffer, 12, 17)));
    return Buffer.concat([new Uint8Array(view.buffer), png.subarray(33)]);
  };
  for (const [width, height] of [
    [16_646_144, 4],
    [15_000, 15_000],
  ] as const) {
    expect(await sentence(await file('wide.png', ofSize(width, height)))).toBe(
      `wide.png: ${width}×${height} pixels, expected at most 30,000 a side and 100 million in all; scale it down.`,
    );
  }
  // A decoder would draw it.
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9"><rect/></svg>';
  expect(await sentence(await file('b.png', new TextEncoder().encode(svg)))).toBe(
    'b.png: expected PNG or JPEG, and this is SVG.',
  );
  await expect(loadGrayImage(folder)).rejects.toThrow('is a folder');
});
