/**
 * Tables of the page: a caption, heads with a scope, and a box that scrolls sideways (and can be reached by
 * keyboard), so that a wide table never widens the page. On a phone tables of several columns may be stacked.
 */

import { type Html, type HtmlContent, html } from './html.ts';

export interface TableOptions {
  readonly caption: string;
  /** Rows of the head. */
  readonly head: Html;
  readonly body: readonly HtmlContent[];
  /** Rows that stay last however the table is sorted. */
  readonly foot?: Html;
  /** Style classes of the table, such as `numbers`; `sortable` makes its last row of heads buttons. */
  readonly kind?: string;
  /** Wide tables may reach beyond the text column where there is room. */
  readonly wide?: boolean;
  /** Long tables scroll in a box of limited height. */
  readonly long?: boolean;
  /**
   * A name for each column: on a phone each row is then a block of names and values, so that no number is out of sight. Tables of
   * more than `MOST_STACKED` columns scroll.
   */
  readonly stacked?: readonly string[];
}

/** Columns of a stacked table that the style sheet knows. */
export const MOST_STACKED = 20;

/** A text as CSS writes it in quotes. */
function cssString(text: string): string {
  return `'${text.replace(/[^\p{L}\p{N} ,.%×−_/()-]/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `)}'`;
}

/** The names of columns where the style sheet finds them. */
function namesAsStyle(names: readonly string[]): string {
  return names.map((name, at) => `--c${at + 1}:${cssString(name)}`).join(';');
}

/**
 * A table in a page: its caption, and a frame that scrolls where it is wider than the window.
 * @example
 * const head = html`<tr><th>epoch</th><th>loss</th></tr>`;
 * const body = html`<tr><td>1</td><td>0.91</td></tr>`;
 * table({ caption: 'Losses', head, body }).text.includes('<td>0.91</td>'); // → true
 */
export function table(options: TableOptions): Html {
  const { caption, head, body, foot, kind = '', wide = false, long = false } = options;
  const stacked = options.stacked && options.stacked.length <= MOST_STACKED ? options.stacked : undefined;
  const style = stacked && html` style="${namesAsStyle(stacked)}"`;
  return html`<div class="scroll${wide && ' wide'}${long && ' long'}" role="region" aria-label="${caption}" tabindex="0">
<table class="${kind}${stacked && ' stacked'}"${style}><caption><span>${caption}</span></caption><thead>${head}</thead><tbody>${body}</tbody>${foot && html`<tfoot>${foot}</tfoot>`}</table></div>`;
}

/**
 * A list of names and values.
 * @example
 * definitions([['Seed', 1]]).text; // → '<dl><div><dt>Seed</dt><dd>1</dd></div></dl>'
 */
export function definitions(entries: readonly (readonly [string, HtmlContent])[]): Html {
  return html`<dl>${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
