/** How far the predicted values of a run are from the true ones: pictures and a table. */
import { type Figure, figureHtml, formatFixed, type Html, html, table } from '@inkgrad/charts';
import type { RunResult } from '../../run/run-result.ts';
import { evaluatedSet } from '../outcome.ts';
import { formatNumber, valueScores } from '../value-scores.ts';

export function valuesPart(run: RunResult, figures: readonly Figure[]): Html {
  const { images } = evaluatedSet(run);
  const scores = valueScores(run);
  const captions = scores.flatMap(({ name }) => [
    `Each point is one of the ${images}: its true ${name} to the right, the predicted one upwards. On the line both are equal.`,
    `How many of the ${images} are off by how much: predicted minus true ${name}, in bars of equal width.`,
  ]);
  return html`<h3>Predicted against true</h3>
${table({
  caption: `${run.experiment}: errors on the ${images}. R² is 1 of a perfect prediction and 0 of always answering the mean`,
  kind: 'numbers',
  head: html`<tr>${['value', 'mean absolute error', 'root mean square error', 'R²'].map((name) => html`<th scope="col">${name}</th>`)}</tr>`,
  body: scores.map(
    ({ name, meanAbsoluteError, rootMeanSquare, determination }) =>
      html`<tr><th scope="row">${name}</th><td>${formatNumber(meanAbsoluteError)}</td><td>${formatNumber(rootMeanSquare)}</td><td>${formatFixed(determination ?? Number.NaN, 4)}</td></tr>`,
  ),
})}
${figures.map((figure, at) => figureHtml(figure, captions[at] ?? figure.title))}`;
}
