/**
 * `inkgrad sweep`: an experiment with every combination of some settings, each over the same seeds, and a table of what
 * came of it.
 */
import {
  axisNames,
  buildModel,
  type Experiment,
  formatSetting,
  formatValue,
  type GridAxis,
  gridCells,
  parseGrid,
  parseSeeds,
  type Setting,
  type SweepMetric,
  type SweepResult,
  sweepMetrics,
  sweep as sweepOf,
  trainingSeconds,
} from '@inkgrad/experiments';
import { writeSweep } from '@inkgrad/experiments/node';
import { suggestionEnding } from '@inkgrad/tensor/text';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { finishGroup } from '../jobs/finish-group.ts';
import type { Job } from '../jobs/job.ts';
import { type ExperimentOptions, experimentWith } from '../jobs/prepare-experiment.ts';
import { type GroupOptions, type RunGroup, runGroup } from '../jobs/run-group.ts';
import { renderSweep } from '../views/sweep.ts';

export interface SweepOptions extends GroupOptions, ExperimentOptions {
  readonly grid?: readonly string[];
  readonly seeds?: string;
  readonly sort: string;
}

/** A combination of settings, with the jobs of its seeds. */
interface Cell {
  readonly settings: readonly Setting[];
  readonly jobs: readonly Job[];
}

const longestName = 60;

function metricOf(name: string): SweepMetric {
  // Also as the tables spell it.
  const metric = name.replace(/^val_(.)/, (_, first: string) => `validation${first.toUpperCase()}`);
  const found = sweepMetrics.find((each) => each === metric);
  if (found !== undefined) return found;
  throw new UsageError(
    `cannot sort by "${name}", known: ${sweepMetrics.join(', ')}${suggestionEnding(name, sweepMetrics)}`,
  );
}

function axesOf({ grid = [], seeds }: SweepOptions): GridAxis[] {
  const axes = grid.map(parseGrid);
  const seedAxis = axes.find(({ path }) => path === 'seed');
  if (seedAxis !== undefined) {
    throw new UsageError(`seeds are no part of --grid: say --seeds ${seedAxis.values.map(formatValue).join(',')}.`);
  }
  if (axes.length === 0 && seeds === undefined) {
    throw new UsageError(
      'nothing to vary: say --grid path=a,b, such as optimizer.learningRate=0.01,0.001, or --seeds.',
    );
  }
  return axes;
}

function cellsOf(
  withSettings: (settings: readonly Setting[]) => Experiment,
  axes: readonly GridAxis[],
  seeds: readonly number[],
): Cell[] {
  const names = axisNames(axes);
  const all = gridCells(axes);
  return all.map((settings, index) => {
    const changed = withSettings(settings);
    const values = settings.map(({ value }, at) => [names[at]!, formatValue(value)] as const);
    const words = values
      .flat()
      .join('-')
      .replace(/[^A-Za-z0-9.]+/g, '-')
      .slice(0, longestName);
    const number = String(index + 1).padStart(String(all.length).length, '0');
    const prefix = settings.length === 0 ? '' : `${number}-${words}-`;
    const jobs = seeds.map(
      (seed): Job => ({
        id: `${prefix}seed-${seed}`,
        title: [...values.map((pair) => pair.join('=')), `seed ${seed}`].join(' '),
        experiment: { ...changed, seed },
        split: { kind: 'test' },
        diagnose: false,
      }),
    );
    return { settings, jobs };
  });
}

/** A model that cannot be built is known before anything is opened or made. */
async function checkModels(cells: readonly Cell[]): Promise<void> {
  for (const { jobs, settings } of cells) {
    try {
      await buildModel(jobs[0]!.experiment).dispose();
    } catch (error) {
      if (error instanceof Error && settings.length > 0) {
        error.message = `${settings.map(formatSetting).join(' ')}: ${error.message}`;
      }
      throw error;
    }
  }
}

/** Undefined where no run is done. */
function resultOf(
  { outcomes }: RunGroup,
  cells: readonly Cell[],
  parts: Pick<SweepResult, 'experiment' | 'axes' | 'seeds'> & { sortBy: SweepMetric },
): SweepResult | undefined {
  if (!outcomes.some(({ status }) => status === 'done')) return undefined;
  const byId = new Map(outcomes.map((outcome) => [outcome.job.id, outcome]));
  const runOf = ({ id, experiment: { seed } }: Job) => {
    const outcome = byId.get(id)!;
    const common = { seed, directory: `runs/${id}` };
    if (outcome.status === 'done') {
      const { result } = outcome;
      return { ...common, history: result.history, seconds: trainingSeconds(result) };
    }
    const failure = outcome.status === 'failed' ? outcome.failure.message : 'interrupted.';
    return { ...common, history: {}, seconds: 0, failure };
  };
  return sweepOf({ ...parts, cells: cells.map(({ settings, jobs }) => ({ settings, runs: jobs.map(runOf) })) });
}

export async function sweep(name: string, options: SweepOptions, context: CommandContext): Promise<void> {
  const sortBy = metricOf(options.sort);
  const axes = axesOf(options);
  const withSettings = await experimentWith(name, options);
  const experiment = withSettings([]);
  const seeds = options.seeds === undefined ? [experiment.seed] : parseSeeds(options.seeds);
  const cells = cellsOf(withSettings, axes, seeds);
  await checkModels(cells);
  const jobs = cells.flatMap((cell) => cell.jobs);
  const asked = { experiment, axes, seeds };
  const request = { kind: 'sweep', experiment: experiment.name, asked, jobs } as const;
  return runGroup(request, options, context, (group) =>
    finishGroup(group, options, context, {
      result: resultOf(group, cells, { experiment, axes, seeds, sortBy }),
      write: writeSweep,
      render: renderSweep,
    }),
  );
}
