/**
 * What a chart of lines is made of, and what its readouts say. `lines.ts` draws it.
 */

import { formatFixed } from '../format.ts';
import type { Columns } from './panels.ts';
import type { AxisOptions } from './scale.ts';

/** A colour of the theme by name, or one of its series by number. */
export type LineColor = 'train' | 'test' | number;

/** `value` at each `epoch`; points that are not finite leave a gap. */
export interface Line {
  readonly name: string;
  readonly color: LineColor;
  readonly dashed?: boolean;
  readonly points: readonly (readonly [epoch: number, value: number])[];
  /** Lower and upper edge for each point. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] } | undefined;
}

/** One plot: its lines and its axis. */
export interface LinePlot {
  readonly label: string;
  readonly lines: readonly Line[];
  /** Of a linear axis. */
  readonly axis: AxisOptions;
  readonly logarithmic?: boolean;
  /** The lines are parts of a sum, drawn as areas on top of each other. */
  readonly stacked?: boolean;
  /** A horizontal line with its label. */
  readonly reference?: { readonly value: number; readonly label: string } | undefined;
}

/** Plots of lines, beside and below each other. */
export interface LineChart {
  readonly plots: readonly LinePlot[];
  /** Names at the ends of the lines instead of a legend; for a single plot of up to eight lines. */
  readonly endLabels?: boolean;
  /** False where the plots' labels name the lines; default true. */
  readonly legend?: boolean;
  /** Plots beside each other; default 1. */
  readonly columns?: Columns;
  /** Whether all plots have the same upright axis; default false. */
  readonly sharedScale?: boolean;
  /** What is counted along the axis; default "epoch". */
  readonly unit?: string;
}

export function epochRange(plots: readonly LinePlot[]): readonly [first: number, last: number] {
  const epochs = plots.flatMap((plot) => plot.lines.flatMap((line) => line.points.map(([epoch]) => epoch)));
  return [epochs.includes(0) ? 0 : 1, epochs.reduce((a, b) => Math.max(a, b), 1)];
}

function formatValue(value: number, logarithmic: boolean | undefined): string {
  return logarithmic && Number.isFinite(value) ? value.toExponential(2).replace('-', '−') : formatFixed(value, 4);
}

/** For each plot the readout of every epoch. */
export function lineReadouts({ plots, unit = 'epoch' }: LineChart): string[][] {
  const [first, last] = epochRange(plots);
  return plots.map(({ label, lines, logarithmic, stacked }) =>
    Array.from({ length: last - first + 1 }, (_, i) => {
      const epoch = first + i;
      let sum = 0;
      const texts = lines.flatMap(({ name, points, band }) => {
        const at = points.findIndex(([other]) => other === epoch);
        const point = points[at];
        if (!point) return [];
        sum += point[1];
        const edges = band ? [band.low[at]!, band.high[at]!] : [];
        const range =
          edges.length > 0 && edges.every(Number.isFinite)
            ? ` (${edges.map((edge) => formatValue(edge, logarithmic)).join(' to ')})`
            : '';
        return [`${name}: ${formatValue(point[1], logarithmic)}${range}`];
      });
      return [`${label}, ${unit} ${epoch}`, ...texts, ...(stacked ? [`sum: ${formatFixed(sum, 4)}`] : [])].join('\n');
    }),
  );
}
