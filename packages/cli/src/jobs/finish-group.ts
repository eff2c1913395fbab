/** From the outcomes of a group to its files and what is printed: the same for every command with jobs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportContext } from '@inkgrad/experiments/node';
import type { CommandContext } from '../context.ts';
import type { Look } from '../terminal/output.ts';
import { reportFile } from '../training/find-report.ts';
import { checkEndOfGroup } from './end-of-group.ts';
import type { GroupOptions, RunGroup } from './run-group.ts';

export interface GroupEnd<Result extends object> {
  /** Undefined where there is not enough for one. */
  readonly result: Result | undefined;
  /** Writes the page. */
  write(directory: string, result: Result, context: ReportContext): Promise<unknown>;
  /** For the terminal. */
  render(result: Result, look: Look): string[];
  /** What else was written, each with its title. */
  readonly files?: readonly (readonly [title: string, path: string])[];
}

/**
 * Writes `result.json` and `report.html` where they say something new, and prints the result. After Ctrl-C nothing is
 * written that would look like a result.
 * @throws InterruptedError after Ctrl-C. @throws RunsFailedError where runs failed
 */
export async function finishGroup<Result extends object>(
  group: RunGroup,
  options: GroupOptions,
  context: CommandContext,
  end: GroupEnd<Result>,
): Promise<void> {
  const { terminal, answer } = context;
  const { out } = terminal;
  const { directory, interruption } = group;
  const { result } = end;
  let report: string | null = null;
  if (result !== undefined && interruption === undefined) {
    report = join(directory, reportFile);
    const isNew = await group.writeResult(result);
    if (isNew || !existsSync(report)) await end.write(directory, result, await group.reportContext());
  }
  if (options.json) {
    answer({ ...result, directory, report, interrupted: interruption ?? null });
  } else if (result !== undefined && interruption === undefined) {
    for (const line of end.render(result, out.look())) out.line(line);
    if (report !== null) out.line(`\nReport: ${report}`);
    for (const [title, path] of end.files ?? []) out.line(`${title}: ${path}`);
  }
  checkEndOfGroup(group, context);
}
