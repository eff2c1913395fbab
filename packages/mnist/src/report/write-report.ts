/**
 * The report's files in a folder: `figures/NAME.svg`, `figures/NAME.png` and `report.html`.
 */

import { join } from 'node:path';
import { writeWhole } from '../run-folder.ts';
import type { RunResult } from '../run-result.ts';
import { drawFigures, listFigures } from './render-figures.ts';
import { renderPage } from './render-report.ts';
import type { ReportContext } from './types.ts';

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
  const written: string[] = [];
  const write = async (name: string, content: string | Uint8Array) => {
    await writeWhole(join(directory, name), content);
    written.push(name);
  };
  for (const figure of listFigures(figures)) {
    await write(`figures/${figure.name}.svg`, figure.svg);
    await write(`figures/${figure.name}.png`, await figure.png());
  }
  await write('report.html', await renderPage(runs, context, figures));
  return written;
}
