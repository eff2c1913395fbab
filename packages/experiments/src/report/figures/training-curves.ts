/**
 * The two curve figures of a run: accuracy and loss against the epoch, train and test in one plot, the
 * published ones dashed beside ours. A model that stays at the loss of a uniform guess gets a second plot of
 * what little moves: the test loss above ln(classes).
 */

import type { DrawChart, FigurePlan } from '@inkgrad/charts';
import {
  drawLines,
  formatCount,
  formatFixed,
  type Line,
  type LineChart,
  type LinePlot,
  lineReadouts,
} from '@inkgrad/charts';
import { plural } from '@inkgrad/tensor/text';
import type { EpochResult, RunResult } from '../../run/run-result.ts';
import { evaluatedSet, guessingLoss, staysAtGuessing, validatedSet } from '../outcome.ts';
import type { PublishedFigures } from '../published.ts';

/** Undefined where the epoch has no such number. */
type Quantity = (epoch: EpochResult) => number | undefined;

function linesOf(
  run: RunResult,
  published: PublishedFigures | undefined,
  sets: { readonly train?: Quantity; readonly test: Quantity },
): Line[] {
  const trace = (history: readonly EpochResult[], quantity: Quantity) =>
    history.flatMap((row) => {
      const value = quantity(row);
      return value === undefined ? [] : [[row.epoch, value] as const];
    });
  const lines: Line[] = [];
  for (const set of ['train', 'test'] as const) {
    const quantity = sets[set];
    if (!quantity) continue;
    const name = set === 'train' ? 'train' : validatedSet(run).short;
    const points = trace(run.epochs, quantity);
    // A run that validates on nothing has no such curve.
    if (points.length > 0 || set === 'train') lines.push({ name, color: set, points });
    if (published)
      lines.push({ name: `${name}, published`, color: set, dashed: true, points: trace(published.history, quantity) });
  }
  return lines;
}

function plan(name: string, title: string, description: string, chart: LineChart, draw: DrawChart): FigurePlan {
  return {
    name,
    title,
    description,
    readouts: lineReadouts(chart),
    draw: (variant) => drawLines(name, chart, variant, draw),
  };
}

function path(run: RunResult, quantity: Quantity): string {
  const first = run.epochs[0];
  const last = run.epochs.at(-1);
  if (!first || !last) return 'has no epochs';
  if (first === last) return `is ${formatFixed(quantity(last) ?? Number.NaN, 4)} after its one epoch`;
  return `goes from ${formatFixed(quantity(first) ?? Number.NaN, 4)} to ${formatFixed(quantity(last) ?? Number.NaN, 4)} in ${plural(run.epochs.length, 'epoch', 'epochs', formatCount(run.epochs.length))}`;
}

function describe(what: string, run: RunResult, train: Quantity, test: Quantity): string {
  const { validates } = evaluatedSet(run);
  const { phrase } = validatedSet(run);
  const other = validates ? `; on the ${phrase} it ${path(run, test)}` : '; nothing validated it meanwhile';
  return `Line chart. ${what} on the training set ${path(run, train)}${other}.`;
}

export function accuracyCurves(
  slug: string,
  run: RunResult,
  published: PublishedFigures | undefined,
  draw: DrawChart,
): FigurePlan {
  const train: Quantity = (row) => row.accuracy;
  const test: Quantity = (row) => row.validationAccuracy;
  const plots: LinePlot[] = [
    {
      label: 'accuracy',
      lines: linesOf(run, published, { train, test }),
      axis: { minSpan: 0.04, floor: 0, ceiling: 1 },
    },
  ];
  const description = describe('Accuracy', run, train, test);
  return plan(`${slug}-accuracy`, `${run.experiment}: accuracy against the epoch`, description, { plots }, draw);
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
  const plots: LinePlot[] = [
    {
      label: 'loss',
      lines: linesOf(run, published, { train, test }),
      axis: { minSpan: 0.02, floor: 0 },
      reference: flat ? { value: guess, label: guessLabel } : undefined,
    },
  ];
  let description = describe('Loss', run, train, test);
  if (flat) {
    const excess: Quantity = (row) => (row.validationLoss ?? Number.NaN) - guess;
    plots.push({
      label: `test loss − ln ${classes}`,
      lines: linesOf(run, published, { test: excess }),
      axis: { minSpan: 0.004 },
    });
    description += ` A second plot shows the test loss above ln ${classes}, which ${path(run, excess)}.`;
  }
  return plan(`${slug}-loss`, `${run.experiment}: loss against the epoch`, description, { plots }, draw);
}

/** The learning rate of each epoch, or undefined where nothing schedules it. */
export function learningRateCurve(slug: string, run: RunResult, draw: DrawChart): FigurePlan | undefined {
  const rate: Quantity = (row) => row.learningRate;
  const points = run.epochs.flatMap((row) =>
    row.learningRate === undefined ? [] : [[row.epoch, row.learningRate] as const],
  );
  if (points.length === 0) return undefined;
  const values = points.map(([, value]) => value);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const least = values.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), most);
  const plots: LinePlot[] = [
    {
      label: 'learning rate',
      lines: [{ name: 'learning rate', color: 0, points }],
      axis: { minSpan: most / 2 || 1e-6, floor: 0 },
      // A schedule that falls by powers of ten would end as a flat line.
      logarithmic: least > 0 && most / least > 20,
    },
  ];
  const description = `Line chart. The learning rate ${path(run, rate)}.`;
  return plan(
    `${slug}-learning-rate`,
    `${run.experiment}: learning rate against the epoch`,
    description,
    { plots, legend: false },
    draw,
  );
}
