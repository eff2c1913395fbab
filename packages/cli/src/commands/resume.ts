/**
 * `inkgrad resume`: continues a run, or a `reproduce`, that was interrupted or killed, and writes its figures and
 * report. It ends with the bytes of one that never stopped.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RunEnvironment, readRun, type StoredRun } from '@inkgrad/mnist/node';
import { checkBackendName } from '../backend-name.ts';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { formatMetric } from '../terminal/format.ts';
import { reportRun } from '../training/report-run.ts';
import { trainReproduction } from '../training/reproduction.ts';
import { readReproduction } from '../training/reproduction-file.ts';
import { recordedFolder } from '../training/training-folder.ts';
import { type TrainingOptions, TrainingSession } from '../training/training-session.ts';
import { runJson } from '../views/run-json.ts';

export type ResumeOptions = Pick<TrainingOptions, 'threads' | 'dataDir' | 'json' | 'quiet'>;

/** As it began: the backend, and the data folder of its own. */
function optionsOf({ backend, data }: RunEnvironment, options: ResumeOptions): TrainingOptions {
  checkBackendName(backend, options.threads);
  const { folder } = data;
  return { ...(folder === null ? {} : { dataDir: folder }), ...options, backend };
}

/** Nothing is left to do. */
function sayFinished(
  { directory, result }: StoredRun & { readonly result: NonNullable<StoredRun['result']> },
  report: string,
  options: ResumeOptions,
  { terminal }: CommandContext,
): void {
  if (options.json) {
    const recorded = { reused: true, resumedFromEpoch: undefined, interrupted: undefined };
    const run = runJson({ ...recorded, result, directory, modelDirectory: join(directory, 'model') });
    terminal.out.line(JSON.stringify({ ...run, report }));
    return;
  }
  const { set, accuracy } = result.evaluation;
  const name = set === 'fold' ? 'validation' : 'test';
  const epochs = `${result.epochs.length} ${result.epochs.length === 1 ? 'epoch' : 'epochs'}`;
  const what = `${directory} is finished: ${epochs}, ${name} accuracy ${formatMetric(accuracy)}`;
  terminal.out.line(`${what}. There is nothing to continue.\nReport: ${report}`);
}

export async function resume(directory: string, options: ResumeOptions, given: CommandContext): Promise<number> {
  // The data is what the record says, not what the environment says now.
  const context = { ...given, env: { ...given.env, INKGRAD_DATA: undefined } };
  const makeFolder = async () => recordedFolder(directory);
  const reproduction = await readReproduction(directory);
  if (reproduction !== undefined) {
    const { experiments, environment } = reproduction;
    return TrainingSession.use(optionsOf(environment, options), context, makeFolder, (session) =>
      trainReproduction(experiments, session, options, context),
    );
  }
  if (existsSync(join(directory, 'group.json'))) {
    throw new UsageError(`${directory} holds many runs; the command that began them, given again, continues them`);
  }
  const stored = await readRun(directory);
  const { experiment, split, diagnose, environment, result } = stored;
  const report = join(directory, 'report.html');
  if (result !== undefined && existsSync(report)) {
    sayFinished({ ...stored, result }, report, options, context);
    return 0;
  }
  return TrainingSession.use(optionsOf(environment, options), context, makeFolder, async (session) => {
    const recorded = await session.train(experiment, directory, { split, diagnose });
    return reportRun(session, recorded, options, context);
  });
}
