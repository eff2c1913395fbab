/**
 * Lines against the epoch, in one or more plots that share the epoch axis: with bands, stacked, or on a logarithmic
 * scale; named in a legend or at their ends. Knows nothing of what the numbers mean.
 */

import { type Drawing, type HoverArea, idPrefix, type Variant } from '../figure.ts';
import { formatFixed } from '../format.ts';
import type { ChartOption, DrawChart } from './echarts.ts';
import { epochRange, type Line, type LineChart, type LineColor, type LinePlot } from './line-chart.ts';
import { type Arrangement, arrange } from './panels.ts';
import { axisScale, epochTicks, logScale } from './scale.ts';
import { fitText, textWidth } from './svg.ts';
import type { Theme } from './theme.ts';

function colorOf(theme: Theme, color: LineColor): string {
  return typeof color === 'number' ? theme.series[color % theme.series.length]! : theme[color];
}

function finite(value: number | undefined, logarithmic?: boolean): number | null {
  return value !== undefined && Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
}

/** The first five colours differ for every eye; the others differ from those by their stroke too. */
function strokeOf(color: LineColor): 'solid' | [number, number] {
  return typeof color === 'number' && color >= 5 ? [9, 3] : 'solid';
}

/** Room for names at the ends of lines. */
const WIDE_NAMES = 220;
const NARROW_NAMES = 110;

interface SeriesPlace {
  readonly index: number;
  readonly theme: Theme;
  readonly endLabels: boolean;
  readonly markers: boolean;
  readonly font: number;
}

/** The invisible lower edge and the filled distance to the upper one. */
function bandSeries(line: Line, { index, theme }: SeriesPlace, key: string) {
  const { band, points } = line;
  if (!band) return [];
  const rows = points.map(([epoch], i) => ({ epoch, low: finite(band.low[i]), high: finite(band.high[i]) }));
  const common = {
    type: 'line' as const,
    xAxisIndex: index,
    yAxisIndex: index,
    symbol: 'none',
    silent: true,
    stack: key,
    // Edges may lie on both sides of zero.
    stackStrategy: 'all' as const,
    lineStyle: { opacity: 0 },
    z: 1,
  };
  const both = rows.filter((row) => row.low !== null && row.high !== null);
  return [
    { ...common, data: both.map(({ epoch, low }) => [epoch, low]) },
    {
      ...common,
      data: both.map(({ epoch, low, high }) => [epoch, high! - low!]),
      areaStyle: { color: colorOf(theme, line.color), opacity: theme.name === 'light' ? 0.16 : 0.24 },
    },
  ];
}

function lineSeries(line: Line, plot: LinePlot, place: SeriesPlace) {
  const { index, theme, endLabels, markers, font } = place;
  const { reference, logarithmic, stacked } = plot;
  const color = colorOf(theme, line.color);
  const single = line.points.length === 1;
  return {
    type: 'line' as const,
    name: line.name,
    xAxisIndex: index,
    yAxisIndex: index,
    data: line.points.map(([epoch, value]) => [epoch, finite(value, logarithmic)]),
    // Markers are readable for some tens of epochs; a single point has no line and needs one.
    showSymbol: single || (!line.dashed && !line.band && !stacked && markers),
    symbol: line.dashed ? 'emptyCircle' : 'circle',
    symbolSize: single ? 9 : 5,
    color,
    lineStyle: line.dashed ? { width: 1.6, type: [5, 4] } : { width: stacked ? 1 : 2.2, type: strokeOf(line.color) },
    z: line.dashed ? 2 : 3,
    ...(stacked ? { stack: `stack-${index}`, areaStyle: { color, opacity: 0.75 } } : {}),
    ...(endLabels
      ? {
          endLabel: {
            show: true,
            formatter: fitText(line.name, WIDE_NAMES - 16, font),
            color,
            fontSize: font,
            distance: 8,
          },
          labelLayout: { moveOverlap: 'shiftY' as const },
        }
      : {}),
    ...(reference && line === plot.lines[0]
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

/** Everything an axis has to cover. */
function coveredValues({ lines, reference, stacked }: LinePlot): number[] {
  if (stacked) {
    const sums = new Map<number, number>();
    for (const [epoch, value] of lines.flatMap((line) => line.points)) sums.set(epoch, (sums.get(epoch) ?? 0) + value);
    return [0, ...sums.values()];
  }
  const values = lines.flatMap((line) => [
    ...line.points.map(([, value]) => value),
    ...(line.band?.low ?? []),
    ...(line.band?.high ?? []),
  ]);
  return reference ? [...values, reference.value] : values;
}

function valueAxis(
  plot: LinePlot,
  covered: readonly number[],
  place: { index: number; steps: number; theme: Theme; font: number },
) {
  const { index, steps, theme, font } = place;
  const text = { color: theme.muted, fontSize: font };
  const common = {
    gridIndex: index,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.grid } },
    minorTick: { show: false },
  };
  if (plot.logarithmic) {
    const { min, max, every } = logScale(covered);
    const power = (value: number) => Math.round(Math.log10(value));
    return {
      ...common,
      type: 'log' as const,
      min,
      max,
      axisLabel: {
        ...text,
        formatter: (value: number) =>
          power(value) % every === 0 ? (value === 1 ? '1' : `1e${power(value)}`.replace('-', '−')) : '',
      },
    };
  }
  const scale = axisScale(covered, { ...plot.axis, steps });
  return {
    ...common,
    type: 'value' as const,
    min: scale.min,
    max: scale.max,
    interval: scale.step,
    axisLabel: { ...text, formatter: (value: number) => formatFixed(value, scale.digits) },
  };
}

function legendOption(chart: LineChart, arrangement: Arrangement, theme: Theme, format: Variant['format']) {
  const { font, left, right, width } = arrangement;
  const names = (dashed: boolean) => [
    ...new Set(
      chart.plots.flatMap((plot) =>
        plot.lines.filter((line) => (line.dashed ?? false) === dashed).map(({ name }) => name),
      ),
    ),
  ];
  const dashed = names(true);
  // ECharts starts a new line at an empty name.
  const data = [...names(false), ...(format === 'narrow' && dashed.length > 0 ? [''] : []), ...dashed];
  return {
    data,
    left: left - 4,
    width: width - left - right,
    top: 0,
    itemWidth: 30,
    itemGap: format === 'wide' ? 26 : 14,
    itemStyle: { opacity: 0 },
    textStyle: { color: theme.ink, fontSize: font },
  };
}

/** Draws the chart; each plot is a hover area with a cell for every epoch. */
export function drawLines(name: string, chart: LineChart, variant: Variant, draw: DrawChart): Drawing {
  const { theme, format } = variant;
  const { plots, unit = 'epoch' } = chart;
  const names = plots.flatMap((plot) => plot.lines.map((line) => line.name));
  const font = format === 'wide' ? 13 : 12;
  const longest = names.reduce((most, line) => Math.max(most, textWidth(line, font)), 0);
  // Names that a phone has no room for beside the lines stand above them.
  const endLabels = chart.endLabels === true && (format === 'wide' || longest + 16 <= NARROW_NAMES);
  const legend = !endLabels && chart.legend !== false;
  const arrangement = arrange(plots.length, format, {
    columns: chart.columns,
    legend: legend ? [...new Set(names)].reduce((sum, line) => sum + textWidth(line, font) + 50, 0) : 0,
    right: endLabels ? Math.min(WIDE_NAMES, longest + 16) : undefined,
  });
  const { grids, width, height } = arrangement;
  const [firstEpoch, last] = epochRange(plots);
  const single = last === firstEpoch;
  const [first, end] = single ? [last - 0.5, last + 0.5] : [firstEpoch, last];
  const ticks = epochTicks(last, arrangement.ticks, firstEpoch);
  const text = { color: theme.muted, fontSize: font };
  const option: ChartOption = {
    ...(legend ? { legend: legendOption(chart, arrangement, theme, format) } : {}),
    title: plots.map((plot, i) => ({
      text: arrangement.columns > 1 ? fitText(plot.label, grids[i]!.width + arrangement.left - 16, font) : plot.label,
      left: grids[i]!.title,
      top: grids[i]!.top - 27,
      padding: 0,
      textStyle: { color: theme.ink, fontSize: font, fontWeight: 600 as const },
    })),
    grid: grids.map((grid) => ({
      left: grid.left,
      top: grid.top,
      width: grid.width,
      height: grid.height,
      outerBoundsMode: 'none' as const,
    })),
    xAxis: grids.map(({ lowest }, i) => ({
      type: 'value' as const,
      gridIndex: i,
      min: first,
      max: end,
      name: lowest ? unit : '',
      nameLocation: 'middle' as const,
      nameGap: 28,
      nameTextStyle: text,
      axisLine: { onZero: false, lineStyle: { color: theme.rule } },
      axisTick: { show: lowest, customValues: ticks, lineStyle: { color: theme.rule } },
      axisLabel: { show: lowest, customValues: ticks, ...text },
      splitLine: { show: false },
    })),
    yAxis: plots.map((plot, i) => {
      const covered = chart.sharedScale ? plots.flatMap(coveredValues) : coveredValues(plot);
      return valueAxis(plot, covered, { index: i, steps: grids[i]!.steps, theme, font });
    }),
    series: plots.flatMap((plot, index) =>
      plot.lines.flatMap((line, i) => {
        const place = { index, theme, endLabels, markers: last <= 40 && arrangement.columns === 1, font };
        return [...bandSeries(line, place, `band-${index}-${i}`), lineSeries(line, plot, place)];
      }),
    ),
  };

  const count = last - firstEpoch + 1;
  const areas: HoverArea[] = grids.map((grid) => {
    const cell = single ? grid.width : grid.width / (last - firstEpoch);
    return {
      x: single ? grid.left : grid.left - cell / 2,
      y: grid.top,
      width: cell * count,
      height: grid.height,
      columns: count,
      rows: 1,
    };
  });
  return { width, height, body: draw(option, { width, height }, idPrefix(name, variant)), areas };
}
