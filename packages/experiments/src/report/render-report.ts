/**
 * The report of one or more runs: one HTML page that needs nothing besides itself.
 */

import { type PageLink, renderDocument } from '@inkgrad/charts';
import type { RunResult } from '../run/run-result.ts';
import { drawFigures, type ReportFigures } from './render-figures.ts';
import { dataSection } from './sections/data.ts';
import { environmentSection } from './sections/environment.ts';
import { modelSection, sectionId } from './sections/model.ts';
import { header, pageTitle, result } from './sections/overview.ts';
import { testImageSection } from './sections/test-image.ts';
import { type ReportContext, SAMPLE_INDEX } from './types.ts';
import { judgeRun } from './verdict.ts';

function linksOf(figures: ReportFigures): PageLink[] {
  const sample = { id: `image-${SAMPLE_INDEX}`, name: `Test image ${SAMPLE_INDEX}` };
  return [
    { id: 'result', name: 'Result' },
    { id: 'data', name: 'Data' },
    ...(figures.testImage ? [sample] : []),
    ...figures.runs.map(({ slug, run }) => ({ id: sectionId(slug), name: run.experiment })),
    { id: 'environment', name: 'Environment' },
  ];
}

/** The page from figures that are drawn already. */
export async function renderPage(
  runs: readonly RunResult[],
  context: ReportContext,
  figures: ReportFigures,
): Promise<string> {
  const { published } = context;
  const verdicts = runs.map((run) => judgeRun(run, published));
  const compared = runs.some((run) => published?.figuresOf(run) !== undefined);
  return renderDocument({
    title: pageTitle(runs, context),
    header: header(runs, context, verdicts),
    links: linksOf(figures),
    sections: [
      result(verdicts),
      dataSection(runs, context, figures.samples),
      testImageSection(runs, figures.testImage, published),
      figures.runs.map((run) => modelSection(run, { published: published?.figuresOf(run.run) })),
      environmentSection(context.environment),
    ],
    footer: compared && ` “Published” is ${published?.source}.`,
  });
}

/**
 * Renders the report as one self-contained HTML page: no request leaves it, and it reads without JavaScript.
 *
 * @param runs one or more finished runs, in the order to be shown
 * @param context the data set, the environment the runs share, and what else there is to show
 */
export async function renderReport(runs: readonly RunResult[], context: ReportContext): Promise<string> {
  return renderPage(runs, context, await drawFigures(runs, context));
}
