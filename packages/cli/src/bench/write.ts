/** Puts a bench report into files: JSON, Markdown tables and pictures in a folder, or the marked places of a document. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rasterize } from '@inkgrad/charts';
import { writeWhole } from '@inkgrad/experiments/node';
import { DataFileError } from '../errors.ts';
import { type Bar, drawBars } from '../measure/bars-figure.ts';
import { drawCrossover } from '../measure/crossover-figure.ts';
import { drawTimeline } from '../measure/timeline-figure.ts';
import { benchTables, markdownTable } from '../views/bench-tables.ts';
import { crossoverPlace } from './crossover-report.ts';
import { fillDocument } from './document.ts';
import type { BenchReport } from './report.ts';

/** Pictures by file name without ending. */
function benchPictures({ peers, profiles, crossover }: BenchReport): Readonly<Record<string, string>> {
  const pictures: Record<string, string> = {};
  for (const name of new Set(peers?.summary.map(({ experiment }) => experiment))) {
    const bars = peers!.summary.flatMap(({ experiment, title, seconds, isOwn }): Bar[] => {
      if (experiment !== name || seconds === null) return [];
      const { median, minimum, maximum } = seconds;
      return [{ name: title, seconds: median, minimum, maximum, isOwn }];
    });
    if (bars.length > 0)
      pictures[`seconds-per-epoch-${name}`] = drawBars(bars, `${name}: seconds per epoch, with validation`);
  }
  for (const report of profiles ?? []) {
    const heading = `${report.experiment}: one training step, ${report.backendDescription}`;
    pictures[`profile-${report.experiment}`] = drawTimeline(report.profile, heading);
  }
  if (crossover !== undefined) pictures[crossoverPlace(crossover)] = drawCrossover(crossover);
  return pictures;
}

/** Writes `bench.json`, `bench.md` and the pictures as SVG and PNG; returns the paths. */
export async function writeBench(folder: string, report: BenchReport): Promise<string[]> {
  const tables = benchTables(report).map((table) => `## ${table.title}\n\n${markdownTable(table)}\n`);
  const files: [string, string | Uint8Array][] = [
    ['bench.json', `${JSON.stringify(report, undefined, 2)}\n`],
    ['bench.md', tables.join('\n')],
  ];
  for (const [name, svg] of Object.entries(benchPictures(report))) {
    files.push([`${name}.svg`, `${svg}\n`], [`${name}.png`, await rasterize(svg)]);
  }
  for (const [name, content] of files) await writeWhole(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}

/** @throws DataFileError if it cannot be read */
export async function readDocument(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new DataFileError(`${file}: cannot be read (${error.code}); --docs names a document with marked places.`);
  });
}

/** Fills a document's marked tables, and puts the pictures as SVG into `images` beside it; returns the paths. */
export async function updateDocument(file: string, report: BenchReport): Promise<string[]> {
  const document = await readDocument(file);
  const blocks = Object.fromEntries(benchTables(report).map((table) => [table.name, markdownTable(table)]));
  const { text, missing } = fillDocument(document, blocks);
  if (missing.length > 0) {
    const places = missing.map((name) => `<!-- bench:${name} -->`).join(', ');
    throw new DataFileError(`${file}: has no place ${places}.`);
  }
  await writeWhole(file, text);
  const written = [file];
  const images = join(dirname(file), 'images');
  for (const [name, svg] of Object.entries(benchPictures(report))) {
    const path = join(images, `${name}.svg`);
    await writeWhole(path, `${svg}\n`);
    written.push(path);
  }
  return written;
}
