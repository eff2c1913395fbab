/** From the outcomes of a group to its files and what is printed: the same for every command with jobs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportContext } from '@inkgrad/mnist/node';
import type { CommandContext } from '../context.ts';
import type { Colors } from '../terminal/output.ts';
import { endOfGroup } from './end-of-group.ts';
import type { GroupOptions, RunGroup } from './run-group.ts';

export interface GroupEnd<Result extends object> {
  /** Undefined where there is not enough for one. */
  readonly result: Result | undefined;
  /** Writes the page. */
  write(directory: string, result: Result, context: ReportContext): Promise<unknown>;
  /** For the terminal. */
  render(result: Result, colors: Colors): string[];
}

/**
 * Writes `result.json` and `report.html` where they say something new, prints the result, and gives the exit code. After
 * Ctrl-C nothing is written that would look like a result.
 */
export async function finishGroup<Result extends object>(
  group: RunGroup,
  options: GroupOptions,
  context: CommandContext,
  end: GroupEnd<Result>,
): Promise<number> {
  const { out } = context.terminal;
  const { directory, interruption } = group;
  const { result } = end;
  let report: string | null = null;
  if (result !== undefined && interruption === undefined) {
    report = join(directory, 'report.html');
    const isNew = await group.writeResult(result);
    if (isNew || !existsSync(report)) await end.write(directory, result, await group.reportContext());
  }
  if (options.json) {
    out.line(JSON.stringify({ ...result, directory, report, interrupted: interruption ?? null }));
  } else if (result !== undefined && interruption === undefined) {
    for (const line of end.render(result, out.colors)) out.line(line);
    if (report !== null) out.line(`\nReport: ${report}`);
  }
  return endOfGroup(group, context);
}
