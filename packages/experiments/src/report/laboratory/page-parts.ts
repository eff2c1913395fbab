/**
 * What the pages of the laboratory share: their head, their tables of summaries, their files.
 */

import { definitions, formatFixed, formatSeconds, type Html, type HtmlContent, html } from '@inkgrad/charts';
import { plural } from '@inkgrad/tensor/text';
import type { Experiment } from '../../experiment/schema.ts';
import type { Summary } from '../../laboratory/statistics.ts';
import type { ReportContext } from '../types.ts';

interface PageHead {
  readonly title: string;
  /** The finding in a sentence or two. */
  readonly lead: HtmlContent;
  readonly facts: readonly (readonly [string, HtmlContent])[];
  readonly context: Omit<ReportContext, 'data'>;
}

/** The top of a page: what was asked, the finding, and how and when it was found. */
export function pageHead({ title, lead, facts, context }: PageHead): Html {
  const { environment, totalSeconds, command } = context;
  const all: (readonly [string, HtmlContent])[] = [
    ...facts,
    ['Backend', environment.backendDescription || environment.backend],
    ...(totalSeconds === undefined ? [] : [['Time of the command', formatSeconds(totalSeconds)] as const]),
    ['Date', `${environment.startedAt.slice(0, 16).replace('T', ' ')} UTC`],
    ...(command === undefined ? [] : [['Command', html`<code>${command}</code>`] as const]),
  ];
  return html`<header class="top"><h1>${title}</h1>
<p class="lead">${lead}</p>
${definitions(all)}</header>`;
}

/** Head cells of `summaryCells`. */
export const SUMMARY_HEADS = ['mean', 'sd', '95 % interval', 'n'];

/** Mean, standard deviation, interval of the mean and number of values; dashes where there is none. */
export function summaryCells(summary: Summary | null | undefined): Html {
  const { mean = Number.NaN, sd, low, high, n = 0 } = summary ?? {};
  const number = (value: number | null | undefined) =>
    html`<td data-value="${Number.isFinite(value) ? String(value) : ''}">${formatFixed(value ?? Number.NaN, 4)}</td>`;
  const hasInterval = typeof low === 'number' && typeof high === 'number';
  const interval = hasInterval ? `${formatFixed(low, 4)} to ${formatFixed(high, 4)}` : '–';
  return html`${number(mean)}${number(sd)}<td data-value="${hasInterval ? String(low) : ''}">${interval}</td><td>${n}</td>`;
}

/** A row of head cells. */
export function headRow(names: readonly string[]): Html {
  return html`<tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr>`;
}

/** Heads of one row, the first over the names of the rows, of a table that is stacked on a phone. */
export function stackedHead(names: readonly string[]): { readonly head: Html; readonly stacked: readonly string[] } {
  return { head: headRow(names), stacked: names };
}

/** "1 epoch", "20 epochs" */
export function epochsOf({ epochs }: Experiment): string {
  return plural(epochs, 'epoch');
}

/** A p-value; a dash where there is none. */
export function pText(p: number | null): string {
  if (p === null) return '–';
  return p < 0.0001 ? '< 0.0001' : formatFixed(p, 4);
}

/** "p = 0.0123", "p < 0.0001" */
export function pClause(p: number): string {
  const text = pText(p);
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
}
