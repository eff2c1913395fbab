/**
 * Every figure of a report, in the order the page shows them.
 */

import type { RunResult } from '../run-result.ts';
import { loadCharts } from './chart/echarts.ts';
import { createFigure, type Figure, type FigurePlan } from './figure.ts';
import { confusionMatrix } from './figures/confusion-matrix.ts';
import { sampleGrid } from './figures/sample-grid.ts';
import { testImage } from './figures/test-image.ts';
import { accuracyCurves, lossCurves } from './figures/training-curves.ts';
import { worstMistakes } from './figures/worst-mistakes.ts';
import { uniqueSlugs } from './format.ts';
import { publishedFor, type ReportContext } from './types.ts';

/** The figures of one run; `mistakes` is absent when it made none. */
export interface RunFigures {
  readonly run: RunResult;
  /** The run's name as files and HTML ids spell it. */
  readonly slug: string;
  readonly accuracy: Figure;
  readonly loss: Figure;
  readonly confusion: Figure;
  readonly mistakes: Figure | undefined;
}

/** All figures of a report, by what they show. `testImage` is absent when the test set has no image 1000. */
export interface ReportFigures {
  readonly samples: Figure;
  readonly testImage: Figure | undefined;
  readonly runs: readonly RunFigures[];
}

function optionalFigure(plan: FigurePlan | undefined): Figure | undefined {
  return plan && createFigure(plan);
}

/** Draws the figures and keeps them sorted by run, as the page needs them. */
export async function drawFigures(runs: readonly RunResult[], context: ReportContext): Promise<ReportFigures> {
  const draw = await loadCharts();
  const { train, test } = context.data;
  const slugs = uniqueSlugs(runs.map((run) => run.experiment));
  return {
    samples: createFigure(sampleGrid(train)),
    testImage: optionalFigure(testImage(runs, test, draw)),
    runs: runs.map((run, i) => {
      const slug = slugs[i]!;
      const published = publishedFor(run);
      return {
        run,
        slug,
        accuracy: createFigure(accuracyCurves(slug, run, published, draw)),
        loss: createFigure(lossCurves(slug, run, published, draw)),
        confusion: createFigure(confusionMatrix(slug, run, draw)),
        mistakes: optionalFigure(worstMistakes(slug, run, test)),
      };
    }),
  };
}

/** The figures as one list. */
export function listFigures(figures: ReportFigures): Figure[] {
  const ofRuns = figures.runs.flatMap((run) => [run.accuracy, run.loss, run.confusion, run.mistakes]);
  return [figures.samples, figures.testImage, ...ofRuns].filter((figure) => figure !== undefined);
}

/**
 * Draws every figure of a report.
 *
 * @param runs one or more finished runs, in the order to be shown
 * @param context the data set, the published figures and the environment the runs share
 * @returns sample grid, test image 1000, and for each run accuracy, loss, confusion matrix and worst mistakes;
 *   a figure with nothing to show is left out
 */
export async function renderFigures(runs: readonly RunResult[], context: ReportContext): Promise<Figure[]> {
  return listFigures(await drawFigures(runs, context));
}
