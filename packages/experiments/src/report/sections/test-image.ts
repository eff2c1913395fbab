/**
 * Test image 1000 and what each model answers, as picture and as table.
 */

import type { FigurePlan } from '@inkgrad/charts';
import { capital, figureHtml, formatFixed, type Html, html, table } from '@inkgrad/charts';
import { listed } from '@inkgrad/tensor/text';
import type { RunResult } from '../../run/run-result.ts';
import { type GivenOutputs, givenOutputs } from '../answer.ts';
import { classNames, classWord } from '../outcome.ts';
import type { PublishedRuns } from '../published.ts';
import { SAMPLE_INDEX } from '../types.ts';

const SEEN: Readonly<Record<string, string>> = {
  normalizeColumns: 'each column divided by its norm',
  divideBy255: 'pixels divided by 255',
};

/** "as v1 and v2 see it (each column divided by its norm)": of those that are fed the same as the first. */
function seenBy(runs: readonly RunResult[]): string {
  const shown = runs.filter(({ predictionOfTestSample1000: prediction }) => prediction);
  const first = shown[0]?.config.preprocessing ?? '';
  const names = shown.filter(({ config }) => config.preprocessing === first).map(({ experiment }) => experiment);
  return `as ${listed(names)} ${names.length > 1 ? 'see' : 'sees'} it (${SEEN[first] ?? first})`;
}

interface Shown extends GivenOutputs {
  readonly experiment: string;
}

function shownOutputs(runs: readonly RunResult[]): Shown[] {
  return runs.flatMap(({ experiment, predictionOfTestSample1000: prediction }) =>
    prediction ? [{ experiment, ...givenOutputs(prediction) }] : [],
  );
}

function outputsTable(answers: readonly Shown[], noun: string, names: readonly string[], word: string): Html {
  const digits = answers[0]?.values ?? [];
  return html`<details><summary>The ${noun} as a table</summary>${table({
    caption: `${capital(noun)} for test image ${SAMPLE_INDEX}`,
    kind: 'numbers',
    head: html`<tr><th scope="col">${word}</th>${answers.map(({ experiment }) => html`<th scope="col">${experiment}</th>`)}</tr>`,
    body: digits.map(
      (_, digit) =>
        html`<tr><th scope="row">${names[digit]}</th>${answers.map(
          ({ values }) => html`<td>${formatFixed(values[digit] ?? Number.NaN, 6)}</td>`,
        )}</tr>`,
    ),
  })}</details>`;
}

export function testImageSection(
  runs: readonly RunResult[],
  figure: FigurePlan | undefined,
  published?: PublishedRuns,
): Html | undefined {
  if (!figure) return undefined;
  const answered = runs.flatMap((run) => {
    const answer = published?.figuresOf(run)?.predictionOfTestSample1000;
    return answer === undefined ? [] : [`${run.experiment} answered ${answer}`];
  });
  const notebook = answered.length > 0 ? ` In the notebook, ${answered.join(' and ')}.` : '';
  const answers = shownOutputs(runs);
  const [names, word] = [classNames(runs[0]!), classWord(runs[0]!)];
  const areProbabilities = answers.every((answer) => answer.areProbabilities);
  const what = areProbabilities ? 'the probability that each model gives' : 'what each model gives';
  return html`<section id="image-${SAMPLE_INDEX}"><h2>Test image ${SAMPLE_INDEX}</h2>
${figureHtml(figure, `Test image ${SAMPLE_INDEX}, counted from 0, ${seenBy(runs)}, and ${what} to each ${word}.${notebook}`, outputsTable(answers, areProbabilities ? 'probabilities' : 'outputs', names, word))}
</section>`;
}
