/** `inkgrad run`: trains one experiment and leaves a folder with its record, figures and report. */
import { buildModel, resolveExperiment } from '@inkgrad/experiments';
import { checkBackendName } from '../backend-name.ts';
import { onWasm, withChosenBackend } from '../backends/choose-backend.ts';
import type { CommandContext } from '../context.ts';
import { findExperiment } from '../find-experiment.ts';
import { checkDataOptions } from '../load-data.ts';
import { reportRun } from '../training/report-run.ts';
import { makeTrainingFolder } from '../training/training-folder.ts';
import { type TrainingOptions, TrainingSession } from '../training/training-session.ts';

export interface RunCommandOptions extends TrainingOptions {
  readonly batchSize?: number;
  readonly set?: readonly string[];
}

export async function run(name: string, options: RunCommandOptions, context: CommandContext): Promise<void> {
  checkBackendName(options.backend, options.threads);
  const experiment = resolveExperiment(await findExperiment(name, options.set), options);
  checkDataOptions(options);
  const isMnist = options.data === undefined;
  // A mistake in the model is known before anything is opened or made, where the form of the data is known.
  if (isMnist) await buildModel(experiment).dispose();
  const makeFolder = () => makeTrainingFolder(options.out, experiment.name);
  const chosen = isMnist ? await withChosenBackend(options, [experiment]) : onWasm(options);
  return TrainingSession.use(chosen, context, makeFolder, async (session) => {
    const recorded = await session.train(experiment, session.folder.path);
    return reportRun(session, recorded, options, context);
  });
}
