/**
 * The files of a run's report in a folder: `figures/NAME.svg`, `figures/NAME.png` and `report.html`.
 */

import type { RunResult } from '../run/run-result.ts';
import { drawFigures, listFigures } from './render-figures.ts';
import { renderPage } from './render-report.ts';
import type { ReportContext } from './types.ts';
import { writePage } from './write-page.ts';

/**
 * Writes the figures and the report. Files of the same names are replaced; `report.html` comes last.
 *
 * @param directory made if it is absent
 * @returns the paths written, relative to `directory`
 * @throws RunFolderError if something cannot be written; no half-written file stays behind
 */
export async function writeReport(
  directory: string,
  runs: readonly RunResult[],
  context: ReportContext,
): Promise<string[]> {
  const figures = await drawFigures(runs, context);
  return writePage(directory, { figures: listFigures(figures), page: await renderPage(runs, context, figures) });
}
