/**
 * The frame that all pages share: head, style sheet, script, contents. A page holds everything it needs and is forbidden
 * every request.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Html, type HtmlContent, html, trusted } from './html.ts';
import { pageScript } from './script/page-script.ts';
import { styleSheet } from './style.ts';

async function embeddedFont(): Promise<string> {
  const require = createRequire(import.meta.url);
  const file = require.resolve('@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2');
  return (await readFile(file)).toString('base64');
}

/** Forbids the page every request, and every script but its own. */
function contentPolicy(): string {
  const hash = createHash('sha256').update(pageScript).digest('base64');
  return `default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}

/** A link to a section of the page. */
export interface PageLink {
  /** Of a section of the page. */
  readonly id: string;
  readonly name: string;
}

export interface PageParts {
  readonly title: string;
  readonly header: Html;
  /** The contents; the first is what a reader may skip to. */
  readonly links: readonly PageLink[];
  readonly sections: HtmlContent;
  /** A sentence behind "Written by inkgrad." */
  readonly footer?: HtmlContent;
}

/** The page as text. */
export async function renderDocument({ title, header, links, sections, footer }: PageParts): Promise<string> {
  const [first] = links;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<title>${title}</title>
<style>${trusted(styleSheet(await embeddedFont()))}</style>
</head>
<body>
${first && html`<a class="skip" href="#${first.id}">Skip to the ${first.name.toLowerCase()}</a>`}
${header}
<main>
<nav aria-label="Contents"><ul>${links.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
${sections}
</main>
<footer><p>Written by inkgrad.${footer}</p></footer>
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return page.text;
}
