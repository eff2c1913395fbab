/**
 * The top of the page: the finding in a sentence, how and where it was made, the models in one table, and
 * what each of them did.
 */

import { formatCount, formatDifference, formatFixed, formatSeconds } from '../../format.ts';
import type { ReportContext, ReportRun } from '../../types.ts';
import { summarize, type Verdict } from '../../verdict.ts';
import { type Html, type HtmlContent, html } from '../html.ts';
import { definitions, table } from '../table.ts';

function distinct(values: readonly string[]): string {
  return [...new Set(values)].join('; ');
}

/** "v1 and v2 on MNIST" */
export function pageTitle(runs: readonly ReportRun[], context: ReportContext): string {
  const names = runs.map(({ experiment }) => experiment);
  const subject = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? 'No run');
  const { files, source } = context.data;
  const canonical = files === undefined || files.every((file) => file.canonical);
  return `${subject} on ${canonical ? 'MNIST' : (source ?? 'a data set of one’s own')}`;
}

export function header(runs: readonly ReportRun[], context: ReportContext, verdicts: readonly Verdict[]): Html {
  const total = context.totalSeconds ?? runs.reduce((sum, run) => sum + run.seconds, 0);
  const facts: (readonly [string, HtmlContent])[] = [
    ['Seed', distinct(runs.map(({ seed }) => String(seed)))],
    ['Backend', distinct(runs.map(({ backend, backendDescription }) => backendDescription || backend))],
    ['Total time', formatSeconds(total)],
    ...(context.createdAt === undefined ? [] : [['Date', context.createdAt] as const]),
    ...(context.command === undefined ? [] : [['Command', html`<code>${context.command}</code>`] as const]),
  ];
  return html`<header class="top"><h1>${pageTitle(runs, context)}</h1>
<p class="lead">${summarize(verdicts)}</p>
${definitions(facts)}</header>`;
}

/** Our figure, and beside it the published one and the difference where the table has columns for them. */
function comparedCells(
  ours: number | undefined,
  published: number | undefined,
  difference: number,
  compared: boolean,
): Html {
  const theirs = html`<td>${formatFixed(published ?? Number.NaN, 4)}</td><td>${formatDifference(difference, 4)}</td>`;
  return html`<td class="start">${formatFixed(ours ?? Number.NaN, 4)}</td>${compared && theirs}`;
}

function resultRow({ run, agreement }: Verdict, compared: boolean): Html {
  const last = run.epochs.at(-1);
  const { published, accuracyDifference = Number.NaN, lossDifference = Number.NaN } = agreement ?? {};
  return html`<tr><th scope="row">${run.experiment}</th><td>${formatCount(run.parameterCount)}</td><td>${formatCount(run.epochs.length)}</td><td>${formatSeconds(run.seconds)}</td>${comparedCells(last?.validationAccuracy, published?.accuracy, accuracyDifference, compared)}${comparedCells(last?.validationLoss, published?.loss, lossDifference, compared)}</tr>`;
}

function resultTable(verdicts: readonly Verdict[]): Html {
  const compared = verdicts.some(({ agreement }) => agreement !== undefined);
  const tall = (name: string) => html`<th scope="col" rowspan="2">${name}</th>`;
  const group = (name: string) =>
    html`<th scope="colgroup" colspan="${compared ? 3 : 1}" class="group start">${name}</th>`;
  const columns = html`<th scope="col" class="start">ours</th>${compared && html`<th scope="col">published</th><th scope="col">difference</th>`}`;
  return table({
    caption: `The models on the test set after their last epoch${compared ? ', ours beside published' : ''}`,
    kind: 'numbers',
    head: html`<tr>${['model', 'parameters', 'epochs', 'time'].map(tall)}${group('test accuracy')}${group('test loss')}</tr>
<tr>${columns}${columns}</tr>`,
    body: verdicts.map((verdict) => resultRow(verdict, compared)),
  });
}

export function result(verdicts: readonly Verdict[]): Html {
  const unequal = verdicts.some(({ run, agreement }) => agreement && agreement.epoch !== run.epochs.length);
  const note = unequal
    ? html`<p class="note">Published figures and differences are those of the last epoch that both have: ${verdicts
        .filter(({ agreement }) => agreement)
        .map(({ run, agreement }, i) => `${i > 0 ? ', ' : ''}${run.experiment} epoch ${agreement!.epoch}`)}.</p>`
    : undefined;
  return html`<section id="result"><h2>Result</h2>
${resultTable(verdicts)}
${note}${verdicts.map(({ sentences: [finding, ...others] }) => html`<p><span class="finding">${finding}</span> ${others.join(' ')}</p>`)}
</section>`;
}
