/**
 * How well each digit is read: precision, recall and F1, and their averages.
 */

import { formatCount, formatFixed, type Html, html, table } from '@inkgrad/charts';
import { type ClassScores, classificationReport } from '@inkgrad/nn';

function row(name: string, { precision, recall, f1, support }: ClassScores): Html {
  const scores = [precision, recall, f1].map((score) => html`<td>${formatFixed(score, 4)}</td>`);
  return html`<tr><th scope="row">${name}</th>${scores}<td data-value="${support}">${formatCount(support)}</td></tr>`;
}

interface ScoredAnswers {
  /** Of the model. */
  readonly name: string;
  readonly matrix: readonly (readonly number[])[];
  /** What was read, in the plural. */
  readonly images: string;
}

export function classScores({ name, matrix, images }: ScoredAnswers): Html {
  const { classes, macroAverage } = classificationReport(matrix);
  return html`<h3>Digit by digit</h3>
${table({
  caption: `${name}: of the ${images} answered with a digit, the share that shows it (precision); of those that show it, the share so answered (recall); and F1 = 2 · precision · recall / (precision + recall)`,
  kind: 'numbers sortable',
  head: html`<tr>${['digit', 'precision', 'recall', 'F1', 'images'].map((head) => html`<th scope="col">${head}</th>`)}</tr>`,
  body: classes.map((scores, digit) => row(String(digit), scores)),
  foot: row('mean', macroAverage),
})}`;
}
