/** What `resume` says of what is finished already: it changes no byte, and says where the report is. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunResult, trainingSeconds } from '@inkgrad/experiments';
import { readRun } from '@inkgrad/experiments/node';
import { comparePublished } from '@inkgrad/mnist';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { findGroup, groupTitle, resultFile } from '../jobs/group-folder.ts';
import { isLasting, readGroupLog } from '../jobs/group-log.ts';
import { formatCounted, formatDuration, formatMetric } from '../terminal/format.ts';
import { runJson } from '../views/run-json.ts';
import { findReport, reportFile } from './find-report.ts';
import type { Reproduction } from './reproduction-file.ts';

interface Shown {
  readonly json?: boolean;
}

type Finished = Parameters<typeof runJson>[0];

function asRecorded(directory: string, result: RunResult): Finished {
  const none = { reused: true, resumedFromEpoch: undefined, interrupted: undefined };
  return { ...none, result, directory, modelDirectory: join(directory, 'model') };
}

function outcomeOf(result: RunResult): string {
  const { set, accuracy, loss } = result.evaluation;
  const epochs = formatCounted(result.epochs.length, 'epoch');
  const name = set === 'fold' ? 'validation' : 'test';
  const measured = accuracy === undefined ? `loss ${formatMetric(loss)}` : `accuracy ${formatMetric(accuracy)}`;
  return `${epochs} in ${formatDuration(trainingSeconds(result))}, ${name} ${measured}`;
}

const reportLine = (path: string): string => `Report: ${path}`;

/**
 * @param result of the run in `directory`
 * @returns whether there is nothing left to do; its report may be
 */
export async function sayFinishedRun(
  directory: string,
  result: RunResult,
  { json }: Shown,
  { terminal: { out }, answer }: CommandContext,
): Promise<boolean> {
  const report = await findReport(directory);
  if (report?.isThere === false && report.resumed === directory) return false;
  if (json) {
    answer({ ...runJson(asRecorded(directory, result)), reused: true, report: report?.isThere ? report.path : null });
    return true;
  }
  out.line(`${directory} is finished: ${outcomeOf(result)}. There is nothing to continue.`);
  if (report?.isThere) out.line(reportLine(report.path));
  else if (report?.resumed !== undefined) out.line(`Report: missing; "inkgrad resume ${report.resumed}" draws it.`);
  return true;
}

/** @returns whether there is nothing left to do */
export async function sayFinishedReproduction(
  directory: string,
  { experiments }: Reproduction,
  { json }: Shown,
  { terminal: { out }, answer }: CommandContext,
): Promise<boolean> {
  const report = join(directory, reportFile);
  const folders = experiments.map(({ name }) => join(directory, name));
  if (![report, ...folders.map((folder) => join(folder, resultFile))].every((path) => existsSync(path))) return false;
  const runs: Finished[] = [];
  for (const folder of folders) {
    const { result } = await readRun(folder);
    // A result that is damaged is made again.
    if (result === undefined) return false;
    runs.push(asRecorded(folder, result));
  }
  if (json) {
    const judged = runs.map(({ result }) => comparePublished(result)?.reproduced ?? null);
    const reproduced = judged.includes(false) ? false : judged.includes(null) ? null : true;
    answer({ runs: runs.map(runJson), reused: true, reproduced, report });
    return true;
  }
  out.line(`${directory} is finished. There is nothing to continue.`);
  for (const { result } of runs) out.line(`  ${result.experiment}: ${outcomeOf(result)}`);
  out.line(reportLine(report));
  return true;
}

/**
 * Says that a group is finished, if there is one in the folder.
 * @returns whether there is one
 * @throws UsageError for one that is not finished: only its own command knows what is missing
 */
export async function sayFinishedGroup(
  directory: string,
  { json }: Shown,
  { terminal: { out }, answer }: CommandContext,
): Promise<boolean> {
  const group = await findGroup(directory);
  if (group === undefined) return false;
  const { command } = group;
  const lines = await readGroupLog(join(directory, 'log.jsonl'));
  const failed = lines.filter(({ failure }) => failure !== undefined);
  const open = failed.filter(({ failure }) => !isLasting(failure!));
  const path = join(directory, resultFile);
  const again = `the command that began it, given again, continues it${command === undefined ? '' : `: ${command}`}`;
  if (!existsSync(path) || open.length > 0) {
    const done = `${formatCounted(lines.length - open.length, 'run')} done`;
    throw new UsageError(`${directory} holds ${groupTitle(group)} that is not finished, ${done}; ${again}`);
  }
  const report = join(directory, reportFile);
  if (json) {
    const result = JSON.parse(await readFile(path, 'utf8')) as object;
    answer({ ...result, directory, reused: true, report: existsSync(report) ? report : null, interrupted: null });
    return true;
  }
  const failures = failed.length === 0 ? '' : `, ${failed.length} of them failed`;
  const runs = `${formatCounted(lines.length, 'run')}${failures}`;
  out.line(`${directory} is finished: ${groupTitle(group)}, ${runs}. There is nothing to continue.`);
  const drawn = command === undefined ? 'the command that made it, given again, draws it.' : `"${command}" draws it.`;
  out.line(existsSync(report) ? reportLine(report) : `Report: missing; ${drawn}`);
  return true;
}
