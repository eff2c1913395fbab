/**
 * Curves against the epoch: one or more plots under each other that share the epoch axis and the legend,
 * ours solid, the published ones dashed in the same colour. Knows nothing of what the numbers mean.
 */

import type { ChartOption, DrawChart } from '../chart/echarts.ts';
import { type AxisOptions, axisScale, epochTicks } from '../chart/scale.ts';
import type { Theme } from '../chart/theme.ts';
import { type Drawing, type HoverArea, idPrefix, type Variant } from '../figure.ts';
import { formatFixed } from '../format.ts';

/** `value` of the curve at each `epoch`; points that are not finite leave a gap. */
export interface Curve {
  readonly set: 'train' | 'test';
  readonly published: boolean;
  readonly points: readonly (readonly [epoch: number, value: number])[];
}

export interface CurvePlot {
  readonly label: string;
  readonly curves: readonly Curve[];
  readonly axis: AxisOptions;
  /** A horizontal line with its label. */
  readonly reference?: { readonly value: number; readonly label: string } | undefined;
}

function curveName(curve: Curve): string {
  return curve.published ? `${curve.set}, published` : curve.set;
}

/** The last epoch of any curve, at least 1. */
function lastEpoch(plots: readonly CurvePlot[]): number {
  const epochs = plots.flatMap((plot) => plot.curves.flatMap((curve) => curve.points.map(([epoch]) => epoch)));
  return epochs.reduce((a, b) => Math.max(a, b), 1);
}

/** For each plot the readout of every epoch. */
export function curveReadouts(plots: readonly CurvePlot[]): string[][] {
  const last = lastEpoch(plots);
  return plots.map((plot) =>
    Array.from({ length: last }, (_, i) => {
      const lines = plot.curves.flatMap((curve) => {
        const point = curve.points.find(([epoch]) => epoch === i + 1);
        return point ? [`${curveName(curve)}: ${formatFixed(point[1], 4)}`] : [];
      });
      return [`${plot.label}, epoch ${i + 1}`, ...lines].join('\n');
    }),
  );
}

const LAYOUT = {
  wide: { width: 720, left: 62, right: 22, legend: 30, plot: 300, extraPlot: 190, ticks: 6, font: 13 },
  narrow: { width: 350, left: 50, right: 16, legend: 52, plot: 230, extraPlot: 170, ticks: 5, font: 12 },
} as const;
const LABEL = 34;
const EPOCHS = 44;

function seriesOption(curve: Curve, gridIndex: number, theme: Theme, points: number, plot: CurvePlot) {
  const color = theme[curve.set];
  const finite = curve.points.map(([epoch, value]) => [epoch, Number.isFinite(value) ? value : null]);
  const single = curve.points.length === 1;
  const { reference } = plot;
  return {
    type: 'line' as const,
    name: curveName(curve),
    xAxisIndex: gridIndex,
    yAxisIndex: gridIndex,
    data: finite,
    // Markers are readable for some tens of epochs; a single point has no line and needs one.
    showSymbol: single || (!curve.published && points <= 40),
    symbol: curve.published ? 'emptyCircle' : 'circle',
    symbolSize: single ? 9 : 5,
    color,
    lineStyle: curve.published ? { width: 1.6, type: [5, 4] } : { width: 2.2 },
    z: curve.published ? 2 : 3,
    ...(reference && curve === plot.curves[0]
      ? {
          markLine: {
            symbol: 'none',
            silent: true,
            // The default of two decimals would move the line.
            precision: 12,
            lineStyle: { color: theme.muted, type: 'solid' as const, width: 1 },
            label: {
              position: 'insideStartTop' as const,
              formatter: reference.label,
              color: theme.muted,
              fontSize: 12,
            },
            data: [{ yAxis: reference.value }],
          },
        }
      : {}),
  };
}

/** Draws the plots under one another. */
export function drawCurves(name: string, plots: readonly CurvePlot[], variant: Variant, draw: DrawChart): Drawing {
  const { theme, format } = variant;
  const layout = LAYOUT[format];
  const { width, left, right, font } = layout;
  const last = lastEpoch(plots);
  const [first, end] = last === 1 ? [0.5, 1.5] : [1, last];
  const ticks = epochTicks(last, layout.ticks);
  const plotWidth = width - left - right;

  let top: number = layout.legend;
  const grids = plots.map((_, i) => {
    const grid = { left, top: top + LABEL, width: plotWidth, height: i === 0 ? layout.plot : layout.extraPlot };
    top = grid.top + grid.height + (i === plots.length - 1 ? EPOCHS : 12);
    return grid;
  });
  const size = { width, height: top };
  const text = { color: theme.muted, fontSize: font };

  const names = (published: boolean) => [
    ...new Set(plots.flatMap((plot) => plot.curves.filter((curve) => curve.published === published).map(curveName))),
  ];
  // ECharts starts a new line at an empty name.
  const legend = [...names(false), ...(format === 'narrow' ? [''] : []), ...names(true)];
  const option: ChartOption = {
    legend: {
      data: legend,
      left: left - 4,
      width: plotWidth,
      top: 0,
      itemWidth: 30,
      itemGap: format === 'wide' ? 26 : 14,
      itemStyle: { opacity: 0 },
      textStyle: { color: theme.ink, fontSize: font },
    },
    title: plots.map((plot, i) => ({
      text: plot.label,
      left: 4,
      top: grids[i]!.top - 27,
      padding: 0,
      textStyle: { color: theme.ink, fontSize: font, fontWeight: 600 as const },
    })),
    grid: grids.map((grid) => ({ ...grid, outerBoundsMode: 'none' as const })),
    xAxis: plots.map((_, i) => {
      const lowest = i === plots.length - 1;
      return {
        type: 'value' as const,
        gridIndex: i,
        min: first,
        max: end,
        name: lowest ? 'epoch' : '',
        nameLocation: 'middle' as const,
        nameGap: 28,
        nameTextStyle: text,
        axisLine: { onZero: false, lineStyle: { color: theme.rule } },
        axisTick: { show: lowest, customValues: ticks, lineStyle: { color: theme.rule } },
        axisLabel: { show: lowest, customValues: ticks, ...text },
        splitLine: { show: false },
      };
    }),
    yAxis: plots.map((plot, i) => {
      const values = plot.curves.flatMap((curve) => curve.points.map(([, value]) => value));
      const all = plot.reference ? [...values, plot.reference.value] : values;
      const scale = axisScale(all, { ...plot.axis, steps: i === 0 ? 5 : 3 });
      return {
        type: 'value' as const,
        gridIndex: i,
        min: scale.min,
        max: scale.max,
        interval: scale.step,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...text, formatter: (value: number) => formatFixed(value, scale.digits) },
        splitLine: { lineStyle: { color: theme.grid } },
      };
    }),
    series: plots.flatMap((plot, i) => plot.curves.map((curve) => seriesOption(curve, i, theme, last, plot))),
  };

  const band = last === 1 ? plotWidth : plotWidth / (last - 1);
  const areas: HoverArea[] = grids.map((grid) => ({
    x: last === 1 ? left : left - band / 2,
    y: grid.top,
    width: band * last,
    height: grid.height,
    columns: last,
    rows: 1,
  }));
  return { ...size, body: draw(option, size, idPrefix(name, variant)), areas };
}
