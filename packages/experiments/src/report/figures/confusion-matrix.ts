/**
 * A confusion matrix: rows true digits, columns predicted ones, counts in the cells. With the images at hand, each cell
 * opens those it counts.
 */

import type { FigurePlan } from '@inkgrad/charts';
import { drawMatrix, formatCount, formatPercent } from '@inkgrad/charts';
import { countAnswers } from '../outcome.ts';
import { type Answer, digitGallery, fitsGallery } from './digit-gallery.ts';
import type { Pictures } from './pictures.ts';

type Counts = readonly (readonly number[])[];

function cellReadout(matrix: Counts, names: readonly string[], label: number, predicted: number): string {
  const row = matrix[label]!;
  const count = row[predicted] ?? 0;
  const total = row.reduce((a, b) => a + b, 0);
  const share = total > 0 ? ` of ${formatCount(total)} (${formatPercent(count / total, 1)})` : '';
  const verdict = label === predicted ? 'correct' : 'mistaken';
  return `true ${names[label]}, predicted ${names[predicted]}\n${formatCount(count)}${share}, ${verdict}`;
}

export interface ConfusionOptions {
  readonly name: string;
  readonly title: string;
  /** What is counted, in the plural: "test images". */
  readonly noun: string;
  readonly matrix: Counts;
  /** The images behind the counts; without them the cells cannot be opened. */
  readonly images?: Pictures | undefined;
  /** Names of the classes; default: their numbers. */
  readonly names?: readonly string[] | undefined;
  /** "digit" by default. */
  readonly word?: string | undefined;
  readonly answers?: readonly Answer[] | undefined;
  /** At most so many images are kept on the page. */
  readonly budget?: number | undefined;
}

export function confusionMatrix(options: ConfusionOptions): FigurePlan {
  const { name, title, noun, matrix, images, answers = [], budget = 0 } = options;
  const { correct, total, favourite, favouriteCount } = countAnswers(matrix);
  const { word = 'digit', names = matrix.map((_, label) => String(label)) } = options;
  return {
    name,
    title,
    description:
      `Heat map of true ${word} by predicted ${word}, counts in the cells. ${formatCount(correct)} of ${formatCount(total)} ` +
      `${noun} lie on the diagonal; the most frequent answer is ${names[favourite]}, given ${formatCount(favouriteCount)} times.`,
    readouts: [matrix.flatMap((row, label) => row.map((_, predicted) => cellReadout(matrix, names, label, predicted)))],
    gallery:
      images && fitsGallery(images) && answers.length > 0
        ? digitGallery({ images, answers, classes: matrix.length, noun, budget })
        : undefined,
    draw: (variant) =>
      drawMatrix(
        name,
        {
          rows: names,
          columns: names,
          rowName: 'True labels',
          columnName: 'Predicted labels',
          values: matrix,
          scale: 'counts',
          text: String,
        },
        variant,
      ),
  };
}
