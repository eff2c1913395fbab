/**
 * The page of a sweep: every cell of the grid with its interval, as table and chart; for every two settings a heat map; the
 * curves of the best cells.
 */

import {
  bandLine,
  createFigure,
  type DrawChart,
  drawIntervals,
  drawMatrix,
  type Figure,
  figureHtml,
  formatFixed,
  formatSeconds,
  type Html,
  html,
  type IntervalChart,
  intervalText,
  lineFigure,
  loadCharts,
  type Matrix,
  renderDocument,
  table,
} from '@inkgrad/charts';
import { plural } from '@inkgrad/tensor/text';
import { curvesOf } from '../../laboratory/curves.ts';
import { shownNames } from '../../laboratory/measured.ts';
import { rangeOf } from '../../laboratory/random-cells.ts';
import type { Json } from '../../laboratory/setting.ts';
import {
  axisNames,
  bestSentence,
  meanTrainingSeconds,
  type SweepCell,
  type SweepResult,
  testOfFirst,
} from '../../laboratory/sweep.ts';
import { partText } from '../../run/split.ts';
import { quantityOf } from '../figures/quantities.ts';
import { environmentSection } from '../sections/environment.ts';
import type { ReportContext } from '../types.ts';
import { type DrawnPage, writePage } from '../write-page.ts';
import { epochsOf, pageHead, SUMMARY_HEADS, stackedHead, summaryCells } from './page-parts.ts';
import { MOST_LINES, parallelFigure } from './sweep-parallel.ts';

/** More rows or curves could not be read. */
const MOST_ROWS = 60;
const MOST_CURVES = 8;
const MOST_MAPS = 6;

function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function cellTitle(cell: SweepCell, names: readonly string[]): string {
  return cell.settings.map(({ value }, i) => `${names[i]} ${valueText(value)}`).join(', ');
}

/** The title, or its values alone where the names would leave no room for them. */
function cellLabel(cell: SweepCell, names: readonly string[]): string {
  return names.length > 2 ? cell.settings.map(({ value }) => valueText(value)).join(', ') : cellTitle(cell, names);
}

function valuesOf(cell: SweepCell, quantity: string): number[] {
  return cell.runs.flatMap(({ history }) => history[quantity]?.at(-1) ?? []);
}

function intervalFigure(result: SweepResult): Figure {
  const { sortBy, experiment } = result;
  const { title, axis } = quantityOf(sortBy);
  const names = axisNames(result.axes);
  const cells = result.cells.slice(0, MOST_ROWS);
  const rows = cells.map((cell, i) => {
    const { mean, low, high } = cell.summaries[sortBy] ?? {};
    return {
      label: cellLabel(cell, names),
      title: cellTitle(cell, names),
      mean,
      low: low ?? undefined,
      high: high ?? undefined,
      points: valuesOf(cell, sortBy),
      strong: i === 0,
    };
  });
  const chart: IntervalChart = { rows, quantity: `${title} after training`, axis };
  return createFigure({
    name: 'sweep-intervals',
    title: `${experiment.name}: ${title} of each cell`,
    description: `Dots with 95 % intervals, the best first. The best is ${rows[0]?.title ?? 'none'} with ${intervalText(rows[0] ?? {})}.`,
    readouts: [rows.map((row) => `${row.title}\n${title} ${intervalText(row)}\n${plural(row.points.length, 'run')}`)],
    draw: (variant) => drawIntervals(chart, variant),
  });
}

/** For every two settings that have lists of values the best mean over all others. */
function heatMaps(result: SweepResult): Figure[] {
  const { axes } = result;
  const listed = axes.flatMap((axis, at) => (axis.values.length > 1 && rangeOf(axis) === undefined ? [at] : []));
  const pairs = listed.flatMap((down, i) => listed.slice(i + 1).map((across) => [down, across] as const));
  return pairs.slice(0, MOST_MAPS).map(([down, across], i) => heatMap(result, down, across, i));
}

function heatMap(result: SweepResult, downAt: number, acrossAt: number, number: number): Figure {
  const { axes, sortBy, cells, experiment } = result;
  const [down, across] = [axes[downAt]!, axes[acrossAt]!];
  const all = axisNames(result.axes);
  const names = [all[downAt]!, all[acrossAt]!] as const;
  const { title } = quantityOf(sortBy);
  const rest = axes.length > 2 ? ', the best of the other settings' : '';
  // Cells are the best first.
  const find = (row: Json, column: Json) =>
    cells.find(
      ({ settings, summaries }) =>
        JSON.stringify(settings[downAt]!.value) === JSON.stringify(row) &&
        JSON.stringify(settings[acrossAt]!.value) === JSON.stringify(column) &&
        summaries[sortBy] !== undefined,
    );
  const summaries = down.values.map((row) => across.values.map((column) => find(row, column)?.summaries[sortBy]));
  const matrix: Matrix = {
    rows: down.values.map(valueText),
    columns: across.values.map(valueText),
    rowName: names[0],
    columnName: names[1],
    values: summaries.map((row) => row.map((summary) => summary?.mean ?? Number.NaN)),
    scale: 'range',
    text: (value) => formatFixed(value, 3),
  };
  const name = number === 0 ? 'sweep-map' : `sweep-map-${number + 1}`;
  return createFigure({
    name,
    title: `${experiment.name}: ${title} by ${names.join(' and ')}${rest}`,
    description: `Heat map of the mean ${title}: ${names[0]} downward, ${names[1]} across${rest}.`,
    readouts: [
      summaries.flatMap((row, y) =>
        row.map((summary, x) => {
          const where = `${names[0]} ${matrix.rows[y]}, ${names[1]} ${matrix.columns[x]}`;
          const { mean, low, high } = summary ?? {};
          return `${where}\n${title} ${intervalText({ mean, low: low ?? undefined, high: high ?? undefined })}`;
        }),
      ),
    ],
    draw: (variant) => drawMatrix(name, matrix, variant),
  });
}

function curveFigure(result: SweepResult, draw: DrawChart): Figure | undefined {
  const { sortBy, experiment } = result;
  const { title, axis } = quantityOf(sortBy);
  const names = axisNames(result.axes);
  const lines = result.cells.slice(0, MOST_CURVES).flatMap((cell, i) => {
    const histories = cell.runs.filter(({ failure }) => failure === undefined).map(({ history }) => history);
    const curve = curvesOf(histories)[sortBy];
    const label = cell.settings.map(({ value }) => valueText(value)).join(', ');
    return curve ? [bandLine(label, i, curve)] : [];
  });
  if (lines.length === 0) return undefined;
  const chart = { plots: [{ label: title, lines, axis }], endLabels: true };
  const description = `Line chart of the mean ${title} of ${plural(lines.length, 'cell')}, named by ${names.join(', ')}, with bands of one standard deviation.`;
  return createFigure(
    lineFigure(
      { name: 'sweep-curves', title: `${experiment.name}: ${title} against the epoch`, description, chart },
      draw,
    ),
  );
}

function cellTable(result: SweepResult): Html {
  const { cells, axes, sortBy, rungs, experiment } = result;
  const names = axisNames(result.axes);
  const others = shownNames(experiment).filter((name) => name.startsWith('validation') && name !== sortBy);
  return table({
    caption: `Every cell after its last epoch, sorted by ${quantityOf(sortBy).title}; the interval is that of the mean, n the number of runs, p that it is as good as the first, of the same seeds, corrected for all pairs of cells`,
    kind: 'numbers sortable',
    wide: true,
    long: cells.length > 40,
    ...stackedHead([
      ...names,
      ...(rungs ? ['epochs'] : []),
      ...SUMMARY_HEADS,
      'p',
      ...others.map((name) => quantityOf(name).title),
      'training time',
    ]),
    body: cells.map((cell) => {
      const settings = axes.map((_, i) => {
        const value = cell.settings[i]?.value ?? null;
        return i === 0 ? html`<th scope="row">${valueText(value)}</th>` : html`<td>${valueText(value)}</td>`;
      });
      const means = others.map((name) => html`<td>${formatFixed(cell.summaries[name]?.mean ?? Number.NaN, 4)}</td>`);
      const seconds = meanTrainingSeconds(cell) ?? Number.NaN;
      const { adjusted = null } = cell.besideBest ?? {};
      const p = html`<td data-value="${String(adjusted ?? '')}">${adjusted === null ? '–' : formatFixed(adjusted, 4)}</td>`;
      return html`<tr>${settings}${rungs && html`<td>${cell.epochs}</td>`}${summaryCells(cell.summaries[sortBy])}${p}${means}<td data-value="${formatFixed(seconds, 3)}">${formatSeconds(seconds)}</td></tr>`;
    }),
  });
}

function failures(result: SweepResult): Html | undefined {
  const names = axisNames(result.axes);
  const failed = result.cells.flatMap((cell) =>
    cell.runs.flatMap(({ seed, failure }) => (failure === undefined ? [] : [{ cell, seed, failure }])),
  );
  if (failed.length === 0) return undefined;
  return html`<h3>Runs without a result</h3><ul>${failed.map(
    ({ cell, seed, failure }) => html`<li>${cellTitle(cell, names)}, seed ${seed}: ${failure}</li>`,
  )}</ul>`;
}

function leadOf(result: SweepResult): string {
  const { cells, sortBy } = result;
  const [best, second] = cells;
  const summary = best?.summaries[sortBy];
  if (!best || !summary) return 'No run has a result.';
  const names = axisNames(result.axes);
  const { title } = quantityOf(sortBy);
  const interval = (cell: SweepCell) => {
    const { mean, low, high } = cell.summaries[sortBy]!;
    return intervalText({ mean, low: low ?? undefined, high: high ?? undefined });
  };
  const first = `The best ${title} has ${cellTitle(best, names)}: ${interval(best)}.`;
  if (!second?.summaries[sortBy]) return first;
  return `${first} The next is ${cellTitle(second, names)} with ${interval(second)}. ${bestSentence(result) ?? ''}`.trimEnd();
}

async function drawPage(result: SweepResult, context: ReportContext): Promise<DrawnPage> {
  const draw = await loadCharts();
  const { experiment, axes, seeds, cells, sortBy, validation, drawn: chance, rungs } = result;
  const [intervals, parallel] = [intervalFigure(result), parallelFigure(result)];
  const [maps, curves] = [heatMaps(result), curveFigure(result, draw)];
  const test = testOfFirst(cells);
  const { title } = quantityOf(sortBy);
  const shown = cells.length > MOST_ROWS ? ` The first ${MOST_ROWS} of ${cells.length} cells are drawn.` : '';
  const heading = `${experiment.name}: sweep over ${axisNames(result.axes).join(' and ')}`;
  const page = await renderDocument({
    title: heading,
    header: pageHead({
      title: heading,
      lead: leadOf(result),
      facts: [
        ['Experiment', `${experiment.title}, ${epochsOf(experiment)}`],
        ...axes.map(({ path, values }) => [path, values.map(valueText).join(', ')] as const),
        ['Seeds', seeds.join(', ')],
        ...(chance ? [['Drawn', `${chance.count} combinations, with seed ${chance.seed}`] as const] : []),
        ...(rungs
          ? [
              [
                'Left behind early',
                rungs.map((rung) => `${rung.cells} trained ${plural(rung.epochs, 'epoch')}`).join(', '),
              ] as const,
            ]
          : []),
        ['Validation', `${partText(validation)}, held out`],
        ...(test === undefined
          ? []
          : [[`Test ${test.name} of the first`, `${formatFixed(test.mean, 4)}; it chose nothing`] as const]),
      ],
      context,
    }),
    links: [
      { id: 'cells', name: 'Cells' },
      ...(parallel ? [{ id: 'together', name: 'Together' }] : []),
      ...(maps.length > 0 ? [{ id: 'map', name: maps.length > 1 ? 'Maps' : 'Map' }] : []),
      ...(curves ? [{ id: 'curves', name: 'Curves' }] : []),
      { id: 'environment', name: 'Environment' },
    ],
    sections: html`<section id="cells"><h2>Cells</h2>
${cellTable(result)}
${figureHtml(intervals, `The mean ${title} of each cell with its 95 % interval over the seeds; small dots are single runs.${axes.length > 2 ? ` Cells are named by ${axisNames(axes).join(', ')}.` : ''}${shown}`)}
${failures(result)}</section>
${
  parallel &&
  html`<section id="together"><h2>All settings together</h2>${figureHtml(
    parallel,
    `Each line is a cell: from its settings to its mean ${title}, which gives it its colour. The thick line with dots and values is the best. Where many cells have the same value their lines are a little apart, the better ones higher.${cells.some(({ epochs }) => epochs < cells[0]!.epochs) ? ' Dashed: left behind early, after fewer epochs.' : ''}${cells.length > MOST_LINES ? ` The first ${MOST_LINES} of ${cells.length} cells are drawn.` : ''}`,
  )}</section>`
}
${
  maps.length > 0 &&
  html`<section id="map"><h2>${maps.length > 1 ? 'Maps' : 'Map'}</h2>${maps.map((map) => figureHtml(map, `The mean ${title} for each pair of values${axes.length > 2 ? ', with the best of the other settings' : ''}; the colours span from the least to the most.`))}</section>`
}
${
  curves &&
  html`<section id="curves"><h2>Curves</h2>${figureHtml(curves, `${title} against the epoch${cells.length > MOST_CURVES ? ` for the best ${MOST_CURVES} cells` : ''}, named by ${axisNames(result.axes).join(', ')}. The line is the mean over the seeds, the band one standard deviation to each side.`)}</section>`
}
${environmentSection(context.environment)}`,
  });
  return { page, figures: [intervals, parallel, ...maps, curves].filter((figure) => figure !== undefined) };
}

/** Renders the page of a sweep: one HTML page that needs nothing besides itself. */
export async function renderSweep(result: SweepResult, context: ReportContext): Promise<string> {
  return (await drawPage(result, context)).page;
}

/** Writes the page and its figures; returns the paths written, relative to `directory`. */
export async function writeSweep(directory: string, result: SweepResult, context: ReportContext): Promise<string[]> {
  return writePage(directory, await drawPage(result, context));
}
