/**
 * A 28×28 image as a PNG data URI. Small enough to write directly; the picture that shows it does the enlarging.
 */

import { imageSide, pixelsPerImage } from '../../data/idx.ts';
import type { MnistSplit } from '../../data/mnist-data.ts';
import { pngUri } from '../chart/png.ts';
import type { Theme } from '../chart/theme.ts';

/** Image number `index` as a data URI: dark ink on light paper in the light theme, the reverse in the dark one. */
export function digitImage(images: MnistSplit, index: number, theme: Theme): string {
  const pixels = images.images.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage);
  const samples = theme.name === 'light' ? pixels.map((ink) => 255 - ink) : pixels;
  return pngUri({ width: imageSide, height: imageSide, samples, bits: 8 });
}
