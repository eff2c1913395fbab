/**
 * The log of a run: one row per epoch with time, loss and accuracy, the published row beside it.
 */

import type { PublishedFigures } from '../../../published.ts';
import type { EpochResult, RunResult } from '../../../run-result.ts';
import { formatCount, formatFixed } from '../../format.ts';
import { rowOfEpoch } from '../../outcome.ts';
import { type Html, html } from '../html.ts';
import { table } from '../table.ts';

const COLUMNS = ['time (s)', 'µs/sample', 'loss', 'accuracy', 'val_loss', 'val_accuracy'];
/** Longer logs get a box of their own height. */
const LONG = 40;

/** `digits`: decimals of the seconds; the notebook printed whole ones. */
function cells(row: EpochResult | undefined, digits: number): Html {
  const texts = row
    ? [
        formatFixed(row.seconds, digits),
        row.microsecondsPerSample < 99.95
          ? formatFixed(row.microsecondsPerSample, digits > 0 ? 1 : 0)
          : formatCount(row.microsecondsPerSample),
        formatFixed(row.loss, 4),
        formatFixed(row.accuracy, 4),
        formatFixed(row.validationLoss, 4),
        formatFixed(row.validationAccuracy, 4),
      ]
    : COLUMNS.map(() => '');
  return html`${texts.map((text, i) => (i === 0 ? html`<td class="start">${text}</td>` : html`<td>${text}</td>`))}`;
}

export function epochLog(run: RunResult, published: PublishedFigures | undefined): Html {
  const columns = COLUMNS.map((name, i) =>
    i === 0 ? html`<th scope="col" class="start">${name}</th>` : html`<th scope="col">${name}</th>`,
  );
  const group = (name: string) =>
    html`<th scope="colgroup" colspan="${COLUMNS.length}" class="group start">${name}</th>`;
  return html`<h3>Epoch by epoch</h3>
${table({
  caption: `${run.experiment}: every epoch${published ? ', ours beside published' : ''}. Times cover training and validation; val_ is the test set.`,
  kind: 'numbers',
  wide: published !== undefined,
  long: run.epochs.length > LONG,
  head: html`<tr><th scope="col" rowspan="2">epoch</th>${group('ours')}${published && group('published')}</tr>
<tr>${columns}${published && columns}</tr>`,
  body: run.epochs.map(
    (row) =>
      html`<tr><th scope="row">${row.epoch}</th>${cells(row, 2)}${published && cells(rowOfEpoch(published.history, row.epoch), 0)}</tr>`,
  ),
})}`;
}
