/**
 * The report's files in a folder: `figures/NAME.svg`, `figures/NAME.png` and `report.html`.
 */

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawFigures, listFigures } from './render-figures.ts';
import { renderPage } from './render-report.ts';
import type { ReportContext, ReportRun } from './types.ts';

/** Writes beside the target and renames, so that a reader sees the whole file or none. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes the figures and the report. Files of the same names are replaced; `report.html` comes last.
 *
 * @param directory made if it is absent
 * @returns the paths written, relative to `directory`
 * @throws what node:fs throws when a file cannot be written; no half-written file stays behind
 */
export async function writeReport(
  directory: string,
  runs: readonly ReportRun[],
  context: ReportContext,
): Promise<string[]> {
  const figures = await drawFigures(runs, context);
  await mkdir(join(directory, 'figures'), { recursive: true });
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
