/**
 * The top of the page: the finding in a sentence, how and where it was made, the models in one table, and
 * what each of them did.
 */

import {
  definitions,
  formatCount,
  formatDifference,
  formatFixed,
  formatSeconds,
  type Html,
  type HtmlContent,
  html,
  table,
} from '@inkgrad/charts';
import { type RunResult, trainingSeconds } from '../../run/run-result.ts';
import { evaluatedSet } from '../outcome.ts';
import type { ReportContext } from '../types.ts';
import { summarizeVerdicts, type Verdict } from '../verdict.ts';

function distinct(values: readonly string[]): string {
  return [...new Set(values)].join('; ');
}

/** "v1 and v2 on MNIST" */
export function pageTitle(runs: readonly RunResult[], context: ReportContext): string {
  const names = runs.map(({ experiment }) => experiment);
  const subject = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? 'No run');
  const { files, source } = context.data;
  const canonical = files.every((file) => file.canonical);
  return `${subject} on ${canonical ? 'MNIST' : source}`;
}

export function header(runs: readonly RunResult[], context: ReportContext, verdicts: readonly Verdict[]): Html {
  const { totalSeconds } = context;
  const trained = runs.reduce((sum, run) => sum + trainingSeconds(run), 0);
  const facts: (readonly [string, HtmlContent])[] = [
    ['Seed', distinct(runs.map(({ seed }) => String(seed)))],
    ['Backend', distinct(runs.map(({ backend, backendDescription }) => backendDescription || backend))],
    ['Training time', formatSeconds(trained)],
    ...(totalSeconds === undefined ? [] : [['Time of the command', formatSeconds(totalSeconds)] as const]),
    ['Date', `${context.environment.startedAt.slice(0, 16).replace('T', ' ')} UTC`],
    ...(context.command === undefined ? [] : [['Command', html`<code>${context.command}</code>`] as const]),
  ];
  return html`<header class="top"><h1>${pageTitle(runs, context)}</h1>
<p class="lead">${summarizeVerdicts(verdicts)}</p>
${definitions(facts)}</header>`;
}

/** Our figure after training; where the table has columns for it, the published one and the difference. */
function comparedCells(verdict: Verdict, quantity: 'accuracy' | 'loss', compared: boolean): Html {
  const name = quantity === 'accuracy' ? 'validationAccuracy' : 'validationLoss';
  const shared = verdict.comparison?.epochs.at(-1);
  const published = shared?.published[name] ?? Number.NaN;
  const difference = (shared?.ours[name] ?? Number.NaN) - published;
  const theirs = html`<td>${formatFixed(published, 4)}</td><td>${formatDifference(difference, 4)}</td>`;
  return html`<td class="start">${formatFixed(verdict.run.evaluation[quantity] ?? Number.NaN, 4)}</td>${compared && theirs}`;
}

function resultRow(verdict: Verdict, compared: boolean, hasClasses: boolean): Html {
  const { experiment, parameterCount, epochs } = verdict.run;
  const seconds = trainingSeconds(verdict.run);
  return html`<tr><th scope="row">${experiment}</th><td>${formatCount(parameterCount)}</td><td>${formatCount(epochs.length)}</td><td>${formatSeconds(seconds)}</td>${hasClasses && comparedCells(verdict, 'accuracy', compared)}${comparedCells(verdict, 'loss', compared)}</tr>`;
}

/** Columns that are about the model itself. */
const OWN = ['model', 'parameters', 'epochs', 'training time'];

function resultTable(verdicts: readonly Verdict[]): Html {
  const compared = verdicts.some(({ comparison }) => comparison !== undefined);
  const hasClasses = verdicts.some(({ outcome }) => outcome !== 'values');
  const tall = (name: string) => html`<th scope="col" rowspan="2">${name}</th>`;
  const group = (name: string) =>
    html`<th scope="colgroup" colspan="${compared ? 3 : 1}" class="group start">${name}</th>`;
  const names = (quantity: string) => [
    `${short} ${quantity}`,
    ...(compared ? [`${quantity}, published`, `${quantity}, difference`] : []),
  ];
  const sets = verdicts.map(({ run }) => evaluatedSet(run));
  const short = distinct(sets.map((set) => set.short));
  const columns = html`<th scope="col" class="start">ours</th>${compared && html`<th scope="col">published</th><th scope="col">difference</th>`}`;
  return table({
    caption: `The models on the ${distinct(sets.map((set) => set.phrase))} after training${compared ? ', ours beside published' : ''}`,
    kind: 'numbers',
    wide: compared,
    stacked: [...OWN, ...(hasClasses ? names('accuracy') : []), ...names('loss')],
    head: html`<tr>${OWN.map(tall)}${hasClasses && group(`${short} accuracy`)}${group(`${short} loss`)}</tr>
<tr>${hasClasses && columns}${columns}</tr>`,
    body: verdicts.map((verdict) => resultRow(verdict, compared, hasClasses)),
  });
}

export function result(verdicts: readonly Verdict[]): Html {
  const partly = verdicts.flatMap(({ run, comparison }) => {
    const epoch = comparison?.epochs.at(-1)?.epoch;
    return epoch !== undefined && epoch !== run.epochs.length ? [`${run.experiment} epoch ${epoch}`] : [];
  });
  const note =
    partly.length > 0 &&
    html`<p class="note">Published figures and differences are those of the last epoch that both have: ${partly.join(', ')}.</p>`;
  return html`<section id="result"><h2>Result</h2>
${resultTable(verdicts)}
${note}${verdicts.map(({ sentences: [finding, ...others] }) => html`<p><span class="finding">${finding}</span> ${others.join(' ')}</p>`)}
</section>`;
}
