/**
 * Test image 1000 and what each model answers, as picture and as table.
 */

import type { RunResult } from '../../../run-result.ts';
import type { FigurePlan } from '../../figure.ts';
import { publishedFor, SAMPLE_INDEX } from '../../types.ts';
import { figureHtml } from '../figure-html.ts';
import { type Html, html } from '../html.ts';
import { table } from '../table.ts';

function probabilityTable(runs: readonly RunResult[]): Html {
  const answers = runs.flatMap(({ experiment, predictionOfTestSample1000: prediction }) =>
    prediction ? [{ experiment, prediction }] : [],
  );
  const digits = answers[0]?.prediction.probabilities ?? [];
  return html`<details><summary>The probabilities as a table</summary>${table({
    caption: `Probabilities for test image ${SAMPLE_INDEX}`,
    kind: 'numbers',
    head: html`<tr><th scope="col">digit</th>${answers.map(({ experiment }) => html`<th scope="col">${experiment}</th>`)}</tr>`,
    body: digits.map(
      (_, digit) =>
        html`<tr><th scope="row">${digit}</th>${answers.map(({ prediction }) => {
          const p = prediction.probabilities[digit];
          return html`<td>${p === undefined || !Number.isFinite(p) ? '–' : p.toFixed(6)}</td>`;
        })}</tr>`,
    ),
  })}</details>`;
}

export function testImageSection(runs: readonly RunResult[], figure: FigurePlan | undefined): Html | undefined {
  if (!figure) return undefined;
  const published = runs.flatMap((run) => {
    const answer = publishedFor(run)?.predictionOfTestSample1000;
    return answer === undefined ? [] : [`${run.experiment} answered ${answer}`];
  });
  const notebook = published.length > 0 ? ` In the notebook, ${published.join(' and ')}.` : '';
  return html`<section id="image-${SAMPLE_INDEX}"><h2>Test image ${SAMPLE_INDEX}</h2>
${figureHtml(figure, `Test image ${SAMPLE_INDEX}, counted from 0, and the probability that each model gives to each digit.${notebook}`, probabilityTable(runs))}
</section>`;
}
