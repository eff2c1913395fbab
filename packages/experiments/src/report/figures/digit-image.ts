/**
 * A 28×28 image as a PNG data URI. Small enough to write directly; the picture that shows it does the enlarging.
 */

import type { Theme } from '@inkgrad/charts';
import { pngUri } from '@inkgrad/charts';
import type { DataPart } from '../../data/data-set.ts';
import { imageSide, pixelsPerImage } from '../../data/data-set.ts';

/** Image number `index` as a data URI: dark ink on light paper in the light theme, the reverse in the dark one. */
export function digitImage(images: DataPart, index: number, theme: Theme): string {
  const pixels = images.images.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage);
  const samples = theme.name === 'light' ? pixels.map((ink) => 255 - ink) : pixels;
  return pngUri({ width: imageSide, height: imageSide, samples, bits: 8 });
}
