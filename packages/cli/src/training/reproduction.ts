/** The two published experiments in one folder, a record each, set beside the published figures. */
import { join } from 'node:path';
import type { Experiment } from '@inkgrad/experiments';
import type { RecordedRun } from '@inkgrad/experiments/node';
import { comparePublished, type PublishedName, published } from '@inkgrad/mnist';
import type { CommandContext } from '../context.ts';
import { ThresholdError } from '../errors.ts';
import { formatDuration } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { renderComparison } from '../views/comparison.ts';
import { runJson } from '../views/run-json.ts';
import { renderOutcome, renderVerdict } from '../views/run-results.ts';
import { throwIfInterrupted } from './interruption.ts';
import type { TrainingOptions, TrainingSession } from './training-session.ts';

function print(trained: RecordedRun, out: Output): void {
  const { colors } = out;
  const { result } = trained;
  for (const line of renderOutcome(trained, colors)) out.line(line);
  out.line();
  const figures = published.experiments[result.experiment as PublishedName].history;
  for (const line of renderComparison(result.epochs, figures, out.look())) out.line(line);
  out.line();
  for (const line of renderVerdict(comparePublished(result)!, out.look())) out.line(line);
  out.line();
}

/**
 * Trains what is not trained yet.
 * @throws ThresholdError if a run that can be judged does not reproduce its model. @throws InterruptedError
 */
export async function trainReproduction(
  experiments: readonly Experiment[],
  session: TrainingSession,
  options: Pick<TrainingOptions, 'json' | 'quiet'>,
  context: CommandContext,
): Promise<void> {
  const { terminal, answer } = context;
  const { out, err } = terminal;
  const trained: RecordedRun[] = [];
  for (const experiment of experiments) {
    if (trained.length > 0 && context.interrupt.signal.aborted) break;
    trained.push(await session.train(experiment, join(session.folder.path, experiment.name)));
    if (!options.quiet) err.line();
  }
  const report = await session.report(trained);
  const { seconds } = session;
  const comparisons = trained.map(({ result }) => comparePublished(result)!);
  const judged = comparisons.map(({ reproduced }) => reproduced);
  const complete = judged.length === experiments.length && !judged.includes(null);
  const reproduced = judged.includes(false) ? false : complete ? true : null;
  if (options.json) {
    answer({ runs: trained.map(runJson), reproduced, seconds, report });
  } else {
    for (const each of trained) print(each, out);
    out.line(`Everything took ${formatDuration(seconds)}. Report: ${report}`);
  }
  throwIfInterrupted(session, trained.at(-1)!, context);
  if (reproduced !== false) return;
  const missed = comparisons.filter((comparison) => comparison.reproduced === false);
  const names = missed.map(({ experiment }) => experiment).join(' and ');
  throw new ThresholdError(`${names} ${missed.length === 1 ? 'does' : 'do'} not reproduce the published notebook.`);
}
