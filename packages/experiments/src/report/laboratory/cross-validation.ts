/**
 * The page of a cross-validation: the folds, the curves over them, what was read as what, and the final model.
 */

import { join } from 'node:path';
import {
  bandLine,
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
import { sampleNoun } from '../../data/data-set.ts';
import type { CrossValidationResult } from '../../laboratory/cross-validation.ts';
import type { Summary } from '../../laboratory/statistics.ts';
import { trainingSeconds } from '../../run/run-result.ts';
import { heldIndices } from '../../run/split.ts';
import { confusionMatrix } from '../figures/confusion-matrix.ts';
import { type Answer, answersOf } from '../figures/digit-gallery.ts';
import { picturesOf } from '../figures/pictures.ts';
import { quantityOf } from '../figures/quantities.ts';
import { classNames, classWord, countAnswers } from '../outcome.ts';
import { readConvolutions } from '../read-convolutions.ts';
import { readFirstKernel } from '../read-first-kernel.ts';
import { drawRunFigures, listRunFigures, type RunFigures } from '../render-figures.ts';
import { classScores } from '../sections/class-scores.ts';
import { environmentSection } from '../sections/environment.ts';
import { matrixTable, modelSection, sectionId } from '../sections/model.ts';
import type { ReportContext } from '../types.ts';
import { type DrawnPage, writePage } from '../write-page.ts';
import { epochsOf, headRow, pageHead } from './page-parts.ts';

/** Pictures behind the confusion matrix of the folds, and behind that of the final model. */
const DIGITS = 1200;

interface CrossValidationFigures {
  readonly accuracy: Figure;
  readonly loss: Figure;
  readonly confusion: Figure;
  readonly final: RunFigures | undefined;
}

function curveFigure(result: CrossValidationResult, quantity: 'accuracy' | 'loss', draw: DrawChart): Figure {
  const held = quantity === 'accuracy' ? 'validationAccuracy' : 'validationLoss';
  const lines = [['training folds', 'train', quantity] as const, ['held-out fold', 'test', held] as const].flatMap(
    ([name, color, key]) => (result.curves[key] ? [bandLine(name, color, result.curves[key])] : []),
  );
  const summary = result.summaries[held];
  const { name } = result.experiment;
  const chart = { plots: [{ label: quantity, lines, axis: quantityOf(quantity).axis }] };
  return createFigure(
    lineFigure(
      {
        name: `folds-${quantity}`,
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

async function drawFigures(result: CrossValidationResult, context: ReportContext): Promise<CrossValidationFigures> {
  const draw = await loadCharts();
  const { final, experiment } = result;
  const [first] = result.runs;
  return {
    accuracy: curveFigure(result, 'accuracy', draw),
    loss: curveFigure(result, 'loss', draw),
    confusion: createFigure(
      confusionMatrix({
        name: 'folds-confusion',
        title: `${experiment.name}: confusion matrix over all folds`,
        noun: `training ${sampleNoun(context.data)}`,
        matrix: result.confusionMatrix,
        images: picturesOf(context.data, context.data.train),
        names: first && classNames(first.result),
        word: first && classWord(first.result),
        answers: heldOutAnswers(result, context).sort((a, b) => a.index - b.index),
        budget: DIGITS,
      }),
    ),
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

function foldTable({ runs, summaries, experiment }: CrossValidationResult): Html {
  const names = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const;
  const cells = (value: (name: (typeof names)[number]) => number | null | undefined) =>
    names.map((name) => html`<td>${formatFixed(value(name) ?? Number.NaN, 4)}</td>`);
  const foot = (name: string, key: 'mean' | 'sd') =>
    html`<tr><th scope="row">${name}</th><td></td><td></td><td></td>${cells((quantity) => summaries[quantity]?.[key])}</tr>`;
  return table({
    caption: `${experiment.name} in each fold after its last epoch; val_ is the fold that was held out`,
    kind: 'numbers sortable',
    head: headRow(['fold', 'images', 'epochs', 'training time', 'loss', 'accuracy', 'val_loss', 'val_accuracy']),
    body: runs.map(({ fold, result }) => {
      const last = result.epochs.at(-1);
      return html`<tr><th scope="row">${fold}</th><td data-value="${result.evaluation.count}">${formatCount(result.evaluation.count)}</td><td>${result.epochs.length}</td><td data-value="${formatFixed(trainingSeconds(result), 3)}">${formatSeconds(trainingSeconds(result))}</td>${cells((name) => last?.[name])}</tr>`;
    }),
    foot: html`${foot('mean', 'mean')}${foot('sd', 'sd')}`,
  });
}

function leadOf({ runs, folds, final, summaries, experiment }: CrossValidationResult): string {
  const summary = summaries['validationAccuracy'];
  const missing =
    runs.length < folds
      ? ` ${folds - runs.length} of ${folds} folds ${folds - runs.length === 1 ? 'has' : 'have'} no result.`
      : '';
  const folded = summary
    ? `${experiment.name} reads ${formatPercent(summary.mean, 2)} of the held-out images correctly` +
      `${summary.sd === null ? '' : ` (standard deviation ${formatPercent(summary.sd, 2)} over ${summary.n} folds)`}.`
    : 'No fold has a result.';
  const tested = final
    ? ` Trained on all training images, it reads ${formatPercent(final.result.evaluation.accuracy ?? Number.NaN, 2)} of the test images.`
    : '';
  return folded + missing + tested;
}

async function drawPage(result: CrossValidationResult, context: ReportContext): Promise<DrawnPage> {
  const figures = await drawFigures(result, context);
  const { accuracy, loss, confusion, final } = figures;
  const { experiment, folds, seed, runs, confusionMatrix: matrix } = result;
  const { correct, total } = countAnswers(matrix);
  const band =
    'The line is the mean over the folds, the band one standard deviation (of n\u00a0−\u00a01) to each side.';
  const page = await renderDocument({
    title: `${experiment.name}: cross-validation with ${folds} folds`,
    header: pageHead({
      title: `${experiment.name}: cross-validation with ${folds} folds`,
      lead: leadOf(result),
      facts: [
        ['Experiment', `${experiment.title}, ${epochsOf(experiment)}`],
        ['Folds', `${folds}, stratified, divided with seed ${seed}`],
        ['Seed', String(experiment.seed)],
      ],
      context,
    }),
    links: [
      { id: 'result', name: 'Folds' },
      ...(runs.length > 0 ? [{ id: 'curves', name: 'Curves' }] : []),
      ...(runs.length > 0 ? [{ id: 'confusion', name: 'Confusion' }] : []),
      ...(final ? [{ id: sectionId(final.slug), name: 'Final model' }] : []),
      { id: 'environment', name: 'Environment' },
    ],
    sections: html`<section id="result"><h2>Folds</h2>
<p>Each fold is held out once, while the model trains on the others. The test set is not used.</p>
${foldTable(result)}
<p class="note">Training sets of different folds overlap, so the standard deviation says how much the folds differ, not how much independent trainings would.</p></section>
${
  runs.length > 0 &&
  html`<section id="curves"><h2>Curves</h2>
<h3>Accuracy</h3>
${figureHtml(accuracy, `Accuracy against the epoch. ${band}`)}
<h3>Loss</h3>
${figureHtml(loss, `Loss against the epoch. ${band}`)}</section>
<section id="confusion"><h2>Confusion over all folds</h2>
${figureHtml(
  confusion,
  `Every training image once, as the model read it that was not trained on it. ${formatCount(correct)} of ${formatCount(total)} lie on the diagonal.`,
  matrixTable(matrix, experiment.name, 'training images'),
)}
${classScores({ name: experiment.name, matrix, images: 'training images' })}</section>`
}
${final && modelSection(final, { heading: 'The final model, trained on all training images' })}
${environmentSection(context.environment)}`,
  });
  return {
    page,
    figures: [...(runs.length > 0 ? [accuracy, loss, confusion] : []), ...(final ? listRunFigures(final) : [])],
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
