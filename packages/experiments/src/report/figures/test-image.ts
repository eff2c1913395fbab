/**
 * Test image 1000 as the first of the networks sees it, with the answer of each model and its ten probabilities as bars, all on the scale 0 to 1. Outputs that are
 * no probabilities have a scale of their own.
 */

import type { ChartOption, DrawChart, Theme } from '@inkgrad/charts';
import {
  type Drawing,
  type FigurePlan,
  fitText,
  formatFixed,
  type HoverArea,
  idPrefix,
  svgFrame,
  svgPixels,
  svgText,
  type Variant,
} from '@inkgrad/charts';
import type { Experiment } from '../../experiment/schema.ts';
import type { Prediction, RunResult } from '../../run/run-result.ts';
import { formatOutput, type GivenOutputs, givenOutputs } from '../answer.ts';
import { classNames, classWord } from '../outcome.ts';
import { SAMPLE_INDEX } from '../types.ts';
import { type Pictures, preparedUri } from './pictures.ts';

interface Answer extends GivenOutputs {
  readonly experiment: string;
  readonly prediction: Prediction;
  readonly classes: readonly string[];
  readonly preprocessing: Experiment['preprocessing'];
}

const LAYOUT = {
  wide: { width: 720, side: 168, perRow: 2, bars: 240, font: 13 },
  narrow: { width: 350, side: 140, perRow: 1, bars: 230, font: 12 },
} as const;
const HEADING = 30;
const VALUES = 58;

/** Room for the names of classes, and bars high enough for all of them. */
function roomFor(classes: readonly string[], format: 'wide' | 'narrow'): { labels: number; bars: number } {
  const isShort = classes.every((name) => name.length <= 2);
  return { labels: isShort ? 22 : 78, bars: Math.max(LAYOUT[format].bars, 19 * classes.length) };
}

/** Lengths of bars; what is no number has none. */
function lengths(values: readonly number[]): number[] {
  return values.map((value) => (Number.isNaN(value) ? 0 : value));
}

/** The ends of an answer's scale. */
function scaleOf({ values, areProbabilities }: Answer): { readonly min: number; readonly max: number } {
  if (areProbabilities) return { min: 0, max: 1 };
  return { min: Math.min(0, ...lengths(values)), max: Math.max(0, ...lengths(values)) };
}

const readoutName = ({ classes }: Answer, label: number): string =>
  classes[label] === String(label) ? `digit ${label}` : (classes[label] ?? String(label));

const nounOf = ({ areProbabilities }: Answer): string => (areProbabilities ? 'probability' : 'output');

/** "v1 answers 9, which is right" */
function answerText({ experiment, prediction, classes }: Answer): string {
  const outcome = prediction.predicted === prediction.label ? 'right' : 'wrong';
  return `${experiment} answers ${classes[prediction.predicted]}, which is ${outcome}`;
}

function barSeries(answer: Answer, gridIndex: number, theme: Theme, font: number) {
  const { prediction } = answer;
  return {
    type: 'bar' as const,
    xAxisIndex: gridIndex,
    yAxisIndex: gridIndex,
    barWidth: '64%',
    silent: true,
    data: lengths(answer.values).map((value, digit) => {
      const chosen = digit === prediction.predicted;
      const color = !chosen ? theme.rule : prediction.predicted === prediction.label ? theme.accent : theme.wrong;
      return { value, itemStyle: { color }, label: { color: chosen ? theme.ink : theme.muted } };
    }),
    label: {
      show: true,
      position: 'right' as const,
      fontSize: font - 1,
      formatter: ({ value }: { value?: unknown }) => formatOutput(Number(value), answer.areProbabilities),
    },
  };
}

function drawAnswers(
  name: string,
  images: Pictures,
  answers: readonly Answer[],
  variant: Variant,
  draw: DrawChart,
): Drawing {
  const { theme, format } = variant;
  const { width, side, perRow, font } = LAYOUT[format];
  const { labels, bars } = roomFor(answers[0]!.classes, format);
  const besides = format === 'wide';
  const startX = besides ? side + 40 : 0;
  const startY = besides ? 0 : side + 44;
  const columns = Math.min(perRow, answers.length);
  const columnWidth = (width - startX) / columns;
  const grids = answers.map((_, i) => ({
    left: startX + (i % columns) * columnWidth + labels,
    top: startY + Math.floor(i / columns) * (bars + HEADING + 16) + HEADING,
    width: columnWidth - labels - VALUES,
    height: bars,
    outerBoundsMode: 'none' as const,
  }));
  const { prediction, classes } = answers[0]!;
  const label = classes[prediction.label]!;
  const imageX = besides ? 1 : (width - side) / 2;
  const caption = svgText(`test image ${SAMPLE_INDEX}, a ${label}`, {
    x: imageX + side / 2,
    y: (besides ? HEADING : 1) + side + 22,
    size: font,
    fill: theme.ink,
    anchor: 'middle',
  });
  const imageY = besides ? HEADING : 1;
  const image =
    svgPixels(preparedUri(images, SAMPLE_INDEX, answers[0]!.preprocessing), imageX, imageY, side) +
    svgFrame(imageX - 0.5, imageY - 0.5, side + 1, theme.rule) +
    caption;

  const headings = answers.map((answer, i) =>
    svgText(fitText(answerText(answer), columnWidth - 6, font + 1), {
      x: grids[i]!.left - labels + 8,
      y: grids[i]!.top - 10,
      size: font + 1,
      fill: theme.ink,
      weight: 600,
    }),
  );
  const option: ChartOption = {
    grid: grids,
    xAxis: answers.map((answer, i) => ({ type: 'value' as const, gridIndex: i, ...scaleOf(answer), show: false })),
    yAxis: answers.map(({ prediction, values, classes }, i) => ({
      type: 'category' as const,
      gridIndex: i,
      inverse: true,
      data: values.map((_, digit) => classes[digit] ?? String(digit)),
      axisLine: { lineStyle: { color: theme.rule } },
      axisTick: { show: false },
      axisLabel: {
        interval: 0,
        fontSize: font,
        width: labels - 8,
        overflow: 'truncate' as const,
        color: (value?: string | number) => (value === classes[prediction.label] ? theme.ink : theme.muted),
        fontWeight: 400,
      },
    })),
    series: answers.map((answer, i) => barSeries(answer, i, theme, font)),
  };
  const size = { width, height: Math.max(grids.at(-1)!.top + bars + 4, imageY + side + 30) };
  const areas: HoverArea[] = grids.map((grid, i) => ({
    x: grid.left - labels,
    y: grid.top,
    width: grid.width + labels + VALUES,
    height: grid.height,
    columns: 1,
    rows: answers[i]!.values.length,
  }));
  return { ...size, body: image + headings.join('') + draw(option, size, idPrefix(name, variant)), areas };
}

/** The figure, or undefined when no run has an answer for the image. */
export function testImage(
  runs: readonly RunResult[],
  test: Pictures | undefined,
  draw: DrawChart,
): FigurePlan | undefined {
  const answers = runs
    .flatMap((run) => {
      const { experiment, predictionOfTestSample1000: prediction } = run;
      const classes = classNames(run);
      const { preprocessing } = run.config;
      return prediction ? [{ experiment, prediction, classes, preprocessing, ...givenOutputs(prediction) }] : [];
    })
    .filter(({ values }) => values.length > 0);
  const first = answers[0];
  if (!first || test === undefined || test.count <= SAMPLE_INDEX) return undefined;
  const name = 'test-image';
  return {
    name,
    title: `Test image ${SAMPLE_INDEX} and what the ${answers.length === 1 ? 'model makes' : 'models make'} of it`,
    description: `${test.look === 'ink' ? 'A handwritten ' : ''}${first.classes[first.prediction.label]} with a bar for each ${classWord(runs[0]!)}. ${answers
      .map((answer) => {
        const value = answer.values[answer.prediction.predicted] ?? Number.NaN;
        return `${answerText(answer)}, with ${nounOf(answer)} ${formatOutput(value, answer.areProbabilities)}.`;
      })
      .join(' ')}`,
    readouts: answers.map((answer) =>
      answer.values.map(
        (value, digit) =>
          `${answer.experiment}: ${readoutName(answer, digit)}\n${nounOf(answer)} ${formatFixed(value, 5)}`,
      ),
    ),
    draw: (variant) => drawAnswers(name, test, answers, variant, draw),
  };
}
