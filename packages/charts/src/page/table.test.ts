/** Tables as HTML: what the style sheet needs to stack them. */
import { expect, test } from 'vitest';
import { html } from './html.ts';
import { styleSheet } from './style.ts';
import { MOST_STACKED, table } from './table.ts';

const parts = { caption: 'A table', head: html`<tr></tr>`, body: [] };

test('a stacked table says the name of each column where the style sheet looks for it', () => {
  const { text } = table({ ...parts, kind: 'numbers', stacked: ['run', '95 % interval', `it's "x"; }</style>`] });
  expect(text).toContain('class="numbers stacked"');
  const [, style] = /style="([^"]*)"/.exec(text)!;
  const names = style!.replaceAll('&#39;', "'");
  // No quote, brace or angle bracket can end the name.
  expect(names).toMatch(/^--c1:'run';--c2:'95 % interval';--c3:'it\\27 s \\22 x\\22 \\3b {2}\\7d \\3c /);
  const sheet = styleSheet('');
  for (const at of [1, 2, 3, MOST_STACKED])
    expect(sheet).toContain(`td:nth-child(${at})::before{content:var(--c${at})}`);
});

test('a table of more columns than the style sheet knows is not stacked', () => {
  const { text } = table({ ...parts, stacked: new Array<string>(MOST_STACKED + 1).fill('x') });
  expect(text).not.toContain('stacked');
  expect(text).not.toContain('--c1');
});
