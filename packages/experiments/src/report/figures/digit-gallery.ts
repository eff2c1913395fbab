/**
 * The pictures behind the cells of a confusion matrix: a bounded number for each cell, all in one image of 16 grays, from
 * which the page's script cuts them.
 */

import { type Gallery, pngUri } from '@inkgrad/charts';
import type { DataPart } from '../../data/data-set.ts';
import { imageSide, pixelsPerImage } from '../../data/data-set.ts';

/** What a model answered for an image. */
export interface Answer {
  /** In its set, from 0. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
}

interface GalleryOptions {
  readonly images: DataPart;
  readonly answers: readonly Answer[];
  readonly classes: number;
  readonly noun: string;
  /** At most so many pictures in all. */
  readonly budget: number;
}

/** No cell shows more. */
const MOST = 24;
const COLUMNS = 32;

/** The largest number of pictures a cell, so that all cells together stay within the budget. */
function shareOf(counts: readonly number[], budget: number): number {
  let share = MOST;
  while (share > 1 && counts.reduce((sum, count) => sum + Math.min(count, share), 0) > budget) share -= 1;
  return share;
}

/** All answers for a set of images, from one character for each of them, in order. */
export function answersOf(digits: string, { labels, count }: DataPart, indices?: ArrayLike<number>): Answer[] {
  return Array.from(digits.slice(0, indices?.length ?? count), (digit, i) => {
    const index = indices?.[i] ?? i;
    return { index, label: labels[index]!, predicted: Number(digit) };
  });
}

/** Chooses the first pictures of each cell and puts them into one image. */
export function digitGallery({ images, answers, classes, noun, budget }: GalleryOptions): Gallery {
  const members: number[][] = Array.from({ length: classes * classes }, () => []);
  for (const { index, label, predicted } of answers) members[label * classes + predicted]?.push(index);
  const share = shareOf(
    members.map((cell) => cell.length),
    budget,
  );
  const shown = members.map((cell) => cell.slice(0, share));
  const indices = shown.flat();
  const width = Math.min(COLUMNS, Math.max(1, indices.length)) * imageSide;
  const height = Math.max(1, Math.ceil(indices.length / COLUMNS)) * imageSide;
  const samples = new Uint8Array(width * height);
  for (const [at, index] of indices.entries()) {
    const corner = Math.floor(at / COLUMNS) * imageSide * width + (at % COLUMNS) * imageSide;
    for (let pixel = 0; pixel < pixelsPerImage; pixel += 1) {
      const ink = images.images[index * pixelsPerImage + pixel]!;
      samples[corner + Math.floor(pixel / imageSide) * width + (pixel % imageSide)] = Math.round((ink * 15) / 255);
    }
  }
  return {
    sprite: pngUri({ width, height, samples, bits: 4 }),
    columns: COLUMNS,
    side: imageSide,
    noun,
    cells: shown.map((cell, i) => [members[i]!.length, ...cell]),
  };
}
