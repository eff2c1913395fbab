/**
 * `inkgrad reproduce`: trains the two published experiments on one copy of the data and sets them beside the figures
 * that the notebook printed. Exit code 6 if a run that can be judged does not reproduce the published one.
 */
import { join } from 'node:path';
import { comparePublished, experiments, type PublishedName, published, resolveExperiment } from '@inkgrad/mnist';
import { checkBackendName } from '../backend-name.ts';
import type { CommandContext } from '../context.ts';
import { formatDuration } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { endOf } from '../training/interruption.ts';
import { type Trained, type TrainingOptions, TrainingSession } from '../training/training-session.ts';
import { renderComparison } from '../views/comparison.ts';
import { runJson } from '../views/run-json.ts';
import { renderOutcome, renderVerdict } from '../views/run-results.ts';

const names = Object.keys(experiments) as PublishedName[];

function print(trained: Trained, out: Output): void {
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

export async function reproduce(options: TrainingOptions, context: CommandContext): Promise<number> {
  const { out, err } = context.terminal;
  checkBackendName(options.backend, options.threads);
  return TrainingSession.use(options, context, 'reproduce', async (session) => {
    const trained: Trained[] = [];
    for (const name of names) {
      if (trained.length > 0 && context.interrupt.signal.aborted) break;
      trained.push(await session.train(resolveExperiment(experiments[name], options), join(session.folder.path, name)));
      if (!options.quiet) err.line();
    }
    const report = await session.report(trained);
    const { seconds } = session;
    const judged = trained.map(({ result }) => comparePublished(result)!.reproduced);
    const reproduced = judged.includes(false)
      ? false
      : judged.length === names.length && !judged.includes(null)
        ? true
        : null;
    if (options.json) {
      out.line(JSON.stringify({ runs: trained.map(runJson), reproduced, seconds, report }));
    } else {
      for (const each of trained) print(each, out);
      out.line(`Everything took ${formatDuration(seconds)}. Report: ${report}`);
    }
    return endOf(session, trained.at(-1)!, context) || (reproduced === false ? 6 : 0);
  });
}
