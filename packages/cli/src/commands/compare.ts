/** `inkgrad compare`: finished runs beside one another, as text, Markdown, JSON and a page. */
import { join } from 'node:path';
import { type ComparisonResult, compareRuns } from '@inkgrad/experiments';
import { renderComparison, writeComparison, writeWhole } from '@inkgrad/experiments/node';
import { commandLine } from '../command-line.ts';
import { loadRuns } from '../comparison/load-runs.ts';
import type { CommandContext } from '../context.ts';
import { comparisonJson } from '../views/comparison-json.ts';
import { renderRunsComparison } from '../views/runs-comparison.ts';
import { runsMarkdown } from '../views/runs-markdown.ts';

export interface CompareOptions {
  readonly out?: string;
  readonly html?: string;
  readonly markdown?: boolean;
  readonly dataDir?: string;
  readonly json?: boolean;
}

type PageContext = Parameters<typeof renderComparison>[1];

/** Writes what was asked for; returns the paths to name. */
async function write(result: ComparisonResult, { out, html }: CompareOptions, page: PageContext): Promise<string[]> {
  const written: string[] = [];
  if (html !== undefined) {
    await writeWhole(html, await renderComparison(result, page));
    written.push(html);
  }
  if (out !== undefined) {
    await writeComparison(out, result, page);
    await writeWhole(join(out, 'comparison.md'), `${runsMarkdown(result)}\n`);
    await writeWhole(join(out, 'comparison.json'), `${JSON.stringify(result)}\n`);
    written.push(join(out, 'report.html'));
  }
  return written;
}

export async function compare(
  directories: readonly string[],
  options: CompareOptions,
  { terminal: { out, err }, answer }: CommandContext,
): Promise<void> {
  const { runs, notices, environment } = await loadRuns(directories, options.dataDir);
  const result = compareRuns(runs);
  const command = commandLine();
  const written = await write(result, options, { environment, command });
  if (options.json) {
    answer({ ...comparisonJson(result), notices, written });
    return;
  }
  if (options.markdown) out.line(runsMarkdown(result));
  else for (const line of renderRunsComparison(result, out.look(), out.columns())) out.line(line);
  for (const notice of notices) err.line(`inkgrad: ${notice}`);
  for (const path of written) err.line(path);
}
