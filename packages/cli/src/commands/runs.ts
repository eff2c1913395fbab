/** `inkgrad runs`: lists what runs have left in a folder, also those that were interrupted. Trains and changes nothing. */
import { existsSync } from 'node:fs';
import { listRuns, type RunStatus, type StoredRun } from '@inkgrad/experiments/node';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { formatCount, formatCounted } from '../terminal/format.ts';
import { findReport } from '../training/find-report.ts';
import { type RunsOrder, sortRuns } from '../views/runs-order.ts';
import { isReportMissing, type ListedRun, renderRuns, runsJson } from '../views/runs-table.ts';

export interface RunsOptions {
  readonly experiment?: string;
  readonly status?: RunStatus;
  readonly sort: RunsOrder;
  readonly limit?: number;
  readonly json?: boolean;
}

const defaultFolder = 'runs';

/** What else there is to say below the table. */
function remarks(shown: readonly ListedRun[], found: number): string[] {
  const missing = shown.filter(isReportMissing).map(({ report }) => report!);
  const resumed = [...new Set(missing.flatMap((report) => report.resumed ?? []))];
  const groups = [...new Set(missing.filter((report) => report.resumed === undefined).map(({ path }) => path))];
  return [
    ...(shown.length < found ? [`${formatCount(found - shown.length)} more; see --limit.`] : []),
    ...resumed.map((folder) => `The report of ${folder} is missing: inkgrad resume ${folder} draws it.`),
    ...groups.map((path) => `${path} is missing: the command that made its group, given again, draws it.`),
  ];
}

export async function runs(folder: string | undefined, options: RunsOptions, context: CommandContext): Promise<void> {
  const { out, err } = context.terminal;
  const base = folder ?? defaultFolder;
  if (folder !== undefined && !existsSync(folder)) throw new UsageError(`no folder "${folder}"`);
  const leftOut: string[] = [];
  const all = await listRuns(base, ({ message }) => void leftOut.push(message));
  const { experiment, status, sort, limit = Number.POSITIVE_INFINITY } = options;
  const isAsked = (run: StoredRun): boolean =>
    (experiment === undefined || run.experiment.name === experiment) && (status === undefined || run.status === status);
  const found = sortRuns(all.filter(isAsked), sort);
  const shown: ListedRun[] = [];
  for (const run of found.slice(0, limit)) {
    shown.push({ run, report: run.status === 'finished' ? await findReport(run.directory) : undefined });
  }
  if (options.json) {
    context.answer({ folder: base, count: found.length, runs: shown.map(runsJson), leftOut });
    return;
  }
  if (shown.length === 0) {
    const none = `None of the ${formatCounted(all.length, 'run')} in ${base} is such a one.`;
    out.line(all.length === 0 ? `No runs in ${base}.` : none);
  } else {
    for (const line of renderRuns(shown, out.look())) out.line(line);
    for (const line of remarks(shown, found.length)) out.line(out.colors.dim(line));
  }
  for (const message of leftOut) err.line(`left out: ${message}`);
}
