/** Picture files, as `inkgrad predict --image` reads them. */
import { ImageError } from '@inkgrad/mnist';
import { loadDigit, loadGrayImage } from '@inkgrad/mnist/node';
import fc from 'fast-check';
import sharp from 'sharp';
import { withFiles } from '../files.ts';
import { anyBytes, damaged } from '../generate/damage.ts';
import { badJpeg, validJpegs } from '../generate/jpeg-file.ts';
import { badPng, validPng } from '../generate/png-file.ts';
import { type FuzzInput, must, type Target } from '../target.ts';

/** What people take for PNG or JPEG, and programs that are handed to the decoder by name only. */
async function otherFormats(): Promise<Uint8Array[]> {
  const picture = sharp(new Uint8Array(20 * 30).fill(200), { raw: { width: 20, height: 30, channels: 1 } });
  const encoded = [picture.clone().webp(), picture.clone().gif(), picture.clone().tiff()];
  const texts = [
    '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9"><rect/></svg>',
    '%PDF-1.7\n',
    'GIF89a',
    'BM',
  ];
  const files = await Promise.all(encoded.map((each) => each.toBuffer()));
  return [...files.map((bytes) => new Uint8Array(bytes)), ...texts.map((text) => new TextEncoder().encode(text))];
}

async function inputs(): Promise<fc.Arbitrary<FuzzInput>> {
  const jpeg = fc.constantFrom(...(await validJpegs()));
  const others = fc.constantFrom(...(await otherFormats()));
  const file =
    (isDecodable: boolean) =>
    (bytes: Uint8Array): FuzzInput => ({
      entry: isDecodable ? 'decodable' : 'any',
      files: { picture: bytes },
    });
  return fc.oneof(
    { weight: 2, arbitrary: fc.oneof(validPng, jpeg).map(file(true)) },
    { weight: 6, arbitrary: badPng.map(file(false)) },
    { weight: 6, arbitrary: badJpeg(jpeg).map(file(false)) },
    { weight: 1, arbitrary: fc.oneof(others, damaged(others), anyBytes).map(file(false)) },
  );
}

const mostSide = 1280;
const pixels = 784;

async function check(path: string, isDecodable: boolean): Promise<void> {
  const image = await loadGrayImage(path).catch((error: unknown) => {
    must(!isDecodable || !(error instanceof ImageError), `a right picture is not decoded: ${String(error)}`);
    throw error;
  });
  const { width, height, data } = image;
  must(data.length === width * height, `${data.length} pixels for ${width}×${height}`);
  must(width >= 1 && height >= 1 && Math.max(width, height) <= mostSide, `${width}×${height} pixels`);
  const form = await loadDigit(path);
  must(form instanceof Uint8Array && form.length === pixels, `${form.length} pixels in MNIST's form`);
  must(
    form.some((value) => value > 0),
    'a digit without ink',
  );
}

export const pictures: Target = {
  name: 'pictures',
  about: 'PNG and JPEG files',
  kinds: { decodable: ['data'], any: ['data'] },
  inputs,
  open: async (base) => ({
    try: ({ entry, files }) => withFiles(base, files, (folder) => check(`${folder}/picture`, entry === 'decodable')),
    close: async () => {},
  }),
};
