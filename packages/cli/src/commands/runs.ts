/** `inkgrad runs`: lists what runs have left in a folder, also those that were interrupted. Trains and changes nothing. */
import { existsSync } from 'node:fs';
import { listRuns, type RunStatus, type StoredRun } from '@inkgrad/mnist/node';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { type RunsOrder, sortRuns } from '../views/runs-order.ts';
import { renderRuns, runsJson } from '../views/runs-table.ts';

export interface RunsOptions {
  readonly experiment?: string;
  readonly status?: RunStatus;
  readonly sort: RunsOrder;
  readonly limit?: number;
  readonly json?: boolean;
}

const defaultFolder = 'runs';

export async function runs(folder: string | undefined, options: RunsOptions, context: CommandContext): Promise<number> {
  const { out, err } = context.terminal;
  const base = folder ?? defaultFolder;
  if (folder !== undefined && !existsSync(folder)) throw new UsageError(`no folder "${folder}"`);
  const all = await listRuns(base, (error) => err.line(`left out: ${error.message}`));
  const { experiment, status, sort, limit = Number.POSITIVE_INFINITY } = options;
  const isAsked = (run: StoredRun): boolean =>
    (experiment === undefined || run.experiment.name === experiment) && (status === undefined || run.status === status);
  const found = sortRuns(all.filter(isAsked), sort);
  const shown = found.slice(0, limit);
  if (options.json) {
    out.line(JSON.stringify({ folder: base, count: found.length, runs: shown.map(runsJson) }));
    return 0;
  }
  if (shown.length === 0) {
    out.line(all.length === 0 ? `No runs in ${base}.` : `None of the ${all.length} runs in ${base} is such a one.`);
    return 0;
  }
  for (const line of renderRuns(shown, out.colors)) out.line(line);
  if (shown.length < found.length) out.line(out.colors.dim(`${found.length - shown.length} more; see --limit.`));
  return 0;
}
