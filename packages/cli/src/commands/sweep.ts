/**
 * `inkgrad sweep`: an experiment with combinations of some settings, all of them or some that are drawn, each over the same
 * seeds, and a table of what came of it. With halving most of them train only for a while. What is best is seen on a part of
 * the training set.
 */
import {
  axisNames,
  checkExperiment,
  type DataSet,
  type Experiment,
  formatSetting,
  formatValue,
  type GridAxis,
  gridCells,
  heldOut,
  isLessBetter,
  measuredNames,
  orderingName,
  parseGrid,
  parseSeeds,
  randomCells,
  rangeOf,
  rungsOf,
  type Setting,
  type SweepResult,
  survivors,
  sweep as sweepOf,
  trainingSeconds,
} from '@inkgrad/experiments';
import { writeSweep } from '@inkgrad/experiments/node';
import { suggestionEnding } from '@inkgrad/tensor/text';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { finishGroup } from '../jobs/finish-group.ts';
import type { Job, JobOutcome } from '../jobs/job.ts';
import { type ExperimentOptions, experimentWith } from '../jobs/prepare-experiment.ts';
import { type GroupOptions, type RunGroup, runGroup } from '../jobs/run-group.ts';
import { kerasName } from '../terminal/keras-name.ts';
import { renderSweep } from '../views/sweep.ts';

export interface SweepOptions extends GroupOptions, ExperimentOptions {
  readonly grid?: readonly string[];
  readonly seeds?: string;
  /** Default: by validation accuracy, of values by validation loss. */
  readonly sort?: string;
  /** Combinations to draw; all by default. */
  readonly random?: number;
  readonly drawSeed: number;
  readonly halving?: boolean;
}

/** A combination of settings, with the jobs of its seeds for a number of epochs. */
interface Cell {
  readonly settings: readonly Setting[];
  /** @param epochs default: those of the experiment. @param rung counted from 1; undefined where all train to the end */
  jobs(epochs?: number, rung?: number): readonly Job[];
}

const longestName = 60;

/** @throws UsageError for what training the experiment does not measure */
function metricOf(experiment: Experiment, name = orderingName(experiment)): string {
  const known = measuredNames(experiment);
  // Also as the tables spell it.
  const found = known.find((each) => each === name || kerasName(each) === name);
  if (found !== undefined) return found;
  throw new UsageError(`cannot sort by "${name}", known: ${known.join(', ')}${suggestionEnding(name, known)}`);
}

function axesOf({ grid = [], seeds, random }: SweepOptions): GridAxis[] {
  const axes = grid.map(parseGrid);
  if (random !== undefined && axes.length === 0) throw new UsageError('--random draws from --grid: say what from.');
  const range = random === undefined ? axes.find((axis) => rangeOf(axis) !== undefined) : undefined;
  if (range !== undefined) {
    throw new UsageError(
      `${range.path}=${formatValue(range.values[0]!)} is a range, of which --random <count> draws values.`,
    );
  }
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
  all: readonly (readonly Setting[])[],
): Cell[] {
  const names = axisNames(axes);
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
    const split = { kind: 'validation', part: heldOut(changed) } as const;
    const jobs = (epochs = changed.epochs, rung?: number): Job[] =>
      seeds.map((seed) => ({
        id: `${rung === undefined ? '' : `rung-${rung}-`}${prefix}seed-${seed}`,
        title: [
          ...values.map((pair) => pair.join('=')),
          `seed ${seed}`,
          ...(rung === undefined ? [] : [`${epochs} epochs`]),
        ].join(' '),
        experiment: { ...changed, seed, epochs },
        split,
        diagnose: false,
      }));
    return { settings, jobs };
  });
}

/** A model that cannot be built is known before anything is opened or made. */
async function checkModels(cells: readonly Cell[], data: DataSet): Promise<void> {
  for (const { jobs, settings } of cells) {
    try {
      await checkExperiment(jobs()[0]!.experiment, data);
    } catch (error) {
      if (error instanceof Error && settings.length > 0) {
        error.message = `${settings.map(formatSetting).join(' ')}: ${error.message}`;
      }
      throw error;
    }
  }
}

/** What halving has come to: the cells of each rung, as far as it is known which go on. */
class Halving {
  readonly rungs: ReturnType<typeof rungsOf>;
  readonly #cells: readonly Cell[];
  readonly #sortBy: string;

  constructor(cells: readonly Cell[], epochs: number, sortBy: string) {
    this.rungs = rungsOf(cells.length, epochs);
    this.#cells = cells;
    this.#sortBy = sortBy;
  }

  jobsOf(rung: number, cells: readonly number[]): Job[] {
    const { epochs } = this.rungs[rung]!;
    return cells.flatMap((at) => [...this.#cells[at]!.jobs(epochs, rung + 1)]);
  }

  /** The cells of each rung that has begun or can begin. */
  progress(outcomes: readonly JobOutcome[]): number[][] {
    const byId = new Map(outcomes.map((outcome) => [outcome.job.id, outcome]));
    const reached = [this.#cells.map((_, at) => at)];
    for (const [rung, { epochs }] of this.rungs.slice(0, -1).entries()) {
      const cells = reached[rung]!;
      const values = cells.map((at) => {
        const done = this.#cells[at]!.jobs(epochs, rung + 1).map(({ id }) => byId.get(id));
        if (done.some((outcome) => outcome === undefined || outcome.status === 'interrupted')) return null;
        const last = done.flatMap((outcome) =>
          outcome!.status === 'done' ? (outcome!.result.history[this.#sortBy]?.at(-1) ?? []) : [],
        );
        // A cell of which a run failed does not go on.
        return last.length < done.length ? undefined : last.reduce((sum, value) => sum + value, 0) / last.length;
      });
      const known = values.filter((value) => value !== null);
      if (known.length < values.length) return reached;
      const going = survivors(known, this.rungs[rung + 1]!.cells, isLessBetter(this.#sortBy));
      reached.push(going.map((index) => cells[index]!));
    }
    return reached;
  }

  /** What is to run next. */
  next(outcomes: readonly JobOutcome[]): Job[] {
    const tried = new Set(outcomes.map(({ job }) => job.id));
    const reached = this.progress(outcomes);
    return this.jobsOf(reached.length - 1, reached.at(-1)!).filter(({ id }) => !tried.has(id));
  }
}

/** Undefined where no run is done. */
function resultOf(
  { outcomes }: RunGroup,
  cells: readonly Cell[],
  halving: Halving | undefined,
  parts: Omit<SweepResult, 'kind' | 'cells' | 'sortBy'> & { sortBy: string },
): SweepResult | undefined {
  if (!outcomes.some(({ status }) => status === 'done')) return undefined;
  const byId = new Map(outcomes.map((outcome) => [outcome.job.id, outcome]));
  const runOf = ({ id, experiment: { seed } }: Job) => {
    const outcome = byId.get(id);
    const common = { seed, directory: `runs/${id}` };
    if (outcome?.status === 'done') {
      const { history, evaluation } = outcome.result;
      return {
        ...common,
        history,
        seconds: trainingSeconds(outcome.result),
        testAccuracy: evaluation.accuracy ?? null,
        testLoss: evaluation.loss,
      };
    }
    const failure = outcome?.status === 'failed' ? outcome.failure.message : 'interrupted.';
    return { ...common, history: {}, seconds: 0, testAccuracy: null, testLoss: null, failure };
  };
  const reached = halving?.progress(outcomes);
  const shown = cells.map(({ settings, jobs }, at) => {
    const rung = reached?.findLastIndex((each) => each.includes(at));
    const epochs = rung === undefined ? undefined : halving!.rungs[rung]!.epochs;
    const own = epochs === undefined ? jobs() : jobs(epochs, rung! + 1);
    return { settings, runs: own.map(runOf), ...(epochs === undefined ? {} : { epochs }) };
  });
  return sweepOf({ ...parts, cells: shown });
}

export async function sweep(name: string, options: SweepOptions, context: CommandContext): Promise<void> {
  const axes = axesOf(options);
  const withSettings = await experimentWith(name, options);
  const experiment = withSettings([]);
  const sortBy = metricOf(experiment, options.sort);
  const seeds = options.seeds === undefined ? [experiment.seed] : parseSeeds(options.seeds);
  const { random, drawSeed } = options;
  const combinations = random === undefined ? gridCells(axes) : randomCells(axes, random, drawSeed);
  const cells = cellsOf(withSettings, axes, seeds, combinations);
  const { epochs } = experiment;
  if (options.halving && axes.some(({ path }) => path === 'epochs')) {
    throw new UsageError('--halving says how long each combination trains: take epochs out of --grid.');
  }
  const halving = options.halving ? new Halving(cells, epochs, sortBy) : undefined;
  const jobs = halving?.next([]) ?? cells.flatMap((cell) => [...cell.jobs()]);
  const drawn = random === undefined ? {} : { drawn: { count: cells.length, seed: drawSeed } };
  // By which value cells go on decides what is trained.
  const rungs = halving === undefined ? {} : { rungs: halving.rungs };
  const validation = heldOut(experiment);
  const asked = { experiment, axes, seeds, validation, ...drawn, ...rungs, ...(halving ? { sortBy } : {}) };
  const next = halving === undefined ? {} : { next: (outcomes: readonly JobOutcome[]) => halving.next(outcomes) };
  const plan = async (data: DataSet) => {
    await checkModels(cells, data);
    return { kind: 'sweep', experiment: experiment.name, asked, jobs, ...next } as const;
  };
  return runGroup(plan, options, context, (group) =>
    finishGroup(group, options, context, {
      result: resultOf(group, cells, halving, { experiment, axes, validation, seeds, sortBy, ...drawn, ...rungs }),
      write: writeSweep,
      render: renderSweep,
    }),
  );
}
