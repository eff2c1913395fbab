/**
 * The log of a run: one row per epoch with time, loss and accuracy, the published row beside it.
 */

import { formatCount, formatFixed, type Html, html, table } from '@inkgrad/charts';
import type { EpochResult, RunResult } from '../../run/run-result.ts';
import { evaluatedSet, rowOfEpoch, validatedSet } from '../outcome.ts';
import type { PublishedFigures } from '../published.ts';

const COLUMNS = ['time (s)', 'µs/sample', 'loss', 'accuracy'];
/** Of runs that validate. */
const VALIDATION = ['val_loss', 'val_accuracy'];
/** Longer logs get a box of their own height. */
const LONG = 40;

interface CellOptions {
  /** Decimals of the seconds, more of short ones; the notebook printed whole ones. */
  readonly digits: number;
  readonly validates: boolean;
  readonly hasClasses: boolean;
}

function cells(row: EpochResult | undefined, { digits, validates, hasClasses }: CellOptions): Html {
  const { seconds = Number.NaN, microsecondsPerSample: pace = Number.NaN } = row ?? {};
  const [trained, validated] = [
    [row?.loss, row?.accuracy],
    [row?.validationLoss, row?.validationAccuracy],
  ] as const;
  const shown = hasClasses ? 2 : 1;
  const values = [...trained.slice(0, shown), ...(validates ? validated.slice(0, shown) : [])];
  const texts = [
    formatFixed(seconds, digits),
    pace < 99.95 ? formatFixed(pace, digits > 0 ? 1 : 0) : formatCount(pace),
    ...values.map((value) => formatFixed(value ?? Number.NaN, 4)),
  ];
  return html`${texts.map((text, i) => (i === 0 ? html`<td class="start">${row && text}</td>` : html`<td>${row && text}</td>`))}`;
}

export function epochLog(run: RunResult, published: PublishedFigures | undefined): Html {
  const { validates } = evaluatedSet(run);
  const { phrase } = validatedSet(run);
  const hasClasses = run.targets?.kind !== 'values';
  const all = validates ? [...COLUMNS, ...VALIDATION] : COLUMNS;
  const names = hasClasses ? all : all.filter((name) => !name.endsWith('accuracy'));
  // Where there is little room a name is broken behind these.
  const breakable = (name: string) =>
    name.split(/(?<=[_/])/).flatMap((part, i) => (i === 0 ? [part] : [html`<wbr>`, part]));
  const columns = names.map((name, i) =>
    i === 0 ? html`<th scope="col" class="start">${name}</th>` : html`<th scope="col">${breakable(name)}</th>`,
  );
  const digits = run.epochs.every(({ seconds }) => seconds < 0.1) ? 4 : 2;
  const group = (name: string) => html`<th scope="colgroup" colspan="${names.length}" class="group start">${name}</th>`;
  return html`<h3>Epoch by epoch</h3>
${table({
  caption: `${run.experiment}: every epoch${published ? ', ours beside published' : ''}. ${validates ? `Times cover training and validation; val_ is the ${phrase}.` : ''}`,
  kind: 'numbers',
  wide: published !== undefined,
  long: run.epochs.length > LONG,
  head: html`<tr><th scope="col" rowspan="2">epoch</th>${group('ours')}${published && group('published')}</tr>
<tr>${columns}${published && columns}</tr>`,
  body: run.epochs.map(
    (row) =>
      html`<tr><th scope="row">${row.epoch}</th>${cells(row, { digits, validates, hasClasses })}${published && cells(rowOfEpoch(published.history, row.epoch), { digits: 0, validates, hasClasses })}</tr>`,
  ),
})}`;
}
