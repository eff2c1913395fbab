/**
 * A run's configuration as a table, whatever keys it has, and the model's summary.
 */

import { formatCount, type Html, type HtmlContent, html, table } from '@inkgrad/charts';
import type { RunResult } from '../../run/run-result.ts';

/** Shown in the section's heading and text, so not again in the table. */
const SHOWN_ELSEWHERE = new Set(['name', 'title', 'description', 'seed']);

/** Plain data on one line: `{ type: 'dense', units: 64 }` → `dense: units 64`. */
export function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const { type, ...rest } = value as Record<string, unknown>;
  const entries = Object.entries(rest).map(([key, entry]) =>
    typeof entry === 'object' && entry !== null ? `${key} (${inWords(entry)})` : `${key} ${inWords(entry)}`,
  );
  if (typeof type !== 'string') return entries.join(', ');
  return entries.length > 0 ? `${type}: ${entries.join(', ')}` : type;
}

function valueHtml(value: unknown): HtmlContent {
  const list = Array.isArray(value) && value.some((entry) => typeof entry === 'object' && entry !== null);
  return list ? html`<ol>${value.map((entry) => html`<li>${inWords(entry)}</li>`)}</ol>` : inWords(value);
}

export function configuration(run: RunResult): Html {
  const config = Object.entries(run.config).filter(([key]) => !SHOWN_ELSEWHERE.has(key));
  const { description } = run.config;
  return html`${description !== '' && html`<p>${description}</p>`}
<h3>Configuration</h3>
${table({
  caption: `Settings of ${run.experiment}; ${formatCount(run.parameterCount)} parameters`,
  kind: 'config',
  head: html`<tr><th scope="col">setting</th><th scope="col">value</th></tr>`,
  body: config.map(([key, value]) => html`<tr><td class="key">${key}</td><td>${valueHtml(value)}</td></tr>`),
})}
<details><summary>Model summary</summary><div class="scroll code" role="region" aria-label="Summary of ${run.experiment}" tabindex="0"><pre>${run.summary}</pre></div></details>`;
}
