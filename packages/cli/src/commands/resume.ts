/**
 * `inkgrad resume`: continues a run, or a `reproduce`, that was interrupted or killed, and writes its figures and
 * report. It ends with the bytes of one that never stopped. What is finished already stays as it is.
 */
import { RunFailedError } from '@inkgrad/experiments';
import { type RunEnvironment, readRun } from '@inkgrad/experiments/node';
import { checkBackendName } from '../backend-name.ts';
import type { CommandContext } from '../context.ts';
import { recordedDataNow } from '../load-data.ts';
import { sayFinishedGroup, sayFinishedReproduction, sayFinishedRun } from '../training/finished.ts';
import { reportRun } from '../training/report-run.ts';
import { trainReproduction } from '../training/reproduction.ts';
import { readReproduction } from '../training/reproduction-file.ts';
import { recordedFolder } from '../training/training-folder.ts';
import { type TrainingOptions, TrainingSession } from '../training/training-session.ts';

export type ResumeOptions = Pick<TrainingOptions, 'threads' | 'data' | 'dataDir' | 'json' | 'quiet'>;

/** As it began: the backend, and the data folder of its own. */
function optionsOf({ backend, data }: RunEnvironment, options: ResumeOptions): TrainingOptions {
  checkBackendName(backend, options.threads);
  return { ...options, ...recordedDataNow(data, options), backend };
}

export async function resume(directory: string, options: ResumeOptions, given: CommandContext): Promise<void> {
  // The data is what the record says, not what the environment says now.
  const context = { ...given, env: { ...given.env, INKGRAD_DATA: undefined } };
  const makeFolder = async () => recordedFolder(directory);
  const reproduction = await readReproduction(directory);
  if (reproduction !== undefined) {
    if (await sayFinishedReproduction(directory, reproduction, options, context)) return;
    const { experiments, environment } = reproduction;
    return TrainingSession.use(optionsOf(environment, options), context, makeFolder, (session) =>
      trainReproduction(experiments, session, options, context),
    );
  }
  if (await sayFinishedGroup(directory, options, context)) return;
  const { experiment, split, diagnose, environment, result, failure } = await readRun(directory);
  if (failure !== undefined) throw new RunFailedError(directory, failure);
  if (result !== undefined && (await sayFinishedRun(directory, result, options, context))) return;
  return TrainingSession.use(optionsOf(environment, options), context, makeFolder, async (session) => {
    const recorded = await session.train(experiment, directory, { split, diagnose });
    return reportRun(session, recorded, options, context);
  });
}
