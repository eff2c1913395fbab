/**
 * The page of a cross-validation: the folds, the curves over them, what was read as what, and the final model.
 */

import { join } from 'node:path';
import {
  bandLine,
  capital,
  createFigure,
  type DrawChart,
  type Figure,
  figureHtml,
  formatCount,
  formatFixed,
  formatPercent,
  formatSeconds,
  type Html,
  html,
  lineFigure,
  loadCharts,
  renderDocument,
  slug,
  table,
} from '@inkgrad/charts';
import { listed } from '@inkgrad/tensor/text';
import { sampleNoun } from '../../data/data-set.ts';
import type { CrossValidationResult } from '../../laboratory/cross-validation.ts';
import { shownNames } from '../../laboratory/measured.ts';
import type { Summary } from '../../laboratory/statistics.ts';
import { type RunResult, sampleNounOf, trainingSeconds } from '../../run/run-result.ts';
import { heldIndices } from '../../run/split.ts';
import { confusionMatrix } from '../figures/confusion-matrix.ts';
import { type Answer, answersOf } from '../figures/digit-gallery.ts';
import { picturesOf } from '../figures/pictures.ts';
import { quantityOf } from '../figures/quantities.ts';
import { valueFigures } from '../figures/values.ts';
import { classNames, classWord, countAnswers } from '../outcome.ts';
import { readConvolutions } from '../read-convolutions.ts';
import { readFirstKernel } from '../read-first-kernel.ts';
import { drawRunFigures, listRunFigures, type RunFigures } from '../render-figures.ts';
import { classScores } from '../sections/class-scores.ts';
import { environmentSection } from '../sections/environment.ts';
import { matrixTable, modelSection, sectionId } from '../sections/model.ts';
import { valuesPart } from '../sections/values.ts';
import type { ReportContext } from '../types.ts';
import { formatNumber, valueScores } from '../value-scores.ts';
import { judgeRun } from '../verdict.ts';
import { type DrawnPage, writePage } from '../write-page.ts';
import { epochsOf, pageHead, stackedHead } from './page-parts.ts';

/** Pictures behind the confusion matrix of the folds, and behind that of the final model. */
const DIGITS = 1200;

interface CrossValidationFigures {
  /** Of each quantity that training shows, accuracy first. */
  readonly curves: readonly { readonly title: string; readonly figure: Figure }[];
  /** Undefined where the targets are values. */
  readonly confusion: Figure | undefined;
  /** Predicted against true, over all folds; none where the targets are classes. */
  readonly values: readonly Figure[];
  readonly final: RunFigures | undefined;
}

function curveFigure(result: CrossValidationResult, quantity: string, draw: DrawChart): Figure {
  const held = `validation${quantity[0]!.toUpperCase()}${quantity.slice(1)}`;
  const lines = [['training folds', 'train', quantity] as const, ['held-out fold', 'test', held] as const].flatMap(
    ([name, color, key]) => (result.curves[key] ? [bandLine(name, color, result.curves[key])] : []),
  );
  const summary = result.summaries[held];
  const { name } = result.experiment;
  const chart = { plots: [{ label: quantity, lines, axis: quantityOf(quantity).axis }] };
  return createFigure(
    lineFigure(
      {
        name: `folds-${slug(quantity)}`,
        title: `${name}: ${quantity} over the folds`,
        description: `Line chart. Means over ${result.runs.length} folds with bands of one standard deviation; on the held-out folds the ${quantity} ends at ${spread(summary)}.`,
        chart,
      },
      draw,
    ),
  );
}

/** `0.9712 ± 0.0016` */
function spread(summary: Summary | undefined): string {
  if (!summary) return '–';
  return formatFixed(summary.mean, 4) + (summary.sd === null ? '' : ` ± ${formatFixed(summary.sd, 4)}`);
}

/** Every training image with the answer of the model that did not train on it. */
function heldOutAnswers({ runs }: CrossValidationResult, { data }: ReportContext): Answer[] {
  return runs.flatMap(({ result: { split, predictedDigits } }) =>
    split.kind === 'fold' ? answersOf(predictedDigits, data.train, heldIndices(data.train, split)) : [],
  );
}

function confusionFigure(result: CrossValidationResult, context: ReportContext): Figure {
  const [first] = result.runs;
  return createFigure(
    confusionMatrix({
      name: 'folds-confusion',
      title: `${result.experiment.name}: confusion matrix over all folds`,
      noun: `training ${sampleNoun(context.data)}`,
      matrix: result.confusionMatrix,
      images: picturesOf(context.data, context.data.train),
      names: first && classNames(first.result),
      word: first && classWord(first.result),
      answers: heldOutAnswers(result, context).sort((a, b) => a.index - b.index),
      budget: DIGITS,
    }),
  );
}

/** The folds as one run, whose held-out samples are all; undefined where the targets are classes, or no fold has a result. */
function pooledValues({ runs }: CrossValidationResult): RunResult | undefined {
  const [first] = runs;
  if (first?.result.targets?.kind !== 'values') return undefined;
  const all = (part: 'predicted' | 'true'): number[] =>
    runs.flatMap(({ result }) => [...(result.predictedValues?.[part] ?? [])]);
  return { ...first.result, predictedValues: { predicted: all('predicted'), true: all('true') } };
}

/** "accuracy" and "loss", of values the metrics and "loss". */
function curveNames({ experiment, curves }: CrossValidationResult): string[] {
  const own = shownNames(experiment).filter((name) => !name.startsWith('validation') && curves[name] !== undefined);
  return own.reverse();
}

async function drawFigures(
  result: CrossValidationResult,
  context: ReportContext,
  pooled: RunResult | undefined,
): Promise<CrossValidationFigures> {
  const draw = await loadCharts();
  const { final, experiment } = result;
  return {
    curves: curveNames(result).map((name) => ({
      title: capital(quantityOf(name).title),
      figure: curveFigure(result, name, draw),
    })),
    confusion: result.runs.length > 0 && pooled === undefined ? confusionFigure(result, context) : undefined,
    values: pooled === undefined ? [] : valueFigures('folds', pooled, draw).map(createFigure),
    final:
      final === null
        ? undefined
        : drawRunFigures(final.result, {
            slug: `${slug(experiment.name)}-final`,
            context,
            draw,
            budget: DIGITS,
            kernel: context.firstKernels?.[0],
            convolutions: context.convolutions?.[0],
            published: undefined,
          }),
  };
}

function foldTable({ runs, summaries, experiment }: CrossValidationResult, noun: string): Html {
  const names = shownNames(experiment);
  const cells = (value: (name: string) => number | null | undefined) =>
    names.map((name) => html`<td>${formatFixed(value(name) ?? Number.NaN, 4)}</td>`);
  const foot = (name: string, key: 'mean' | 'sd') =>
    html`<tr><th scope="row">${name}</th><td></td><td></td><td></td>${cells((quantity) => summaries[quantity]?.[key])}</tr>`;
  return table({
    caption: `${experiment.name} in each fold after its last epoch; val_ is the fold that was held out`,
    kind: 'numbers sortable',
    ...stackedHead(['fold', noun, 'epochs', 'training time', ...names.map((name) => quantityOf(name).title)]),
    body: runs.map(({ fold, result }) => {
      return html`<tr><th scope="row">${fold}</th><td data-value="${result.evaluation.count}">${formatCount(result.evaluation.count)}</td><td>${result.epochs.length}</td><td data-value="${formatFixed(trainingSeconds(result), 3)}">${formatSeconds(trainingSeconds(result))}</td>${cells((name) => result.history[name]?.at(-1))}</tr>`;
    }),
    foot: html`${foot('mean', 'mean')}${foot('sd', 'sd')}`,
  });
}

/** Of values: how far off they are, over all folds. */
function valuesLead(pooled: RunResult): string {
  const clauses = valueScores(pooled).map(({ name, meanAbsoluteError, determination }) => {
    const share = determination === undefined ? '' : ` (R² ${formatFixed(determination, 4)})`;
    return `${name} by ${formatNumber(meanAbsoluteError)} on average${share}`;
  });
  return `${pooled.experiment} misses ${listed(clauses)} on the held-out ${sampleNounOf(pooled)}.`;
}

function leadOf(result: CrossValidationResult, noun: string, pooled: RunResult | undefined): string {
  const { runs, folds, final, summaries, experiment } = result;
  const summary = summaries['validationAccuracy'];
  const missing =
    runs.length < folds
      ? ` ${folds - runs.length} of ${folds} folds ${folds - runs.length === 1 ? 'has' : 'have'} no result.`
      : '';
  if (pooled !== undefined) {
    const tested = final === null ? '' : ` Trained on all training ${noun}: ${judgeRun(final.result).headline}.`;
    return valuesLead(pooled) + missing + tested;
  }
  const folded = summary
    ? `${experiment.name} reads ${formatPercent(summary.mean, 2)} of the held-out ${noun} correctly` +
      `${summary.sd === null ? '' : ` (standard deviation ${formatPercent(summary.sd, 2)} over ${summary.n} folds)`}.`
    : 'No fold has a result.';
  const tested = final
    ? ` Trained on all training ${noun}, it reads ${formatPercent(final.result.evaluation.accuracy ?? Number.NaN, 2)} of the test ${noun}.`
    : '';
  return folded + missing + tested;
}

async function drawPage(result: CrossValidationResult, context: ReportContext): Promise<DrawnPage> {
  const pooled = pooledValues(result);
  const figures = await drawFigures(result, context, pooled);
  const { curves, confusion, values, final } = figures;
  const noun = sampleNoun(context.data);
  const [first] = result.runs;
  const named = first && { names: classNames(first.result), word: classWord(first.result) };
  const { experiment, folds, seed, runs, confusionMatrix: matrix } = result;
  const { correct, total } = countAnswers(matrix);
  const band =
    'The line is the mean over the folds, the band one standard deviation (of n\u00a0−\u00a01) to each side.';
  const page = await renderDocument({
    title: `${experiment.name}: cross-validation with ${folds} folds`,
    header: pageHead({
      title: `${experiment.name}: cross-validation with ${folds} folds`,
      lead: leadOf(result, noun, pooled),
      facts: [
        ['Experiment', `${experiment.title}, ${epochsOf(experiment)}`],
        ['Folds', `${folds}${pooled === undefined ? ', stratified' : ''}, divided with seed ${seed}`],
        ['Seed', String(experiment.seed)],
      ],
      context,
    }),
    links: [
      { id: 'result', name: 'Folds' },
      ...(runs.length > 0 ? [{ id: 'curves', name: 'Curves' }] : []),
      ...(confusion ? [{ id: 'confusion', name: 'Confusion' }] : []),
      ...(pooled ? [{ id: 'values', name: 'Values' }] : []),
      ...(final ? [{ id: sectionId(final.slug), name: 'Final model' }] : []),
      { id: 'environment', name: 'Environment' },
    ],
    sections: html`<section id="result"><h2>Folds</h2>
<p>Each fold is held out once, while the model trains on the others. The test set is not used.</p>
${foldTable(result, noun)}
<p class="note">Training sets of different folds overlap, so the standard deviation says how much the folds differ, not how much independent trainings would.</p></section>
${
  runs.length > 0 &&
  html`<section id="curves"><h2>Curves</h2>
${curves.map(({ title, figure }) => html`<h3>${title}</h3>${figureHtml(figure, `${title} against the epoch. ${band}`)}`)}</section>`
}
${
  confusion &&
  html`<section id="confusion"><h2>Confusion over all folds</h2>
${figureHtml(
  confusion,
  `Every training ${noun.slice(0, -1)} once, as the model read it that was not trained on it. ${formatCount(correct)} of ${formatCount(total)} lie on the diagonal.`,
  matrixTable(matrix, experiment.name, `training ${noun}`, named?.names, named?.word),
)}
${classScores({ name: experiment.name, matrix, images: `training ${noun}`, ...named })}</section>`
}
${
  pooled &&
  html`<section id="values"><h2>Values over all folds</h2>
<p>Every training ${noun.slice(0, -1)} once, as the model predicted it that was not trained on it.</p>
${valuesPart(pooled, values)}</section>`
}
${final && modelSection(final, { heading: `The final model, trained on all training ${noun}` })}
${environmentSection(context.environment)}`,
  });
  return {
    page,
    figures: [
      ...curves.map(({ figure }) => figure),
      ...(confusion ? [confusion] : []),
      ...values,
      ...(final ? listRunFigures(final) : []),
    ],
  };
}

/**
 * Renders the page of a cross-validation. `context.firstKernels` may hold the kernel of the final model.
 *
 * @returns one HTML page that needs nothing besides itself
 */
export async function renderCrossValidation(result: CrossValidationResult, context: ReportContext): Promise<string> {
  return (await drawPage(result, context)).page;
}

/**
 * Writes the page and its figures; returns the paths written, relative to `directory`. Without a kernel and convolutions in the
 * context, those of the final model are read from its folder.
 */
export async function writeCrossValidation(
  directory: string,
  result: CrossValidationResult,
  context: ReportContext,
): Promise<string[]> {
  const { final } = result;
  const firstKernels = context.firstKernels ?? [
    final === null ? undefined : await readFirstKernel(join(directory, final.directory, 'model')),
  ];
  const convolutions = context.convolutions ?? [
    final === null
      ? undefined
      : await readConvolutions(join(directory, final.directory, 'model'), final.result, context.data),
  ];
  return writePage(directory, await drawPage(result, { ...context, firstKernels, convolutions }));
}
