/**
 * A page's files in a folder: `figures/NAME.svg`, `figures/NAME.png` and `report.html`.
 */

import { join } from 'node:path';
import type { Figure } from '@inkgrad/charts';
import { writeWhole } from '../record/run-folder.ts';

/** A page and the figures on it. */
export interface DrawnPage {
  readonly figures: readonly Figure[];
  readonly page: string;
}

/**
 * @returns the paths written, relative to `directory`
 * @throws RunFolderError if something cannot be written
 */
export async function writePage(directory: string, { figures, page }: DrawnPage): Promise<string[]> {
  const written: string[] = [];
  const write = async (name: string, content: string | Uint8Array) => {
    await writeWhole(join(directory, name), content);
    written.push(name);
  };
  for (const figure of figures) {
    await write(`figures/${figure.name}.svg`, figure.svg);
    await write(`figures/${figure.name}.png`, await figure.png());
  }
  await write('report.html', page);
  return written;
}
