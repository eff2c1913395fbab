/**
 * The two curve figures of a run: accuracy and loss against the epoch, train and test in one plot, the
 * published ones dashed beside ours. A model that stays at the loss of a uniform guess gets a second plot of
 * what little moves: the test loss above ln(classes).
 */

import type { PublishedFigures } from '../../published.ts';
import type { EpochResult, RunResult } from '../../run-result.ts';
import type { DrawChart } from '../chart/echarts.ts';
import type { FigurePlan } from '../figure.ts';
import { formatCount, formatFixed } from '../format.ts';
import { guessingLoss, staysAtGuessing } from '../outcome.ts';
import { type Curve, type CurvePlot, curveReadouts, drawCurves } from './curves.ts';

type Quantity = (epoch: EpochResult) => number;

function curvesOf(
  run: RunResult,
  published: PublishedFigures | undefined,
  sets: { readonly train?: Quantity; readonly test: Quantity },
): Curve[] {
  const trace = (history: readonly EpochResult[], quantity: Quantity) =>
    history.map((row) => [row.epoch, quantity(row)] as const);
  const curves: Curve[] = [];
  for (const set of ['train', 'test'] as const) {
    const quantity = sets[set];
    if (!quantity) continue;
    curves.push({ set, published: false, points: trace(run.epochs, quantity) });
    if (published) curves.push({ set, published: true, points: trace(published.history, quantity) });
  }
  return curves;
}

function plan(name: string, title: string, description: string, plots: CurvePlot[], draw: DrawChart): FigurePlan {
  return {
    name,
    title,
    description,
    readouts: curveReadouts(plots),
    draw: (variant) => drawCurves(name, plots, variant, draw),
  };
}

function path(run: RunResult, quantity: Quantity): string {
  const first = run.epochs[0];
  const last = run.epochs.at(-1);
  if (!first || !last) return 'has no epochs';
  if (first === last) return `is ${formatFixed(quantity(last), 4)} after its one epoch`;
  return `goes from ${formatFixed(quantity(first), 4)} to ${formatFixed(quantity(last), 4)} in ${formatCount(run.epochs.length)} epochs`;
}

export function accuracyCurves(
  slug: string,
  run: RunResult,
  published: PublishedFigures | undefined,
  draw: DrawChart,
): FigurePlan {
  const train: Quantity = (row) => row.accuracy;
  const test: Quantity = (row) => row.validationAccuracy;
  const plots: CurvePlot[] = [
    {
      label: 'accuracy',
      curves: curvesOf(run, published, { train, test }),
      axis: { minSpan: 0.04, floor: 0, ceiling: 1 },
    },
  ];
  const description = `Line chart. Accuracy on the training set ${path(run, train)}; on the test set it ${path(run, test)}.`;
  return plan(`${slug}-accuracy`, `${run.experiment}: accuracy against the epoch`, description, plots, draw);
}

export function lossCurves(
  slug: string,
  run: RunResult,
  published: PublishedFigures | undefined,
  draw: DrawChart,
): FigurePlan {
  const train: Quantity = (row) => row.loss;
  const test: Quantity = (row) => row.validationLoss;
  const classes = run.confusionMatrix.length;
  const guess = guessingLoss(run);
  const flat = staysAtGuessing(run);
  const guessLabel = `ln ${classes} = ${formatFixed(guess, 4)}, the loss of a uniform guess`;
  const plots: CurvePlot[] = [
    {
      label: 'loss',
      curves: curvesOf(run, published, { train, test }),
      axis: { minSpan: 0.02, floor: 0 },
      reference: flat ? { value: guess, label: guessLabel } : undefined,
    },
  ];
  let description = `Line chart. Loss on the training set ${path(run, train)}; on the test set it ${path(run, test)}.`;
  if (flat) {
    const excess: Quantity = (row) => row.validationLoss - guess;
    plots.push({
      label: `test loss − ln ${classes}`,
      curves: curvesOf(run, published, { test: excess }),
      axis: { minSpan: 0.004 },
    });
    description += ` A second plot shows the test loss above ln ${classes}, which ${path(run, excess)}.`;
  }
  return plan(`${slug}-loss`, `${run.experiment}: loss against the epoch`, description, plots, draw);
}
