/**
 * Curves of means over several runs with a band of ± one standard deviation.
 */

import type { DrawChart } from '../chart/echarts.ts';
import { type Line, type LineChart, type LineColor, lineReadouts } from '../chart/line-chart.ts';
import { drawLines } from '../chart/lines.ts';
import type { FigurePlan } from '../figure.ts';

/** Means with a band, one of each an epoch. */
interface Curve {
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A curve as a line with a band, from epoch 1. */
export function bandLine(name: string, color: LineColor, curve: Curve): Line {
  const hasBand = curve.mean.some((mean, i) => curve.low[i] !== mean || curve.high[i] !== mean);
  return {
    name,
    color,
    points: curve.mean.map((mean, i) => [i + 1, mean] as const),
    band: hasBand ? curve : undefined,
  };
}

/**
 * A figure of lines.
 * @example
 * const lines = [{ name: 'training', color: 'train', points: [[1, 0.9], [2, 0.4]] }];
 * const chart = { plots: [{ label: 'loss', axis: { minSpan: 0.1 }, lines }] };
 * const plan = lineFigure({ name: 'loss', title: 'Loss', description: 'It falls.', chart }, await loadCharts());
 * createFigure(plan).svg.startsWith('<svg'); // → true
 */
export function lineFigure(
  figure: { readonly name: string; readonly title: string; readonly description: string; readonly chart: LineChart },
  draw: DrawChart,
): FigurePlan {
  const { name, title, description, chart } = figure;
  return {
    name,
    title,
    description,
    readouts: lineReadouts(chart),
    draw: (variant) => drawLines(name, chart, variant, draw),
  };
}
