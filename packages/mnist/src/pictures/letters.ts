/** The letters of the alphabet, printed: what no measure of a shape tells from digits. Node only. */

import { rasterize, svgText } from '@inkgrad/charts';
import type { ColorImage } from '../image/color-image.ts';
import type { PictureKind } from './picture-kind.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const side = 280;

async function printed(letter: string): Promise<ColorImage> {
  const text = svgText(letter, { x: side / 2, y: 200, size: 200, fill: '#000', anchor: 'middle' });
  const frame = `<rect width="${side}" height="${side}" fill="#fff"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${frame}${text}</svg>`;
  const { default: sharp } = await import('sharp');
  const data = await sharp(await rasterize(svg, 1))
    .ensureAlpha()
    .raw()
    .toBuffer();
  return { width: side, height: side, data };
}

export async function letterPictures(): Promise<PictureKind> {
  const pictures: ColorImage[] = [];
  for (const letter of letters) pictures.push(await printed(letter));
  return {
    title: 'letters, A to Z and a to z, printed',
    shows: 'noDigit',
    count: pictures.length,
    draw: (_, index) => pictures[index]!,
  };
}
