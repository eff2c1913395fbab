/** `inkgrad run`: trains one experiment and leaves a folder with its record, figures and report. */
import { buildModel, comparePublished, resolveExperiment } from '@inkgrad/mnist';
import { checkBackendName } from '../backend-name.ts';
import type { CommandContext } from '../context.ts';
import { findExperiment } from '../find-experiment.ts';
import { endOf } from '../training/interruption.ts';
import { type TrainingOptions, TrainingSession } from '../training/training-session.ts';
import { renderConfusionMatrix } from '../views/confusion-matrix.ts';
import { runJson } from '../views/run-json.ts';
import { renderOutcome, renderVerdict } from '../views/run-results.ts';

export interface RunCommandOptions extends TrainingOptions {
  readonly batchSize?: number;
}

export async function run(name: string, options: RunCommandOptions, context: CommandContext): Promise<number> {
  const { out, err } = context.terminal;
  checkBackendName(options.backend, options.threads);
  const experiment = resolveExperiment(await findExperiment(name), options);
  // A mistake in the model is known before anything is opened or made.
  await buildModel(experiment).dispose();
  return TrainingSession.use(options, context, experiment.name, async (session) => {
    const trained = await session.train(experiment, session.folder.path);
    const report = await session.report([trained]);
    const { result } = trained;
    if (options.json) {
      out.line(JSON.stringify({ ...runJson(trained), report }));
    } else {
      const comparison = comparePublished(result);
      if (!options.quiet) err.line();
      for (const line of renderOutcome(trained, out.colors)) out.line(line);
      out.line();
      for (const line of renderConfusionMatrix(result.confusionMatrix, out.colors)) out.line(line);
      if (comparison?.reproduced != null) {
        out.line();
        for (const line of renderVerdict(comparison, out.colors)) out.line(line);
      }
      out.line(`\nReport: ${report}`);
    }
    return endOf(session, trained, context);
  });
}
