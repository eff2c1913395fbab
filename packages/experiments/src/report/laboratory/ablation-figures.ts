/**
 * The figures of an ablation: each change with its interval against the threshold, the pairs, the curves, and what
 * happens inside the models.
 */

import {
  bandLine,
  createFigure,
  type DrawChart,
  drawIntervals,
  drawMatrix,
  type Figure,
  formatFixed,
  type IntervalChart,
  type IntervalRow,
  intervalText,
  lineFigure,
  loadCharts,
  type Matrix,
} from '@inkgrad/charts';
import { plateauText } from '../../laboratory/ablation/plateau-sentences.ts';
import type { AblationResult, AblationRow } from '../../laboratory/ablation/result.ts';
import type { Summary } from '../../laboratory/statistics.ts';
import { type DiagnosedModel, gradientNorms, lossParts, meanActivations } from '../figures/diagnoses.ts';
import { quantityOf } from '../figures/quantities.ts';
import { epochsOf } from './page-parts.ts';

/** More plots beside each other would be too small a part of a page, and too large a file. */
const MOST_PANELS = 16;
const MEASURED = 'validationAccuracy';

export interface AblationFigures {
  /** When each plateau ends; absent where no run has a result. */
  readonly plateaus: Figure | undefined;
  readonly changes: Figure;
  readonly near: Figure | undefined;
  readonly pairs: Figure | undefined;
  readonly curves: Figure;
  /** Gradient norms, mean activations and parts of the loss; absent where nothing was looked into. */
  readonly inside: { readonly gradients: Figure; readonly activations: Figure; readonly loss: Figure } | undefined;
}

/** What a row is judged by beside its plateau: its accuracy after as many epochs as the base trains. */
export function measured(row: AblationRow): Summary | undefined {
  return row.accuracyAtBaseEpochs ?? undefined;
}

export function titleOf(row: AblationRow, result: AblationResult): string {
  const name = row.kind === 'base' ? result.base.name : row.kind === 'target' ? result.target.name : row.title;
  return row.id === result.finding.repaired ? `keeps the most: ${name}` : name;
}

function ends(summary: Summary | undefined): Pick<IntervalRow, 'mean' | 'low' | 'high'> {
  return { mean: summary?.mean, low: summary?.low ?? undefined, high: summary?.high ?? undefined };
}

/** Rows this near to the threshold are drawn once more, on a scale of their own. */
export const NEAR = 0.04;

function intervalRow(row: AblationRow, before: AblationRow | undefined, result: AblationResult): IntervalRow {
  return {
    label: titleOf(row, result),
    ...ends(measured(row)),
    points: row.values,
    strong: row.reaches.verdict === 'yes',
    begins: row.kind !== before?.kind,
  };
}

function intervalFigure(
  result: AblationResult,
  rows: readonly AblationRow[],
  figure: { readonly name: string; readonly title: string; readonly minSpan: number },
): Figure {
  const { threshold, base } = result;
  const chart: IntervalChart = {
    rows: rows.map((row, i) => intervalRow(row, rows[i - 1], result)),
    quantity: `val_accuracy after ${epochsOf(base)}`,
    axis: { minSpan: figure.minSpan, floor: 0, ceiling: 1 },
    reference: { value: threshold, label: formatFixed(threshold, 2) },
  };
  const reaching = rows.filter((row) => row.reaches.verdict === 'yes').map((row) => titleOf(row, result));
  return createFigure({
    name: figure.name,
    title: figure.title,
    description: `Dots with 95 % intervals and a line at ${threshold}. It is reached by: ${reaching.join('; ') || 'none'}.`,
    readouts: [
      chart.rows.map(
        (row, i) =>
          `${row.label}\nval_accuracy ${intervalText(row)}\nreaches ${threshold}: ${rows[i]!.reaches.verdict}`,
      ),
    ],
    draw: (variant) => drawIntervals(chart, variant),
  });
}

/** When the plateau of each ends: each run, and the median. */
function plateauFigure(result: AblationResult): Figure | undefined {
  const { base, mostEpochs } = result;
  const rows = result.rows.filter(({ kind }) => kind !== 'pair' && kind !== 'part');
  if (rows.every(({ plateau }) => plateau.summary === null)) return undefined;
  const chart: IntervalChart = {
    rows: rows.map((row, i) => ({
      label: titleOf(row, result),
      mean: row.plateau.summary?.median ?? undefined,
      low: row.plateau.summary?.least,
      high: row.plateau.summary?.most,
      points: row.plateau.ends.flatMap((end) => end?.epoch ?? []),
      strong: row.plateau.verdict === 'none',
      text: plateauText(row).replace(/epoch /, ''),
      begins: row.kind !== rows[i - 1]?.kind,
    })),
    quantity: 'epoch at which the plateau ends',
    axis: { minSpan: 10, floor: 0, ceiling: mostEpochs },
    digits: 0,
    reference: { value: base.epochs, label: epochsOf(base) },
  };
  const texts = rows.map(
    (row) =>
      `${titleOf(row, result)}\nthe plateau ends at ${plateauText(row)}\nbeside ${base.name}: ${row.plateau.verdict ?? '–'}`,
  );
  return createFigure({
    name: 'ablation-plateaus',
    title: `${base.name}: when the plateau ends with each change`,
    description: `Dots at the median epoch, whiskers from the first seed to the last, small dots for single runs. ${texts[0]!.replaceAll('\n', ', ')}.`,
    readouts: [texts],
    draw: (variant) => drawIntervals(chart, variant),
  });
}

/** All but the pairs, on one scale. */
function changesFigure(result: AblationResult): Figure {
  const rows = result.rows.filter(({ kind }) => kind !== 'pair' && kind !== 'part');
  const title = `${result.base.name}: val_accuracy with each change`;
  return intervalFigure(result, rows, { name: 'ablation-changes', title, minSpan: 0.05 });
}

/** What comes near the threshold, where the scale of all would hide the intervals. */
function nearFigure(result: AblationResult): Figure | undefined {
  const rows = result.rows.filter((row) => (measured(row)?.mean ?? 0) > result.threshold - NEAR);
  const title = `${result.base.name}: what comes near ${formatFixed(result.threshold, 2)}`;
  return rows.length < 2 ? undefined : intervalFigure(result, rows, { name: 'ablation-near', title, minSpan: 0.01 });
}

/** Every two changes together; on the diagonal each alone. */
function pairFigure(result: AblationResult): Figure | undefined {
  const { rows, base } = result;
  if (!rows.some(({ kind }) => kind === 'pair')) return undefined;
  const singles = rows.filter(({ kind }) => kind === 'single');
  const titles = singles.map(({ title }) => title);
  const ids = singles.map(({ changes }) => changes[0]?.id);
  const find = (a: number, b: number): AblationRow | undefined => {
    if (a === b) return singles[a];
    return rows.find(
      ({ kind, changes }) =>
        kind === 'pair' &&
        changes.length === 2 &&
        [ids[a], ids[b]].every((id) => changes.some((change) => change.id === id)),
    );
  };
  // Each pair is once in the table: below the diagonal.
  const cells = singles.map((_, y) => singles.map((__, x) => (x <= y ? find(y, x) : undefined)));
  const matrix: Matrix = {
    rows: titles,
    columns: titles,
    rowName: '',
    columnName: '',
    values: cells.map((row) => row.map((cell) => (cell && measured(cell)?.mean) ?? Number.NaN)),
    scale: 'range',
    text: (value) => formatFixed(value, 2).replace(/^0/, ''),
  };
  return createFigure({
    name: 'ablation-pairs',
    title: `${base.name}: val_accuracy with two changes`,
    description: `Heat map of the mean val_accuracy of every two changes together, on the diagonal of each alone: ${titles.join(', ')}.`,
    readouts: [
      cells
        .flat()
        .map((cell) =>
          cell
            ? `${titleOf(cell, result)}\nval_accuracy ${intervalText(ends(measured(cell)))}\nreaches ${result.threshold}: ${cell.reaches.verdict}`
            : '',
        ),
    ],
    draw: (variant) => drawMatrix('ablation-pairs', matrix, variant),
  });
}

/** The rows worth a plot of their own: pairs only where one is the repaired model. */
function panelRows({ rows, finding }: AblationResult): AblationRow[] {
  return rows
    .filter(({ kind, id }) => (kind !== 'pair' && kind !== 'part') || id === finding.repaired)
    .slice(0, MOST_PANELS);
}

function curveFigure(result: AblationResult, draw: DrawChart): Figure {
  const { threshold, base } = result;
  const rows = panelRows(result);
  const plots = rows.map((row) => ({
    label: titleOf(row, result),
    lines: row.curves[MEASURED] ? [bandLine('val_accuracy', 'test' as const, row.curves[MEASURED])] : [],
    axis: quantityOf(MEASURED).axis,
    reference: { value: threshold, label: '' },
  }));
  return createFigure(
    lineFigure(
      {
        name: 'ablation-curves',
        title: `${base.name}: val_accuracy against the epoch`,
        description: `Line charts of the mean val_accuracy with bands of one standard deviation and a line at ${threshold}, one for each of ${rows.length} models.`,
        chart: { plots, columns: { wide: 3, narrow: 2 }, legend: false, sharedScale: true },
      },
      draw,
    ),
  );
}

export async function drawAblationFigures(result: AblationResult): Promise<AblationFigures> {
  const draw = await loadCharts();
  const models: DiagnosedModel[] = panelRows(result)
    .filter(({ diagnoses }) => diagnoses.length > 0)
    .map((row) => ({ title: titleOf(row, result), diagnoses: row.diagnoses }));
  return {
    plateaus: plateauFigure(result),
    changes: changesFigure(result),
    near: nearFigure(result),
    pairs: pairFigure(result),
    curves: curveFigure(result, draw),
    inside:
      models.length === 0
        ? undefined
        : {
            gradients: createFigure(gradientNorms(models, draw)),
            activations: createFigure(meanActivations(models, draw)),
            loss: createFigure(lossParts(models, draw)),
          },
  };
}
