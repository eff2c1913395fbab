/**
 * The confusion matrix of a run on the test set: rows true, columns predicted, blues, a colour bar, and the
 * counts in the cells.
 */

import type { RunResult } from '../../run-result.ts';
import { colorAt, textColorOn } from '../chart/color.ts';
import type { ChartOption, DrawChart } from '../chart/echarts.ts';
import { axisScale } from '../chart/scale.ts';
import { type Drawing, type FigurePlan, type HoverArea, idPrefix, type Variant } from '../figure.ts';
import { formatCount, formatPercent } from '../format.ts';
import { countAnswers } from '../outcome.ts';

const LAYOUT = {
  wide: { width: 640, left: 60, cells: 460, gap: 34, bar: 16, count: 13, font: 13 },
  narrow: { width: 350, left: 40, cells: 256, gap: 8, bar: 8, count: 10, font: 12 },
} as const;
const TOP = 8;
const BOTTOM = 50;

type Matrix = readonly (readonly number[])[];

function drawMatrix(name: string, matrix: Matrix, variant: Variant, draw: DrawChart): Drawing {
  const { theme, format } = variant;
  const layout = LAYOUT[format];
  const { left, cells, font } = layout;
  const classes = matrix.map((_, i) => String(i));
  const most = matrix.flat().reduce((a, b) => Math.max(a, b), 1);
  const text = { color: theme.muted, fontSize: font };
  const scale = axisScale([0, most], { minSpan: 1, floor: 0, steps: 4 });
  const barTicks = Array.from({ length: Math.floor(most / scale.step) + 1 }, (_, i) => i * scale.step);

  const data = matrix.flatMap((row, label) =>
    row.map((count, predicted) => {
      const ground = colorAt(theme.blues, count / most);
      return {
        value: [predicted, label, count],
        label: { color: count === 0 ? theme.muted : textColorOn(ground) },
      };
    }),
  );
  const axis = { type: 'category' as const, data: classes, gridIndex: 0, splitArea: { show: false } };
  const line = { axisLine: { show: false }, axisTick: { show: false } };
  const grid = { left, top: TOP, width: cells, height: cells, outerBoundsMode: 'none' as const };
  const barLeft = left + cells + layout.gap;
  const option: ChartOption = {
    grid: [grid, { ...grid, left: barLeft, width: layout.bar }],
    xAxis: [
      {
        ...axis,
        ...line,
        name: 'predicted',
        nameLocation: 'middle',
        nameGap: 30,
        nameTextStyle: text,
        axisLabel: { ...text, interval: 0 },
      },
      { type: 'category', data: [''], gridIndex: 1, show: false },
    ],
    yAxis: [
      {
        ...axis,
        ...line,
        inverse: true,
        name: 'true',
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: text,
        axisLabel: { ...text, interval: 0 },
      },
      {
        ...line,
        type: 'value',
        gridIndex: 1,
        position: 'right',
        min: 0,
        max: most,
        axisTick: { show: true, customValues: barTicks, lineStyle: { color: theme.rule } },
        axisLabel: { ...text, margin: 9, customValues: barTicks, formatter: (value: number) => String(value) },
        splitLine: { show: false },
      },
    ],
    visualMap: { show: false, min: 0, max: most, dimension: 2, seriesIndex: 0, inRange: { color: [...theme.blues] } },
    series: [
      {
        type: 'heatmap',
        data,
        label: { show: true, fontSize: layout.count },
        itemStyle: { borderColor: theme.paper, borderWidth: 1 },
      },
      {
        type: 'bar',
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: [most],
        barWidth: '100%',
        silent: true,
        itemStyle: {
          color: {
            type: 'linear',
            x: 0,
            y: 1,
            x2: 0,
            y2: 0,
            colorStops: theme.blues.map((color, i) => ({ offset: i / (theme.blues.length - 1), color })),
          },
        },
      },
    ],
  };
  const size = { width: layout.width, height: TOP + cells + BOTTOM };
  const area: HoverArea = { x: left, y: TOP, width: cells, height: cells, columns: matrix.length, rows: matrix.length };
  return { ...size, body: draw(option, size, idPrefix(name, variant)), areas: [area] };
}

function cellReadout(matrix: Matrix, label: number, predicted: number): string {
  const row = matrix[label]!;
  const count = row[predicted] ?? 0;
  const total = row.reduce((a, b) => a + b, 0);
  const share = total > 0 ? ` of ${formatCount(total)} (${formatPercent(count / total, 1)})` : '';
  const verdict = label === predicted ? 'correct' : 'mistaken';
  return `true ${label}, predicted ${predicted}\n${formatCount(count)}${share}, ${verdict}`;
}

export function confusionMatrix(slug: string, run: RunResult, draw: DrawChart): FigurePlan {
  const matrix = run.confusionMatrix;
  const { correct, total, favourite, favouriteCount } = countAnswers(matrix);
  const name = `${slug}-confusion`;
  return {
    name,
    title: `${run.experiment}: confusion matrix on the test set`,
    description:
      `Heat map of true digit by predicted digit, counts in the cells. ${formatCount(correct)} of ${formatCount(total)} ` +
      `test images lie on the diagonal; the most frequent answer is ${favourite}, given ${formatCount(favouriteCount)} times.`,
    readouts: [matrix.flatMap((row, label) => row.map((_, predicted) => cellReadout(matrix, label, predicted)))],
    draw: (variant) => drawMatrix(name, matrix, variant, draw),
  };
}
