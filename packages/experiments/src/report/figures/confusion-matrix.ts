/**
 * A confusion matrix: rows true digits, columns predicted ones, counts in the cells. With the images at hand, each cell
 * opens those it counts.
 */

import type { FigurePlan } from '@inkgrad/charts';
import { drawMatrix, formatCount, formatPercent } from '@inkgrad/charts';
import type { DataPart } from '../../data/data-set.ts';
import { countAnswers } from '../outcome.ts';
import { type Answer, digitGallery } from './digit-gallery.ts';

type Counts = readonly (readonly number[])[];

function cellReadout(matrix: Counts, label: number, predicted: number): string {
  const row = matrix[label]!;
  const count = row[predicted] ?? 0;
  const total = row.reduce((a, b) => a + b, 0);
  const share = total > 0 ? ` of ${formatCount(total)} (${formatPercent(count / total, 1)})` : '';
  const verdict = label === predicted ? 'correct' : 'mistaken';
  return `true ${label}, predicted ${predicted}\n${formatCount(count)}${share}, ${verdict}`;
}

export interface ConfusionOptions {
  readonly name: string;
  readonly title: string;
  /** What is counted, in the plural: "test images". */
  readonly noun: string;
  readonly matrix: Counts;
  /** The images behind the counts; without them the cells cannot be opened. */
  readonly images?: DataPart | undefined;
  readonly answers?: readonly Answer[] | undefined;
  /** At most so many images are kept on the page. */
  readonly budget?: number | undefined;
}

export function confusionMatrix(options: ConfusionOptions): FigurePlan {
  const { name, title, noun, matrix, images, answers = [], budget = 0 } = options;
  const { correct, total, favourite, favouriteCount } = countAnswers(matrix);
  const digits = matrix.map((_, digit) => String(digit));
  return {
    name,
    title,
    description:
      `Heat map of true digit by predicted digit, counts in the cells. ${formatCount(correct)} of ${formatCount(total)} ` +
      `${noun} lie on the diagonal; the most frequent answer is ${favourite}, given ${formatCount(favouriteCount)} times.`,
    readouts: [matrix.flatMap((row, label) => row.map((_, predicted) => cellReadout(matrix, label, predicted)))],
    gallery:
      images && answers.length > 0
        ? digitGallery({ images, answers, classes: matrix.length, noun, budget })
        : undefined,
    draw: (variant) =>
      drawMatrix(
        name,
        {
          rows: digits,
          columns: digits,
          rowName: 'true',
          columnName: 'predicted',
          values: matrix,
          scale: 'counts',
          text: String,
        },
        variant,
      ),
  };
}
