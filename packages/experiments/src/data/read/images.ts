/**
 * A folder of images as a data set: one folder for each class, named after it, within the folder itself, or within `train`
 * and `test`. PNG, JPEG and WebP, decoded by sharp, which is loaded when it is needed. Node only.
 */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { plural } from '@inkgrad/tensor/text';
import type Sharp from 'sharp';
import { DataError } from '../../errors.ts';
import type { DataPart, DataRequest, DataSet } from '../data-set.ts';
import { holdOut } from './hold-out.ts';
import { readBytes, unreadable } from './read-bytes.ts';
import { classesOf } from './targets.ts';

const endings: readonly string[] = ['.png', '.jpg', '.jpeg', '.webp'];
/** What systems leave in folders. */
const strangers = new Set(['thumbs.db', 'desktop.ini']);
/** Without a size being said, images of one size up to this are taken as they are. */
const mostSide = 256;
/** Of what is decoded, before it is brought to its size: a few bytes can promise any number, and rows of any length. */
const mostPixels = 100e6;
const mostDecodedSide = 30_000;
/** Of all images together. */
const mostBytes = 2 ** 30;

interface Found {
  readonly path: string;
  readonly label: string;
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  return entries
    .filter(({ name }) => !name.startsWith('.') && !strangers.has(name.toLowerCase()))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The images of all classes, by class and name. @throws DataError for what is no image where images are expected */
async function imagesIn(folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) {
      throw new DataError(
        path,
        `lies beside the folders of the classes; ${folder} is to hold one folder for each class.`,
      );
    }
    const files = await entriesOf(path);
    for (const file of files) {
      const own = join(path, file.name);
      if (!endings.includes(extname(file.name).toLowerCase())) {
        throw new DataError(own, 'is no image by its name; a class holds .png, .jpg and .webp files only.');
      }
      found.push({ path: own, label: entry.name });
    }
    if (files.length === 0) throw new DataError(path, 'the folder of this class holds no images.');
  }
  if (found.length === 0) {
    throw new DataError(folder, 'holds no images; one folder for each class is expected, with the images in it.');
  }
  return found;
}

type Size = NonNullable<DataRequest['size']>;

/** What all images become. */
interface Look {
  readonly size: Size;
  readonly isColor: boolean;
}

function damaged(path: string, error: unknown): DataError {
  const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  return new DataError(path, `is not a readable image (${reason}).`, {}, { cause: error });
}

/**
 * A file's content, if it begins as one of the three formats does. The decoder knows more of them, of which some take memory
 * for whatever size they say.
 */
async function readImageBytes(path: string): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  const first = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  const isWebp = first.startsWith('RIFF') && first.endsWith('WEBP');
  if (first.startsWith('\x89PNG') || first.startsWith('\xff\xd8\xff') || isWebp) return bytes;
  throw new DataError(path, 'is no PNG, JPEG or WebP file by its first bytes.');
}

/** Their common size, and whether any has colours. @throws DataError for images of several sizes */
async function lookOf(
  sharp: typeof Sharp,
  folder: string,
  found: readonly Found[],
  asked: Size | undefined,
): Promise<Look> {
  let isColor = false;
  let size = asked;
  for (const { path } of found) {
    const bytes = await readImageBytes(path);
    const { autoOrient, space } = await sharp(bytes)
      .metadata()
      .catch((error: unknown) => {
        throw damaged(path, error);
      });
    const { width, height } = autoOrient;
    if (Math.max(width, height) > mostDecodedSide || width * height > mostPixels)
      throw new DataError(
        path,
        `${width}×${height} pixels, expected at most 30,000 a side and 100 million in all; scale it down.`,
      );
    isColor ||= space !== 'b-w';
    size ??= [height, width];
    if (asked !== undefined || (size[0] === height && size[1] === width)) continue;
    const sentence = `its images have different sizes, as ${size[1]}×${size[0]} of ${basename(found[0]!.path)} and ${width}×${height} of ${basename(path)}; say one with --size, such as --size 32x32.`;
    throw new DataError(folder, sentence);
  }
  if (asked === undefined && Math.max(...size!) > mostSide) {
    const sentence = `its images are ${size![1]}×${size![0]} pixels; say what to bring them down to with --size, such as --size 64x64.`;
    throw new DataError(folder, sentence);
  }
  return { size: size!, isColor };
}

async function decode(sharp: typeof Sharp, path: string, { size, isColor }: Look): Promise<Uint8Array> {
  const [height, width] = size;
  try {
    const { data, info } = await sharp(await readImageBytes(path), { failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize({ height, width, fit: 'fill' })
      .toColourspace(isColor ? 'srgb' : 'b-w')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== (isColor ? 3 : 1)) throw new Error(`${info.channels} channels`);
    return data;
  } catch (error) {
    throw error instanceof DataError ? error : damaged(path, error);
  }
}

/**
 * One picture, brought to the form of others.
 * @param shape of a sample: [height, width], or [height, width, 3]
 * @throws DataError for what is no image
 */
export async function readImage(path: string, shape: readonly number[]): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const [height, width] = shape as [number, number];
  return decode(sharp, path, { size: [height, width], isColor: shape.length === 3 });
}

/**
 * @throws DataError for a folder that is not laid out so, for an image that cannot be decoded, and for images of several
 * sizes where none is asked for
 */
export async function readImages(folder: string, request: DataRequest): Promise<DataSet> {
  const { default: sharp } = await import('sharp');
  const names = (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const isDivided = names.includes('train') && names.includes('test');
  const folders = isDivided ? ['train', 'test'].map((name) => join(folder, name)) : [folder];
  const found: Found[][] = [];
  for (const each of folders) found.push(await imagesIn(each));
  const all = found.flat();
  const look = await lookOf(sharp, folder, all, request.size);
  const [height, width] = look.size;
  const shape = look.isColor ? [height, width, 3] : [height, width];
  const bytes = height * width * (look.isColor ? 3 : 1);
  if (bytes * all.length > mostBytes) {
    throw new DataError(
      folder,
      `${plural(all.length, 'image')} of ${bytes} bytes are more than 1 GiB; say a smaller --size.`,
    );
  }
  const { labels, classes } = classesOf(
    folder,
    all.map(({ label }) => label),
    'the name of the class',
  );
  const inputs = new Uint8Array(all.length * bytes);
  const hash = createHash('md5');
  for (const [index, { path, label }] of all.entries()) {
    const pixels = await decode(sharp, path, look);
    inputs.set(pixels, index * bytes);
    hash.update(`${label}/${basename(path)}\0`).update(pixels);
  }
  const part = (start: number, count: number): DataPart => ({
    inputs: inputs.subarray(start * bytes, (start + count) * bytes),
    labels: labels.subarray(start, start + count),
    count,
  });
  const [train] = found as [Found[], Found[]?];
  const split = isDivided
    ? { train: part(0, train.length), test: part(train.length, all.length - train.length) }
    : holdOut(folder, part(0, all.length), 'images');
  return {
    ...{ ...split, shape, classes, values: [], pictures: 'light', source: folder },
    // One entry for all of them: what their pixels come to, at the size that was asked for.
    files: [{ path: folder, bytes: inputs.length, md5: hash.digest('hex'), canonical: false }],
    request: { ...request, size: look.size },
    ...{ orientation: { transposed: false, inverted: false }, notices: [] },
  };
}
