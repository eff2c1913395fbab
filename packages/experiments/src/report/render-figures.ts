/**
 * Every figure of a report, in the order the page shows them.
 */

import { createFigure, type DrawChart, type Figure, type FigurePlan, loadCharts, uniqueSlugs } from '@inkgrad/charts';
import type { RunResult } from '../run/run-result.ts';
import { heldIndices } from '../run/split.ts';
import { confusionMatrix } from './figures/confusion-matrix.ts';
import { answersOf } from './figures/digit-gallery.ts';
import { type Convolutions, featureMaps } from './figures/feature-maps.ts';
import { filters } from './figures/filters.ts';
import { type FirstKernel, firstLayer } from './figures/first-layer.ts';
import { type Pictures, partsOf, picturesOf } from './figures/pictures.ts';
import { sampleGrid } from './figures/sample-grid.ts';
import { testImage } from './figures/test-image.ts';
import { accuracyCurves, learningRateCurve, lossCurves } from './figures/training-curves.ts';
import { valueFigures } from './figures/values.ts';
import { worstMistakes } from './figures/worst-mistakes.ts';
import { classNames, classWord, evaluatedPart, evaluatedSet } from './outcome.ts';
import type { PublishedFigures } from './published.ts';
import type { ReportContext } from './types.ts';

/** The figures of one run; `mistakes` is absent when it made none. */
export interface RunFigures {
  readonly run: RunResult;
  /** The run's name as files and HTML ids spell it. */
  readonly slug: string;
  /** Absent where the targets are values. */
  readonly accuracy: Figure | undefined;
  readonly loss: Figure;
  /** Absent where the targets are values. */
  readonly confusion: Figure | undefined;
  /** Predicted against true values, and their differences, for each value; empty where the targets are classes. */
  readonly values: readonly Figure[];
  readonly mistakes: Figure | undefined;
  /** Absent where nothing schedules it. */
  readonly learningRate: Figure | undefined;
  /** Absent where the kernel is not at hand. */
  readonly weights: Figure | undefined;
  /** Absent of a network without convolutions. */
  readonly filters: Figure | undefined;
  /** Of each image that they are shown of. */
  readonly maps: readonly Figure[];
}

/** All figures of a report, by what they show. `testImage` is absent when the test set has no image 1000. */
export interface ReportFigures {
  /** Absent where the samples are no pictures. */
  readonly samples: Figure | undefined;
  readonly testImage: Figure | undefined;
  readonly runs: readonly RunFigures[];
}

function optionalFigure(plan: FigurePlan | undefined): Figure | undefined {
  return plan && createFigure(plan);
}

/** Pictures of digits that one page holds at most, however wrong its models are. */
const DIGITS_OF_A_PAGE = 2400;

function confusionOf(
  slug: string,
  run: RunResult,
  { data }: ReportContext,
  images: Pictures | undefined,
  budget: number,
): FigurePlan {
  const { split, predictedDigits } = run;
  const { phrase, images: noun } = evaluatedSet(run);
  const part = evaluatedPart(run, data);
  const indices = split.kind === 'fold' ? heldIndices(part, split) : undefined;
  return confusionMatrix({
    name: `${slug}-confusion`,
    title: `${run.experiment}: confusion matrix on the ${phrase}`,
    noun,
    matrix: run.confusionMatrix,
    images,
    names: classNames(run),
    word: classWord(run),
    answers: answersOf(predictedDigits, part, indices),
    budget,
  });
}

/** The figures of one run. `budget`: pictures of digits behind the confusion matrix. */
export function drawRunFigures(
  run: RunResult,
  options: {
    readonly slug: string;
    readonly context: ReportContext;
    readonly draw: DrawChart;
    readonly budget: number;
    readonly kernel: FirstKernel | undefined;
    readonly convolutions?: Convolutions | undefined;
    readonly published: PublishedFigures | undefined;
  },
): RunFigures {
  const { slug, context, draw, budget, kernel, convolutions, published } = options;
  const { data } = context;
  const ofClasses = run.targets?.kind !== 'values';
  const { layers = [], images = [] } = convolutions ?? {};
  const part = picturesOf(data, evaluatedPart(run, data));
  const maps =
    part === undefined
      ? []
      : images.map((shown, image) => featureMaps(slug, run.experiment, layers, { part, shown, image }));
  return {
    run,
    slug,
    accuracy: ofClasses ? createFigure(accuracyCurves(slug, run, published, draw)) : undefined,
    loss: createFigure(lossCurves(slug, run, published, draw)),
    confusion: ofClasses ? createFigure(confusionOf(slug, run, context, part, budget)) : undefined,
    values: valueFigures(slug, run, draw).map(createFigure),
    mistakes: optionalFigure(worstMistakes(slug, run, part)),
    learningRate: optionalFigure(learningRateCurve(slug, run, draw)),
    weights: optionalFigure(firstLayer(slug, run.experiment, kernel, data.pictures === undefined ? [] : data.shape)),
    filters: optionalFigure(filters(slug, run.experiment, layers)),
    maps: present(maps.map(optionalFigure)),
  };
}

/** Draws the figures and keeps them sorted by run, as the page needs them. */
export async function drawFigures(runs: readonly RunResult[], context: ReportContext): Promise<ReportFigures> {
  const draw = await loadCharts();
  const { train, test } = partsOf(context.data);
  const slugs = uniqueSlugs(runs.map((run) => run.experiment));
  const budget = Math.floor(DIGITS_OF_A_PAGE / Math.max(1, runs.length));
  return {
    samples: train && createFigure(sampleGrid(train)),
    testImage: optionalFigure(testImage(runs, test, draw)),
    runs: runs.map((run, i) =>
      drawRunFigures(run, {
        slug: slugs[i]!,
        context,
        draw,
        budget,
        kernel: context.firstKernels?.[i],
        convolutions: context.convolutions?.[i],
        published: context.published?.figuresOf(run),
      }),
    ),
  };
}

function present(figures: readonly (Figure | undefined)[]): Figure[] {
  return figures.filter((figure) => figure !== undefined);
}

/** The figures of one run as a list. */
export function listRunFigures(figures: RunFigures): Figure[] {
  const { accuracy, loss, learningRate, confusion, values, mistakes, weights, filters: own, maps } = figures;
  return present([accuracy, loss, learningRate, confusion, ...values, mistakes, weights, own, ...maps]);
}

/** The figures as one list. */
export function listFigures(figures: ReportFigures): Figure[] {
  return present([figures.samples, figures.testImage, ...figures.runs.flatMap(listRunFigures)]);
}

/**
 * Draws every figure of a report.
 *
 * @param runs one or more finished runs, in the order to be shown
 * @param context the data set, the published figures and the environment the runs share
 * @returns sample grid, test image 1000, and for each run accuracy, loss, learning rate, confusion matrix, worst
 *   mistakes, weights, filters and feature maps; a figure with nothing to show is left out
 */
export async function renderFigures(runs: readonly RunResult[], context: ReportContext): Promise<Figure[]> {
  return listFigures(await drawFigures(runs, context));
}
