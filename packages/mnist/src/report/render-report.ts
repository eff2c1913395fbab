/**
 * The report: one HTML page that needs nothing besides itself.
 */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { published } from '../published.ts';
import type { RunResult } from '../run-result.ts';
import { type Html, html, trusted } from './page/html.ts';
import { hoverScript } from './page/script.ts';
import { dataSection } from './page/sections/data.ts';
import { environmentSection } from './page/sections/environment.ts';
import { modelSection, sectionId } from './page/sections/model.ts';
import { header, pageTitle, result } from './page/sections/overview.ts';
import { testImageSection } from './page/sections/test-image.ts';
import { styleSheet } from './page/style.ts';
import { drawFigures, type ReportFigures } from './render-figures.ts';
import { publishedFor, type ReportContext, SAMPLE_INDEX } from './types.ts';
import { judgeRun } from './verdict.ts';

async function embeddedFont(): Promise<string> {
  const require = createRequire(import.meta.url);
  const file = require.resolve('@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2');
  return (await readFile(file)).toString('base64');
}

/** Forbids the page every request, and every script but its own. */
function contentPolicy(): string {
  const hash = createHash('sha256').update(hoverScript).digest('base64');
  return `default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}

function navigation(figures: ReportFigures): Html {
  const links: (readonly [string, string])[] = [
    ['result', 'Result'],
    ['data', 'Data'],
    ...(figures.testImage ? [[`image-${SAMPLE_INDEX}`, `Test image ${SAMPLE_INDEX}`] as const] : []),
    ...figures.runs.map(({ slug, run }) => [sectionId(slug), run.experiment] as const),
    ['environment', 'Environment'],
  ];
  return html`<nav aria-label="Contents"><ul>${links.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`;
}

/** The page from figures that are drawn already. */
export async function renderPage(
  runs: readonly RunResult[],
  context: ReportContext,
  figures: ReportFigures,
): Promise<string> {
  const verdicts = runs.map((run) => judgeRun(run));
  const compared = runs.some((run) => publishedFor(run) !== undefined);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<title>${pageTitle(runs, context)}</title>
<style>${trusted(styleSheet(await embeddedFont()))}</style>
</head>
<body>
<a class="skip" href="#result">Skip to the result</a>
${header(runs, context, verdicts)}
<main>
${navigation(figures)}
${result(verdicts)}
${dataSection(runs, context, figures.samples)}
${testImageSection(runs, figures.testImage)}
${figures.runs.map((run) => modelSection(run, publishedFor(run.run)))}
${environmentSection(context.environment)}
</main>
<footer><p>Written by inkgrad.${compared && ` “Published” is ${published.source}.`}</p></footer>
<script>${trusted(hoverScript)}</script>
</body>
</html>
`;
  return page.text;
}

/**
 * Renders the report as one self-contained HTML page: no request leaves it, and it reads without JavaScript.
 *
 * @param runs one or more finished runs, in the order to be shown
 * @param context the data set, the published figures and the environment the runs share
 */
export async function renderReport(runs: readonly RunResult[], context: ReportContext): Promise<string> {
  return renderPage(runs, context, await drawFigures(runs, context));
}
