/**
 * `inkgrad profile`: where a training step goes, plan step by plan step, as a table and as a timeline picture. Steps are
 * timed one by one on the device; the unbroken step, timed beside them, says what that changes.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { rasterize } from '@inkgrad/charts';
import { DataUploads } from '@inkgrad/experiments';
import { writeWhole } from '@inkgrad/experiments/node';
import { loadMnist } from '@inkgrad/mnist/node';
import { checkBackendName } from '../backend-name.ts';
import { openBackend } from '../backends/open-backend.ts';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { findExperiment } from '../find-experiment.ts';
import { dataFolder } from '../load-data.ts';
import { measureProfile, type ProfileReport } from '../measure/profile-experiment.ts';
import { drawTimeline } from '../measure/timeline-figure.ts';
import { silenced } from '../terminal/output.ts';
import { renderProfile } from '../views/profile.ts';

export interface ProfileOptions {
  readonly steps: number;
  readonly set?: readonly string[];
  readonly backend: string;
  readonly threads?: number;
  readonly dataDir?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The timeline of a report as `NAME.svg` and `NAME.png` in a folder; returns the paths. */
async function writeTimeline(folder: string, name: string, report: ProfileReport): Promise<string[]> {
  const svg = drawTimeline(report.profile, `${report.experiment}: one training step, ${report.backendDescription}`);
  const files = [
    [join(folder, `${name}.svg`), svg],
    [join(folder, `${name}.png`), await rasterize(svg)],
  ] as const;
  for (const [path, content] of files) await writeWhole(path, content);
  return files.map(([path]) => path);
}

export async function profile(name: string, options: ProfileOptions, context: CommandContext): Promise<void> {
  const { terminal, env, version } = context;
  checkBackendName(options.backend, options.threads);
  if (options.backend.startsWith('gpu')) {
    throw new UsageError(
      `the backend ${options.backend} cannot be profiled: a whole chunk of its steps is one submission; profile takes wasm or reference, and bench --crossover times steps on it.`,
    );
  }
  const experiment = await findExperiment(name, options.set);
  const err = options.quiet ? silenced(terminal.err) : terminal.err;
  const device = await openBackend(options.backend, options.threads);
  try {
    const data = await loadMnist({ dataDir: dataFolder(options, env) });
    const uploads = new DataUploads(device, data);
    try {
      const threads = device.name === 'wasm' ? (options.threads ?? availableParallelism()) : 1;
      const report = await measureProfile(experiment, uploads, { threads, runs: options.steps, version });
      if (options.out !== undefined) {
        const json = join(options.out, `profile-${experiment.name}.json`);
        await writeWhole(json, `${JSON.stringify(report, undefined, 2)}\n`);
        const pictures = await writeTimeline(options.out, `profile-${experiment.name}`, report);
        for (const path of [json, ...pictures]) err.line(path);
      }
      if (options.json) context.answer(report);
      else for (const line of renderProfile(report, terminal.out.look())) terminal.out.line(line);
    } finally {
      await uploads.dispose();
    }
  } finally {
    await device.dispose();
  }
}
