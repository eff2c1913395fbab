/**
 * What differs between experiments, and nothing else, as a table.
 */

import { type Html, html, table } from '@inkgrad/charts';
import type { Difference } from '../../laboratory/differences.ts';
import { inWords } from '../sections/configuration.ts';
import { stackedHead } from './page-parts.ts';

interface DifferenceTable {
  readonly caption: string;
  /** Of the experiments. */
  readonly names: readonly string[];
  readonly differences: readonly Difference[];
}

export function differenceTable({ caption, names, differences }: DifferenceTable): Html {
  if (differences.length === 0) return html`<p>Nothing differs.</p>`;
  return table({
    caption,
    kind: 'differences',
    ...stackedHead(['setting', ...names]),
    body: differences.map(
      ({ path, values }) =>
        html`<tr><th scope="row" class="key">${path}</th>${values.map((value) => html`<td>${value === undefined || value === null ? '–' : inWords(value)}</td>`)}</tr>`,
    ),
  });
}
