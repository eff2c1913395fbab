/** The end of `run` and `resume`: figures and report of one run, and what is said about it. */

import type { RecordedRun } from '@inkgrad/experiments/node';
import { comparePublished } from '@inkgrad/mnist';
import type { CommandContext } from '../context.ts';
import { renderConfusionMatrix } from '../views/confusion-matrix.ts';
import { runJson } from '../views/run-json.ts';
import { renderOutcome, renderVerdict } from '../views/run-results.ts';
import { throwIfInterrupted } from './interruption.ts';
import type { TrainingOptions, TrainingSession } from './training-session.ts';

/** @throws InterruptedError if the training was interrupted */
export async function reportRun(
  session: TrainingSession,
  recorded: RecordedRun,
  options: Pick<TrainingOptions, 'json' | 'quiet'>,
  context: CommandContext,
): Promise<void> {
  const { terminal, answer } = context;
  const { out, err } = terminal;
  const report = await session.report([recorded]);
  const { result } = recorded;
  if (options.json) {
    answer({ ...runJson(recorded), report });
  } else {
    const comparison = comparePublished(result);
    if (!options.quiet) err.line();
    for (const line of renderOutcome(recorded, out.colors)) out.line(line);
    if (result.targets?.kind !== 'values') {
      out.line();
      for (const line of renderConfusionMatrix(result.confusionMatrix, out.look(), result.targets?.names))
        out.line(line);
    }
    if (comparison?.reproduced != null) {
      out.line();
      for (const line of renderVerdict(comparison, out.look())) out.line(line);
    }
    out.line(`\nReport: ${report}`);
  }
  throwIfInterrupted(session, recorded, context);
}
