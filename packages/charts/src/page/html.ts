/**
 * HTML by tagged template: everything put into `html` is escaped, unless it is HTML itself. So no section
 * has to remember to escape, and forgetting it is not possible.
 */

import { escapeText } from '../escape.ts';

/** Text known to be HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may be put into `html`: text (escaped), HTML, nothing, or a list of these. */
export type HtmlContent = string | number | Html | undefined | false | readonly HtmlContent[];

function print(content: HtmlContent): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'string' || typeof content === 'number') return escapeText(String(content));
  return content.map(print).join('');
}

/**
 * Builds HTML. Only what is written in the template itself goes through unescaped.
 * @example
 * html`<p>${'a < b'}</p>`.text; // → '<p>a &lt; b</p>'
 */
export function html(strings: TemplateStringsArray, ...contents: readonly HtmlContent[]): Html {
  return new Html(strings.map((string, i) => string + print(contents[i])).join(''));
}

/** Marks text as HTML that was made elsewhere, such as an SVG document. */
export function trusted(text: string): Html {
  return new Html(text);
}
