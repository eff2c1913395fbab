/**
 * The parallel coordinates of a sweep over three settings or more: how each combination came to its figure. For two, a heat map
 * says it better.
 */

import {
  axisText,
  createFigure,
  drawParallel,
  type Figure,
  formatFixed,
  type ParallelChart,
  parallelReadouts,
} from '@inkgrad/charts';
import { listed, plural } from '@inkgrad/tensor/text';
import { isLessBetter } from '../../laboratory/measured.ts';
import { rangeOf } from '../../laboratory/random-cells.ts';
import type { Json } from '../../laboratory/setting.ts';
import { axisNames, type SweepResult } from '../../laboratory/sweep.ts';
import { quantityOf } from '../figures/quantities.ts';

/** More lines could not be told apart. */
export const MOST_LINES = 200;
const LEAST_AXES = 3;

function axisValue(value: Json): string | number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The figure, or undefined where fewer than three settings vary or no cell has a result. */
export function parallelFigure({ axes, cells, sortBy, experiment }: SweepResult): Figure | undefined {
  const varied = axes.flatMap((axis, at) => (axis.values.length > 1 || rangeOf(axis) !== undefined ? [at] : []));
  const all = axisNames(axes);
  const most = cells[0]?.epochs ?? 0;
  const rows = cells.slice(0, MOST_LINES).flatMap(({ settings, summaries, epochs }) => {
    const figure = summaries[sortBy]?.mean;
    if (figure === undefined || !Number.isFinite(figure)) return [];
    return [{ values: varied.map((at) => axisValue(settings[at]!.value)), figure, isPartial: epochs < most }];
  });
  const best = rows[0];
  if (varied.length < LEAST_AXES || best === undefined) return undefined;
  const names = varied.map((at) => all[at]!);
  const { title } = quantityOf(sortBy);
  const text = (figure: number) => formatFixed(figure, 4);
  const chart: ParallelChart = {
    ...{ names, figure: title, text, rows },
    isLessBetter: isLessBetter(sortBy),
  };
  const way = names.map((name, at) => `${name} ${axisText(best.values[at]!)}`).join(', ');
  return createFigure({
    name: 'sweep-parallel',
    title: `${experiment.name}: ${title} by ${listed(names)}`,
    description: `Parallel coordinates of ${plural(rows.length, 'cell')}: an axis for each of ${names.join(', ')}, and one for the mean ${title}. The thick line is the best: ${way}, ${title} ${text(best.figure)}.`,
    readouts: parallelReadouts(chart),
    draw: (variant) => drawParallel('sweep-parallel', chart, variant),
  });
}
