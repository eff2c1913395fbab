/**
 * Decodes a PNG or JPEG file to grey, with sharp (libvips), turned as its EXIF orientation says. Node only. sharp is
 * loaded when a picture is, and not before: nothing else needs it.
 */
import { readFile } from 'node:fs/promises';
import { ImageError } from '../errors.ts';
import { grayOf } from './color-image.ts';
import type { GrayImage } from './gray-image.ts';
import { foreignFormat } from './picture-format.ts';

/** A picture, brought down if it is large. */
export interface LoadedImage extends GrayImage {
  /** How many of the file's pixels, along each axis, are one of the picture's. */
  readonly scale: number;
}

/** Larger pictures are brought down to this while they are decoded; `toMnistForm` needs no more. */
const longestSide = 1280;
const formats: readonly string[] = ['png', 'jpeg'];
/**
 * Of what is decoded: beyond what cameras give. A few bytes can promise millions of pixels, and the decoder takes memory for
 * whole rows, or for the whole picture where that is stored in several passes.
 */
const mostSide = 30_000;
const mostPixels = 100e6;

async function readBytes(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const sentences: Record<string, string> = {
      ENOENT: 'no such file.',
      EISDIR: 'is a folder, expected a PNG or JPEG file.',
      EACCES: 'may not be read (permission denied).',
    };
    throw new ImageError(sentences[code] ?? `cannot be read (${code}).`, path, { cause: error });
  }
  if (bytes.length === 0) throw new ImageError('the file is empty, expected a PNG or JPEG picture.', path);
  const foreign = foreignFormat(bytes);
  if (foreign !== undefined) throw new ImageError(foreign, path);
  return bytes;
}

/**
 * Loads a picture as grey. Where it is transparent it is the drawing that is opaque, or the paper around it.
 *
 * @throws ImageError if the file is absent, not a PNG or JPEG, or damaged
 */
export async function loadGrayImage(path: string): Promise<LoadedImage> {
  const bytes = await readBytes(path);
  const { default: sharp } = await import('sharp');
  try {
    const picture = sharp(bytes, { failOn: 'error' });
    const { format, autoOrient } = await picture.metadata();
    if (!formats.includes(format)) throw new ImageError(`a ${format} file, expected PNG or JPEG.`, path);
    if (Math.max(autoOrient.width, autoOrient.height) > mostSide || autoOrient.width * autoOrient.height > mostPixels) {
      const size = `${autoOrient.width}×${autoOrient.height} pixels`;
      throw new ImageError(`${size}, expected at most 30,000 a side and 100 million in all; scale it down.`, path);
    }
    const { data, info } = await picture
      .autoOrient()
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 4) throw new ImageError(`decodes to ${channels} channels, expected 4.`, path);
    const scale = Math.max(autoOrient.width / width, autoOrient.height / height);
    return { ...grayOf({ width, height, data }), scale };
  } catch (error) {
    if (error instanceof ImageError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw new ImageError(`not a readable PNG or JPEG picture (${reason}).`, path, { cause: error });
  }
}
