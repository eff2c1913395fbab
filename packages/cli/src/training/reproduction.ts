/** The two published experiments in one folder, a record each, set beside the published figures. */
import { join } from 'node:path';
import { comparePublished, type Experiment, type PublishedName, published } from '@inkgrad/mnist';
import type { RecordedRun } from '@inkgrad/mnist/node';
import type { CommandContext } from '../context.ts';
import { formatDuration } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { renderComparison } from '../views/comparison.ts';
import { runJson } from '../views/run-json.ts';
import { renderOutcome, renderVerdict } from '../views/run-results.ts';
import { endOf } from './interruption.ts';
import type { TrainingOptions, TrainingSession } from './training-session.ts';

function print(trained: RecordedRun, out: Output): void {
  const { colors } = out;
  const { result } = trained;
  for (const line of renderOutcome(trained, colors)) out.line(line);
  out.line();
  const figures = published.experiments[result.experiment as PublishedName].history;
  for (const line of renderComparison(result.epochs, figures, colors)) out.line(line);
  out.line();
  for (const line of renderVerdict(comparePublished(result)!, colors)) out.line(line);
  out.line();
}

/** Trains what is not trained yet. @returns the exit code: 6 if a run that can be judged does not reproduce its model */
export async function trainReproduction(
  experiments: readonly Experiment[],
  session: TrainingSession,
  options: Pick<TrainingOptions, 'json' | 'quiet'>,
  context: CommandContext,
): Promise<number> {
  const { out, err } = context.terminal;
  const trained: RecordedRun[] = [];
  for (const experiment of experiments) {
    if (trained.length > 0 && context.interrupt.signal.aborted) break;
    trained.push(await session.train(experiment, join(session.folder.path, experiment.name)));
    if (!options.quiet) err.line();
  }
  const report = await session.report(trained);
  const { seconds } = session;
  const judged = trained.map(({ result }) => comparePublished(result)!.reproduced);
  const complete = judged.length === experiments.length && !judged.includes(null);
  const reproduced = judged.includes(false) ? false : complete ? true : null;
  if (options.json) {
    out.line(JSON.stringify({ runs: trained.map(runJson), reproduced, seconds, report }));
  } else {
    for (const each of trained) print(each, out);
    out.line(`Everything took ${formatDuration(seconds)}. Report: ${report}`);
  }
  return endOf(session, trained.at(-1)!, context) || (reproduced === false ? 6 : 0);
}
