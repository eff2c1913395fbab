/**
 * `inkgrad reproduce`: trains the two published experiments on one copy of the data and sets them beside the figures
 * that the notebook printed. Exit code 6 if a run that can be judged does not reproduce the published one.
 */

import { resolveExperiment } from '@inkgrad/experiments';
import { experiments, type PublishedName } from '@inkgrad/mnist';
import { checkBackendName } from '../backend-name.ts';
import { withChosenBackend } from '../backends/choose-backend.ts';
import type { CommandContext } from '../context.ts';
import { trainReproduction } from '../training/reproduction.ts';
import { writeReproduction } from '../training/reproduction-file.ts';
import { makeTrainingFolder } from '../training/training-folder.ts';
import { type TrainingOptions, TrainingSession } from '../training/training-session.ts';

const names = Object.keys(experiments) as PublishedName[];

export async function reproduce(options: TrainingOptions, context: CommandContext): Promise<void> {
  checkBackendName(options.backend, options.threads);
  const resolved = names.map((name) => resolveExperiment(experiments[name], options));
  const makeFolder = () => makeTrainingFolder(options.out, 'reproduce');
  const chosen = await withChosenBackend(options, resolved);
  return TrainingSession.use(chosen, context, makeFolder, async (session) => {
    await writeReproduction(session.folder.path, { experiments: resolved, environment: session.environment });
    return trainReproduction(resolved, session, options, context);
  });
}
