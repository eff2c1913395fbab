/**
 * The pictures behind the cells of a confusion matrix: a bounded number for each cell, all in one image of 16 grays, from
 * which the page's script cuts them.
 */

import { type Gallery, pngUri } from '@inkgrad/charts';
import type { DataPart } from '../../data/data-set.ts';
import { readAnswers } from '../../run/answers.ts';
import type { Pictures } from './pictures.ts';

/** What a model answered for an image. */
export interface Answer {
  /** In its set, from 0. */
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
}

interface GalleryOptions {
  readonly images: Pictures;
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

/** Whether pictures can be cut from one image of grays, light ink on black. */
export function fitsGallery({ look, channels, width, height }: Pictures): boolean {
  return look === 'ink' && channels === 1 && width === height;
}

/** All answers for a set of samples, from `predictedDigits`. */
export function answersOf(text: string, { labels, count }: DataPart, indices?: ArrayLike<number>): Answer[] {
  return readAnswers(text)
    .slice(0, indices?.length ?? count)
    .map((predicted, i) => {
      const index = indices?.[i] ?? i;
      return { index, label: labels[index]!, predicted };
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
  const side = images.width;
  const width = Math.min(COLUMNS, Math.max(1, indices.length)) * side;
  const height = Math.max(1, Math.ceil(indices.length / COLUMNS)) * side;
  const samples = new Uint8Array(width * height);
  for (const [at, index] of indices.entries()) {
    const corner = Math.floor(at / COLUMNS) * side * width + (at % COLUMNS) * side;
    for (let pixel = 0; pixel < side * side; pixel += 1) {
      const ink = images.inputs[index * side * side + pixel]!;
      samples[corner + Math.floor(pixel / side) * width + (pixel % side)] = Math.round((ink * 15) / 255);
    }
  }
  return {
    sprite: pngUri({ width, height, samples, bits: 4 }),
    columns: COLUMNS,
    side,
    noun,
    cells: shown.map((cell, i) => [members[i]!.length, ...cell]),
  };
}
