/**
 * Decodes a PNG or JPEG file to grey, with sharp (libvips): turned as its EXIF orientation says, transparency on
 * white. Node only. sharp is loaded when a picture is, and not before: nothing else needs it.
 */
import { readFile } from 'node:fs/promises';
import { ImageError } from '../errors.ts';
import type { GrayImage } from './gray-image.ts';

/** Larger pictures are brought down to this while they are decoded; `toMnistForm` needs no more. */
const longestSide = 1280;
const formats: readonly string[] = ['png', 'jpeg'];

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
  return bytes;
}

/**
 * Loads a picture as grey.
 *
 * @throws ImageError if the file is absent, not a PNG or JPEG, or damaged
 */
export async function loadGrayImage(path: string): Promise<GrayImage> {
  const bytes = await readBytes(path);
  const { default: sharp } = await import('sharp');
  try {
    const picture = sharp(bytes, { failOn: 'error' });
    const { format } = await picture.metadata();
    if (!formats.includes(format)) throw new ImageError(`a ${format} file, expected PNG or JPEG.`, path);
    const { data, info } = await picture
      .autoOrient()
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .grayscale()
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 1) throw new ImageError(`decodes to ${info.channels} channels, expected 1.`, path);
    return { width: info.width, height: info.height, data };
  } catch (error) {
    if (error instanceof ImageError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw new ImageError(`not a readable PNG or JPEG picture (${reason}).`, path, { cause: error });
  }
}
