/**
 * Everything about one run: configuration, log, curves, confusion matrix, worst mistakes.
 */

import type { PublishedFigures } from '../../../published.ts';
import type { RunResult } from '../../../run-result.ts';
import { formatCount, formatFixed } from '../../format.ts';
import { countAnswers, guessingLoss, staysAtGuessing } from '../../outcome.ts';
import type { RunFigures } from '../../render-figures.ts';
import { figureHtml } from '../figure-html.ts';
import { type Html, html } from '../html.ts';
import { table } from '../table.ts';
import { configuration } from './configuration.ts';
import { epochLog } from './epoch-log.ts';

/** No figure of the page ends so, whatever the run is called. */
export function sectionId(slug: string): string {
  return `${slug}-model`;
}

/** A title that begins with the experiment's name. */
function runTitle(run: RunResult): string {
  return run.title.includes(run.experiment) ? run.title : `${run.experiment}: ${run.title}`;
}

function matrixTable({ confusionMatrix: matrix, experiment }: RunResult): Html {
  return html`<details><summary>The counts as a table</summary>${table({
    caption: `${experiment}: test images by true digit (rows) and predicted digit (columns)`,
    kind: 'numbers matrix',
    head: html`<tr><th scope="col">true</th>${matrix.map((_, digit) => html`<th scope="col">${digit}</th>`)}</tr>`,
    body: matrix.map(
      (row, digit) => html`<tr><th scope="row">${digit}</th>${row.map((count) => html`<td>${count}</td>`)}</tr>`,
    ),
  })}</details>`;
}

export function modelSection(figures: RunFigures, published: PublishedFigures | undefined): Html {
  const { run, slug, accuracy, loss, confusion, mistakes } = figures;
  const { correct, total } = countAnswers(run.confusionMatrix);
  const dashed = published ? ' The published run is dashed.' : '';
  const classes = run.confusionMatrix.length;
  const guess = formatFixed(guessingLoss(run), 4);
  const lossCaption = staysAtGuessing(run)
    ? `Loss against the epoch, train and test. The level line is ln ${classes} = ${guess}, the loss of a uniform guess; the lower plot shows on its own scale how far the test loss lies above it.${dashed}`
    : `Loss against the epoch, train and test.${dashed}`;
  return html`<section id="${sectionId(slug)}"><h2>${runTitle(run)}</h2>
${configuration(run)}
${epochLog(run, published)}
<h3>Accuracy</h3>
${figureHtml(accuracy, `Accuracy against the epoch, train and test.${dashed} Training accuracy is the mean over the epoch's steps, with dropout; test accuracy is taken after the epoch, without.`)}
<h3>Loss</h3>
${figureHtml(loss, lossCaption)}
<h3>Confusion matrix</h3>
${figureHtml(confusion, `Test images by true digit (rows) and predicted digit (columns). ${formatCount(correct)} of ${formatCount(total)} lie on the diagonal.`, matrixTable(run))}
<h3>Worst mistakes</h3>
${
  mistakes
    ? figureHtml(
        mistakes,
        'Misread test images, the most confident first: the true digit, the digit answered, and the probability given to that answer.',
      )
    : html`<p>It made no mistake on the test set.</p>`
}
</section>`;
}
