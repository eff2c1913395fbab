/**
 * Everything about one run: configuration, log, curves, confusion matrix, scores of each digit, worst
 * mistakes, weights.
 */

import { capital, figureHtml, formatCount, formatFixed, type Html, html, table } from '@inkgrad/charts';
import type { RunResult } from '../../run/run-result.ts';
import {
  classNames,
  classWord,
  countAnswers,
  evaluatedSet,
  guessingLoss,
  staysAtGuessing,
  validatedSet,
} from '../outcome.ts';
import type { PublishedFigures } from '../published.ts';
import type { RunFigures } from '../render-figures.ts';
import { classScores } from './class-scores.ts';
import { configuration } from './configuration.ts';
import { epochLog } from './epoch-log.ts';
import { valuesPart } from './values.ts';

/** No figure of the page ends so, whatever the run is called. */
export function sectionId(slug: string): string {
  return `${slug}-model`;
}

/** A title that begins with the experiment's name. */
function runTitle(run: RunResult): string {
  return run.title.includes(run.experiment) ? run.title : `${run.experiment}: ${run.title}`;
}

/** The counts of a confusion matrix as a table. */
export function matrixTable(
  matrix: readonly (readonly number[])[],
  subject: string,
  noun: string,
  names: readonly string[] = matrix.map((_, label) => String(label)),
  word = 'digit',
): Html {
  return html`<details><summary>The counts as a table</summary>${table({
    caption: `${subject}: ${noun} by true ${word} (rows) and predicted ${word} (columns)`,
    kind: 'numbers matrix',
    head: html`<tr><th scope="col">true</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr>`,
    body: matrix.map(
      (row, digit) => html`<tr><th scope="row">${names[digit]}</th>${row.map((count) => html`<td>${count}</td>`)}</tr>`,
    ),
  })}</details>`;
}

interface ModelOptions {
  /** Absent for an experiment of one's own. */
  readonly published?: PublishedFigures | undefined;
  /** Default: the experiment's title. */
  readonly heading?: string;
}

/** What it answered: the matrix, the scores of each class, the worst mistakes. */
function classesPart({ run, confusion, mistakes }: RunFigures): Html {
  const names = classNames(run);
  const word = classWord(run);
  const { correct, total } = countAnswers(run.confusionMatrix);
  const { images, phrase: evaluated } = evaluatedSet(run);
  const given =
    run.mistakes[0]?.score === undefined ? 'the probability given to that answer' : 'the output for that answer';
  const isPerfect = correct === total;
  return html`${
    confusion &&
    html`<h3>Confusion matrix</h3>
${figureHtml(
  confusion,
  `${capital(images)} by true ${word} (rows) and predicted ${word} (columns). ${formatCount(correct)} of ${formatCount(total)} lie on the diagonal.`,
  matrixTable(run.confusionMatrix, run.experiment, images, names, word),
)}`
  }
${classScores({ name: run.experiment, matrix: run.confusionMatrix, images, names, word })}
${
  (mistakes || isPerfect) &&
  html`<h3>Worst mistakes</h3>
${
  mistakes
    ? figureHtml(
        mistakes,
        `Misread ${images}, the most confident first: the true ${word}, the ${word} answered, and ${given}.`,
      )
    : html`<p>It made no mistake on the ${evaluated}.</p>`
}`
}`;
}

/** Everything about one run. */
export function modelSection(figures: RunFigures, { published, heading }: ModelOptions): Html {
  const { run, slug, accuracy, loss, learningRate, weights, values, filters, maps } = figures;
  const { validates } = evaluatedSet(run);
  const { short, phrase } = validatedSet(run);
  const dashed = published && validates ? ' The published run is dashed.' : '';
  const classes = run.confusionMatrix.length;
  const guess = formatFixed(guessingLoss(run), 4);
  const curves = validates ? `train and ${short}` : 'on the training set';
  const lossCaption = staysAtGuessing(run)
    ? `Loss against the epoch, ${curves}. The level line is ln ${classes} = ${guess}, the loss of a uniform guess; the lower plot shows on its own scale how far the ${short} loss lies above it.${dashed}`
    : `Loss against the epoch, ${curves}.${dashed}`;
  const other = validates ? `; accuracy on the ${phrase} is taken after the epoch, without` : '';
  return html`<section id="${sectionId(slug)}"><h2>${heading ?? runTitle(run)}</h2>
${configuration(run)}
${epochLog(run, published)}
${
  accuracy &&
  html`<h3>Accuracy</h3>
${figureHtml(accuracy, `Accuracy against the epoch, ${curves}.${dashed} Training accuracy is the mean over the epoch's steps, with dropout${other}.`)}`
}
<h3>Loss</h3>
${figureHtml(loss, lossCaption)}
${learningRate && html`<h3>Learning rate</h3>${figureHtml(learningRate, 'The learning rate that each epoch was trained with.')}`}
${run.targets?.kind === 'values' ? valuesPart(run, values) : classesPart(figures)}
${
  weights &&
  html`<h3>Weights of the first layer</h3>${figureHtml(weights, 'Each picture is one unit of the first layer: the weight it gives to each of the pixels, orange where negative and blue where positive, all on one scale. The largest 0.5 % of the magnitudes have the colours of its ends.')}`
}
${
  filters &&
  html`<h3>Filters</h3>${figureHtml(filters, 'Each picture is the weights with which a filter looks at one channel, orange where negative and blue where positive; all of a convolution are on one scale.')}`
}
${maps.length > 0 && html`<h3>Feature maps</h3>${maps.map((figure) => figureHtml(figure, `${figure.description.split(':')[0]}, before what follows them: normalization, activation or pool, where they are layers of their own.`))}`}
</section>`;
}
