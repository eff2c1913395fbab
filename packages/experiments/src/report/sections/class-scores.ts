/**
 * How well each digit is read: precision, recall and F1, and their averages.
 */

import { capital, formatCount, formatFixed, type Html, html, table } from '@inkgrad/charts';
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
  /** Default: their numbers. */
  readonly names?: readonly string[] | undefined;
  /** "digit" by default. */
  readonly word?: string | undefined;
}

export function classScores({ name, matrix, images, names, word = 'digit' }: ScoredAnswers): Html {
  const { classes, macroAverage } = classificationReport(matrix);
  return html`<h3>${capital(word)} by ${word}</h3>
${table({
  caption: `${name}: of the ${images} answered with a ${word}, the share that shows it (precision); of those that show it, the share so answered (recall); and F1 = 2 · precision · recall / (precision + recall)`,
  kind: 'numbers sortable',
  head: html`<tr>${[word, 'precision', 'recall', 'F1', images.split(' ').at(-1)!].map((head) => html`<th scope="col">${head}</th>`)}</tr>`,
  body: classes.map((scores, digit) => row(names?.[digit] ?? String(digit), scores)),
  foot: row('mean', macroAverage),
})}`;
}
