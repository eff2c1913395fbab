/** Predicted against true values, and how often a prediction is off by how much. */
import {
  axisScale,
  type ChartOption,
  type DrawChart,
  type FigurePlan,
  formatCount,
  formatFixed,
  idPrefix,
  type Variant,
} from '@inkgrad/charts';
import type { RunResult } from '../../run/run-result.ts';
import { evaluatedSet } from '../outcome.ts';
import { formatNumber, type ValueScores, valueScores } from '../value-scores.ts';

const SIZE = {
  wide: { width: 720, height: 420, left: 84, font: 13 },
  narrow: { width: 350, height: 300, left: 66, font: 12 },
} as const;
/** More points would only cover each other, and make the page large. */
const MOST_POINTS = 1000;
const BARS = 21;

interface Axis {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly interval?: number;
  readonly digits: number;
}

function axisOption({ name, min, max, interval, digits }: Axis, { theme, format }: Variant, isUpright: boolean) {
  const { font } = SIZE[format];
  return {
    type: 'value' as const,
    ...{ name, min, max, ...(interval === undefined ? {} : { interval }) },
    nameLocation: 'middle' as const,
    nameGap: isUpright ? SIZE[format].left - font - 6 : font + 18,
    nameTextStyle: { color: theme.ink, fontSize: font },
    axisLine: { show: true, lineStyle: { color: theme.rule } },
    axisLabel: {
      color: theme.muted,
      fontSize: font,
      hideOverlap: true,
      formatter: (value: number) => formatFixed(value, digits),
    },
    splitLine: { lineStyle: { color: theme.rule, opacity: 0.5 } },
  };
}

type DrawOption = (variant: Variant) => Pick<ChartOption, 'xAxis' | 'yAxis' | 'series'>;

function planOf(
  texts: Pick<FigurePlan, 'name' | 'title' | 'description'>,
  option: DrawOption,
  draw: DrawChart,
): FigurePlan {
  return {
    ...texts,
    readouts: [],
    draw: (variant) => {
      const { width, height, left, font } = SIZE[variant.format];
      const grid = { left, right: 18, top: 14, bottom: font + 44, outerBoundsMode: 'none' as const };
      const body = draw({ grid, ...option(variant) }, { width, height }, idPrefix(texts.name, variant));
      return { width, height, body, areas: [] };
    },
  };
}

function scatter(slug: string, run: RunResult, scores: ValueScores, draw: DrawChart): FigurePlan {
  const { name, predicted, true: truth, meanAbsoluteError } = scores;
  const points = truth
    .map((value, at) => [value, predicted[at]!] as const)
    .filter((point) => point.every(Number.isFinite));
  const shown = points.slice(0, MOST_POINTS);
  const { min, max, step, digits } = axisScale(shown.flat(), { minSpan: 1e-9 });
  const { images } = evaluatedSet(run);
  const some = shown.length < points.length ? `The first ${formatCount(shown.length)} of ` : '';
  return planOf(
    {
      name: `${slug}-predicted`,
      title: `${run.experiment}: predicted against true ${name}`,
      description: `Scatter chart. ${some}${formatCount(points.length)} ${images} with the true ${name} to the right and the predicted one upwards; they are ${formatNumber(meanAbsoluteError)} apart on average.`,
    },
    (variant) => {
      const axis = { min, max, interval: step, digits };
      return {
        xAxis: axisOption({ ...axis, name: `true ${name}` }, variant, false),
        yAxis: axisOption({ ...axis, name: `predicted ${name}` }, variant, true),
        series: [
          {
            type: 'line' as const,
            showSymbol: false,
            silent: true,
            data: [
              [min, min],
              [max, max],
            ],
            lineStyle: { color: variant.theme.muted, width: 1, type: 'dashed' as const },
          },
          {
            type: 'scatter' as const,
            silent: true,
            symbolSize: shown.length > 300 ? 4 : 6,
            data: shown.map((point) => [...point]),
            itemStyle: { color: variant.theme.test, opacity: 0.6 },
          },
        ],
      };
    },
    draw,
  );
}

function residuals(slug: string, run: RunResult, scores: ValueScores, draw: DrawChart): FigurePlan {
  const { name, predicted, true: truth } = scores;
  const errors = predicted.map((value, at) => value - truth[at]!).filter(Number.isFinite);
  const most = errors.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  const width = (2 * most) / BARS;
  const counts = new Array<number>(BARS).fill(0);
  for (const error of errors) counts[Math.min(BARS - 1, Math.floor((error + most) / width))]! += 1;
  const tall = axisScale([0, ...counts], { minSpan: 4, floor: 0 });
  const across = axisScale([-most, most], { minSpan: 1e-9 });
  const middle = counts[(BARS - 1) / 2]!;
  return planOf(
    {
      name: `${slug}-residuals`,
      title: `${run.experiment}: errors of ${name}`,
      description: `Bar chart of predicted minus true ${name} in ${BARS} bars from −${formatNumber(most)} to ${formatNumber(most)}; the one around 0 holds ${formatCount(middle)} of ${formatCount(errors.length)}.`,
    },
    (variant) => ({
      xAxis: axisOption({ name: `predicted − true ${name}`, ...across, interval: across.step }, variant, false),
      yAxis: axisOption(
        { name: evaluatedSet(run).images, min: 0, max: tall.max, interval: Math.max(1, tall.step), digits: 0 },
        variant,
        true,
      ),
      series: [
        {
          type: 'bar' as const,
          silent: true,
          barWidth: '94%',
          data: counts.map((count, at) => [-most + (at + 0.5) * width, count]),
          itemStyle: { color: variant.theme.test },
        },
      ],
    }),
    draw,
  );
}

/** For each value that is predicted two figures; none where the targets are classes. */
export function valueFigures(slug: string, run: RunResult, draw: DrawChart): FigurePlan[] {
  const scores = valueScores(run);
  return scores.flatMap((each, at) => {
    const own = scores.length === 1 ? slug : `${slug}-${at + 1}`;
    return [scatter(own, run, each, draw), residuals(own, run, each, draw)];
  });
}
