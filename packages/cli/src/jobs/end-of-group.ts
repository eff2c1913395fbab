/** How a command with jobs ends: what Ctrl-C left undone, and which runs failed. */
import type { CommandContext } from '../context.ts';
import { RunsFailedError } from '../errors.ts';
import { InterruptedError } from '../interrupted-error.ts';
import { formatCount, formatCounted } from '../terminal/format.ts';
import type { JobOutcome } from './job.ts';
import type { RunGroup } from './run-group.ts';

/** More are only counted; `log.jsonl` has them all. */
const mostFailures = 5;

const interruptedCode = 130;

type Failed = Extract<JobOutcome, { status: 'failed' }>;

function failedError(failed: readonly Failed[], { directory, outcomes }: RunGroup): RunsFailedError {
  const failures = failed.map(({ job: { id, title }, failure }) => ({ id, title, ...failure }));
  const lines = failures.slice(0, mostFailures).map(({ title, message }) => `  ${title}: ${message}`);
  const more = failures.length - lines.length;
  if (more > 0) lines.push(`  and ${formatCount(more)} more, which ${directory}/log.jsonl names.`);
  const first = `${formatCount(failed.length)} of ${formatCounted(outcomes.length, 'run')} failed:`;
  const kind = failures[0]!.kind;
  const isShared = failures.every((each) => each.kind === kind);
  return new RunsFailedError(isShared ? kind : 'internal', [first, ...lines], failures);
}

/**
 * @throws InterruptedError after Ctrl-C. @throws RunsFailedError, of the kind that all failures have (numeric where all
 * losses diverged), else of a failure that has no exit code of its own
 */
export function checkEndOfGroup(group: RunGroup, { interrupt }: CommandContext): void {
  const { directory, outcomes, interruption } = group;
  if (interruption !== undefined) {
    const { done, of } = interruption;
    const how = `interrupted after ${formatCount(done)} of ${formatCounted(of, 'run')}`;
    const code = interrupt.exitCode() ?? interruptedCode;
    throw new InterruptedError(`${how}; the same command continues in ${directory}.`, code);
  }
  const failed = outcomes.filter((outcome): outcome is Failed => outcome.status === 'failed');
  if (failed.length > 0) throw failedError(failed, group);
}
