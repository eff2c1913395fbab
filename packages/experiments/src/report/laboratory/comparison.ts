/**
 * The page of a comparison of runs: what differs in the configuration, the curves over one another, which mistakes are
 * more frequent, and whether the difference is more than chance.
 */

import type { Line } from '@inkgrad/charts';
import {
  createFigure,
  type DrawChart,
  drawMatrix,
  type Figure,
  figureHtml,
  formatCount,
  formatDifference,
  formatFixed,
  formatPercent,
  formatSeconds,
  type Html,
  html,
  lineFigure,
  loadCharts,
  type Matrix,
  renderDocument,
  table,
} from '@inkgrad/charts';
import type { ComparisonResult } from '../../laboratory/comparison.ts';
import { shownNames } from '../../laboratory/measured.ts';
import { groupFigure, groupFinding } from '../../laboratory/run-groups.ts';
import { isFinding } from '../../laboratory/significance.ts';
import { type RunResult, sampleNounOf, trainingSeconds } from '../../run/run-result.ts';
import { quantityOf } from '../figures/quantities.ts';
import { classNames, classWord, evaluatedSet } from '../outcome.ts';
import { environmentSection } from '../sections/environment.ts';
import type { ReportContext } from '../types.ts';
import { type DrawnPage, writePage } from '../write-page.ts';
import { isOfValues, valueGroupSection, valueRunTable, valuesLead, valueTestSection } from './compared-values.ts';
import { differenceTable } from './difference-table.ts';
import { pageHead, pClause, pText, stackedHead } from './page-parts.ts';

/** More curves in one plot could not be told apart. */
const MOST_CURVES = 8;
/** Matrices of a page. */
const MOST_MATRICES = 6;

/** Runs may be compared without the data that they had. */
type PageContext = Omit<ReportContext, 'data'>;

/** Of what a curve is drawn: what validates first. */
function curveNames({ runs }: ComparisonResult): string[] {
  const names = runs.flatMap(({ result }) => shownNames(result.config));
  return [...new Set(names)].reverse();
}

function curveFigure(result: ComparisonResult, name: string, draw: DrawChart): Figure | undefined {
  const { title, axis } = quantityOf(name);
  const lines: Line[] = result.runs.slice(0, MOST_CURVES).flatMap((run, i) => {
    const points = (run.result.history[name] ?? []).map((value, at) => [at + 1, value] as const);
    return points.length === 0 ? [] : [{ name: run.name, color: i, points }];
  });
  if (lines.length === 0) return undefined;
  const ends = lines.map((line) => `${line.name} ${formatFixed(line.points.at(-1)![1], 4)}`).join(', ');
  return createFigure(
    lineFigure(
      {
        name: `compared-${title.replace('_', '-')}`,
        title: `${title} against the epoch`,
        description: `Line chart of ${lines.length} runs; ${title} ends at: ${ends}.`,
        chart: { plots: [{ label: title, lines, axis }], endLabels: true },
      },
      draw,
    ),
  );
}

function differenceFigure({ runs }: ComparisonResult, each: ComparisonResult['confusionDifferences'][number]): Figure {
  const { a, b, matrix } = each;
  const [first, second] = [runs[a]!.name, runs[b]!.name];
  const names = classNames(runs[a]!.result);
  const word = classWord(runs[a]!.result);
  const shown: Matrix = {
    rows: names,
    columns: names,
    rowName: 'True labels',
    columnName: 'Predicted labels',
    values: matrix,
    scale: 'differences',
    text: (value) => (value === 0 ? '0' : formatDifference(value, 0)),
  };
  const name = `confusion-${a + 1}-${b + 1}`;
  return createFigure({
    name,
    title: `Confusion: ${second} minus ${first}`,
    description: `Heat map of true ${word} by predicted ${word}: how many more ${evaluatedSet(runs[a]!.result).images} ${second} answered so than ${first}, blue where more and orange where fewer.`,
    readouts: [
      matrix.flatMap((row, label) =>
        row.map(
          (count, predicted) =>
            `true ${names[label]}, predicted ${names[predicted]}\n${second}: ${runs[b]!.result.confusionMatrix[label]?.[predicted] ?? 0}, ${first}: ${runs[a]!.result.confusionMatrix[label]?.[predicted] ?? 0} (${formatDifference(count, 0)})`,
        ),
      ),
    ],
    draw: (variant) => drawMatrix(name, shown, variant),
  });
}

function runTable({ runs }: ComparisonResult): Html {
  return table({
    caption: 'The runs after training',
    kind: 'numbers sortable',
    ...stackedHead(['run', 'evaluated on', 'parameters', 'epochs', 'training time', 'accuracy', 'loss']),
    body: runs.map(({ name, result }) => {
      const { parameterCount, epochs, evaluation } = result;
      const seconds = trainingSeconds(result);
      return html`<tr><th scope="row">${name}</th><td>${evaluatedSet(result).phrase}</td><td data-value="${parameterCount}">${formatCount(parameterCount)}</td><td>${epochs.length}</td><td data-value="${formatFixed(seconds, 3)}">${formatSeconds(seconds)}</td><td>${formatFixed(evaluation.accuracy ?? Number.NaN, 4)}</td><td>${formatFixed(evaluation.loss, 4)}</td></tr>`;
    }),
  });
}

function testTable({ runs, tests }: ComparisonResult): Html {
  if (tests.length === 0) {
    return html`<p>The runs were evaluated on different samples, so their answers cannot be compared one by one.</p>`;
  }
  return table({
    caption: "McNemar's test on the answers to the same images; p is exact and two-sided",
    kind: 'numbers sortable',
    ...stackedHead(['first', 'second', 'only 1st right', 'only 2nd right', 'statistic', 'p', 'finding']),
    body: tests.map(({ a, b, onlyA, onlyB, statistic, pValue }) => {
      const better = onlyA > onlyB ? runs[a]!.name : runs[b]!.name;
      const finding = isFinding(pValue) ? `${better} is better` : 'no difference shown';
      return html`<tr><th scope="row">${runs[a]!.name}</th><td>${runs[b]!.name}</td><td>${onlyA}</td><td>${onlyB}</td><td>${formatFixed(statistic, 2)}</td><td data-value="${pValue}">${pText(pValue)}</td><td>${finding}</td></tr>`;
    }),
  });
}

/** A group by the experiment's name where that tells it from the others, else by the names of its runs. */
function groupNames({ runs, groups }: ComparisonResult): string[] {
  const names = groups.map((group) => runs[group.runs[0]!]!.result.config.name);
  if (new Set(names).size === names.length) return names;
  return groups.map((group) => group.runs.map((at) => runs[at]!.name).join(', '));
}

function groupSection(result: ComparisonResult): Html {
  const { groups, groupComparisons } = result;
  const names = groupNames(result);
  const ofGroups = table({
    caption: 'Runs that differ in nothing but their seed',
    kind: 'numbers sortable',
    ...stackedHead(['group', 'seeds', 'mean accuracy', 'sd', '95 % interval of the mean']),
    body: groups.map((group, at) => {
      const { mean, sd, low, high } = groupFigure(group);
      const interval = low === null || high === null ? '–' : `${formatFixed(low, 4)} – ${formatFixed(high, 4)}`;
      return html`<tr><th scope="row">${names[at]!}</th><td>${group.seeds.join(', ')}</td><td>${formatFixed(mean, 4)}</td><td>${formatFixed(sd ?? Number.NaN, 4)}</td><td>${interval}</td></tr>`;
    }),
  });
  const tests = table({
    caption: "Student's t test of the accuracies in the end; p is corrected for all pairs by Holm's method",
    kind: 'numbers sortable',
    ...stackedHead(['first', 'second', 'test', 'second − first', 'p', 'finding']),
    body: groupComparisons.map((comparison) => {
      const { a, b, design, difference, adjusted } = comparison;
      const finding = groupFinding(comparison, (group) => names[group]!);
      return html`<tr><th scope="row">${names[a]!}</th><td>${names[b]!}</td><td>${design}</td><td>${formatDifference(difference, 4)}</td><td>${pText(adjusted)}</td><td>${finding}</td></tr>`;
    }),
  });
  return html`<section id="groups"><h2>Groups of seeds</h2>
${ofGroups}
${tests}
<p class="note">Groups with the same seeds are compared in pairs. Fewer than three seeds a side are not judged.</p></section>`;
}

function leadOf(result: ComparisonResult): string {
  if (isOfValues(result)) return valuesLead(result);
  const { runs, tests, sameData } = result;
  const accuracy = (result: RunResult) => formatPercent(result.evaluation.accuracy ?? Number.NaN, 2);
  const shares = runs.map(
    ({ name, result }) => `${name} reads ${accuracy(result)} of the ${evaluatedSet(result).images}`,
  );
  const [test] = tests;
  if (!sameData) return `The runs had different data: their figures are not of the same samples. ${shares.join('; ')}.`;
  if (runs.length !== 2 || !test) return `${shares.join('; ')}.`;
  const better = test.onlyA > test.onlyB ? runs[test.a]!.name : runs[test.b]!.name;
  const verdict = isFinding(test.pValue)
    ? `${better} is better by McNemar's test (${pClause(test.pValue)}).`
    : `McNemar's test shows no difference (${pClause(test.pValue)}).`;
  return `${shares.join('; ')}. ${verdict}`;
}

function testSection(result: ComparisonResult, noun: string): Html {
  const many = result.runs.length > 2 && 'with many pairs some small ones are to be expected, and ';
  return html`<section id="tests"><h2>Is the difference more than chance?</h2>
${testTable(result)}
<p class="note">Only ${noun} that exactly one of two models reads correctly tell them apart. A small p says that such a division would be rare if both were right equally often; ${many}it says nothing about other seeds.</p></section>`;
}

async function drawPage(result: ComparisonResult, context: PageContext): Promise<DrawnPage> {
  const draw = await loadCharts();
  const { runs } = result;
  const curves = curveNames(result).flatMap((name) => {
    const figure = curveFigure(result, name, draw);
    return figure ? [{ name, figure }] : [];
  });
  const matrices = result.confusionDifferences.slice(0, MOST_MATRICES).map((each) => ({
    figure: differenceFigure(result, each),
    names: [runs[each.a]!.name, runs[each.b]!.name] as const,
  }));
  const noun = runs[0] === undefined ? 'images' : sampleNounOf(runs[0].result);
  const names = runs.map(({ name }) => name);
  const title = names.length === 2 ? names.join(' and ') : `${names.length} runs`;
  const page = await renderDocument({
    title: `Comparison of ${title}`,
    header: pageHead({
      title: `Comparison of ${title}`,
      lead: leadOf(result),
      facts: runs.map(({ name, result: { title: run, seed } }) => [name, `${run}, seed ${seed}`]),
      context,
    }),
    links: [
      { id: 'runs', name: 'Runs' },
      { id: 'differences', name: 'Differences' },
      { id: 'curves', name: 'Curves' },
      { id: 'tests', name: 'Test' },
      ...(result.groups.length > 0 ? [{ id: 'groups', name: 'Groups' }] : []),
      ...(matrices.length > 0 ? [{ id: 'confusion', name: 'Confusion' }] : []),
      { id: 'environment', name: 'Environment' },
    ],
    sections: html`<section id="runs"><h2>Runs</h2>
${isOfValues(result) ? valueRunTable(result) : runTable(result)}</section>
<section id="differences"><h2>Differences</h2>
${differenceTable({ caption: 'What differs', names, differences: [...result.circumstances, ...result.differences] })}</section>
<section id="curves"><h2>Curves</h2>
${runs.length > MOST_CURVES && html`<p class="note">The first ${MOST_CURVES} of ${runs.length} runs are drawn.</p>`}
${curves.map(({ name, figure }) => html`<h3>${quantityOf(name).title}</h3>${figureHtml(figure, `${quantityOf(name).title} against the epoch; each curve is named at its end.`)}`)}</section>
${isOfValues(result) ? valueTestSection(result) : testSection(result, noun)}
${result.groups.length > 0 && (isOfValues(result) ? valueGroupSection(result, groupNames(result)) : groupSection(result))}
${
  matrices.length > 0 &&
  html`<section id="confusion"><h2>Confusion</h2>
${matrices.map(({ figure, names: [first, second] }) => html`<h3>${second} minus ${first}</h3>${figureHtml(figure, `How many more ${noun} ${second} answered so than ${first}, by true (rows) and predicted class (columns): blue where more, orange where fewer.`)}`)}</section>`
}
${environmentSection(context.environment)}`,
  });
  return { page, figures: [...curves, ...matrices].map(({ figure }) => figure) };
}

/** Renders the page of a comparison: one HTML page that needs nothing besides itself. */
export async function renderComparison(result: ComparisonResult, context: PageContext): Promise<string> {
  return (await drawPage(result, context)).page;
}

/** Writes the page and its figures; returns the paths written, relative to `directory`. */
export async function writeComparison(
  directory: string,
  result: ComparisonResult,
  context: PageContext,
): Promise<string[]> {
  return writePage(directory, await drawPage(result, context));
}
