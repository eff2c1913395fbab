/** How a command with jobs ends: what Ctrl-C left undone, which runs failed, and the exit code. */

import type { CommandContext } from '../context.ts';
import { formatCount } from '../terminal/format.ts';
import type { JobOutcome } from './job.ts';
import type { RunGroup } from './run-group.ts';

/** More are only counted; `log.jsonl` has them all. */
const mostFailures = 5;

const failedCode = 1;
const numericCode = 4;

type Failed = Extract<JobOutcome, { status: 'failed' }>;

/**
 * Says what is missing and gives the exit code: 130 after Ctrl-C; 4 if runs failed and all of them because a loss was
 * not finite; 1 if others failed; else 0.
 */
export function endOfGroup(group: RunGroup, { terminal, interrupt }: CommandContext): number {
  const { err } = terminal;
  const failed = group.outcomes.filter((outcome): outcome is Failed => outcome.status === 'failed');
  for (const { job, failure } of failed.slice(0, mostFailures)) {
    err.line(`inkgrad: ${job.title} failed: ${failure.message}`);
  }
  if (failed.length > mostFailures) {
    err.line(`inkgrad: and ${failed.length - mostFailures} more, which ${group.directory}/log.jsonl names.`);
  }
  if (group.interruption !== undefined) {
    const { done, of } = group.interruption;
    const how = `interrupted after ${formatCount(done)} of ${formatCount(of)} runs`;
    err.line(`inkgrad: ${how}; the same command continues in ${group.directory}.`);
    return interrupt.exitCode() ?? failedCode;
  }
  if (failed.length === 0) return 0;
  return failed.every(({ failure }) => failure.kind === 'numeric') ? numericCode : failedCode;
}
