/**
 * What `cv`, `sweep` and `ablate` share: the data, a folder that the same command finds again, the jobs that are not
 * done yet on a pool of workers, and an end that says what is missing.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataSet, type Experiment, orientationWords } from '@inkgrad/experiments';
import { type ReportContext, readRun, writeWhole } from '@inkgrad/experiments/node';
import { InternalError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { checkBackendName } from '../backend-name.ts';
import { onWasm, withChosenBackend } from '../backends/choose-backend.ts';
import { commandLine } from '../command-line.ts';
import type { CommandContext } from '../context.ts';
import { checkDataOptions, loadData, type OwnDataOptions, warn } from '../load-data.ts';
import { formatCount, formatCounted } from '../terminal/format.ts';
import { type Output, silenced } from '../terminal/output.ts';
import { shareCores } from './cores.ts';
import { type GroupKind, openGroupFolder, resultFile } from './group-folder.ts';
import { GroupLog } from './group-log.ts';
import type { Job, JobOutcome } from './job.ts';
import { outcomeBefore } from './outcome-before.ts';
import { jobsProgress } from './progress.ts';
import { runJobs } from './run-jobs.ts';

/** Options that all commands with jobs have. */
export interface GroupOptions extends OwnDataOptions {
  readonly backend: string;
  readonly threads?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface GroupRequest {
  readonly kind: GroupKind;
  /** Name of the experiment. */
  readonly experiment: string;
  /** What the results depend on besides backend and data; plain JSON. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** In the order in which they begin. */
  readonly jobs: readonly Job[];
  /** More jobs, once all before have been tried; asked again until there are none. */
  readonly next?: (outcomes: readonly JobOutcome[]) => readonly Job[];
}

/** What is to be run on the data, once that is known; nothing is made before, so that it may refuse. */
export type PlanGroup = (data: DataSet) => Promise<GroupRequest>;

/** A group whose jobs have all been tried, or that Ctrl-C ended. */
export interface RunGroup {
  readonly directory: string;
  readonly data: DataSet;
  /** One for each job, in their order. */
  readonly outcomes: readonly JobOutcome[];
  /** Runs that were done, of those known of, when Ctrl-C ended the group; undefined if it came to its end. */
  readonly interruption: { readonly done: number; readonly of: number } | undefined;
  /** Writes `result.json` unless it says the same already; whether it did not. */
  writeResult(result: object): Promise<boolean>;
  /** What report pages need besides the result, which is there only where a run is done. */
  reportContext(): Promise<ReportContext>;
}

interface Place {
  readonly data: DataSet;
  readonly directory: string;
  readonly log: GroupLog;
}

/** The jobs of one command, round by round. */
class Rounds {
  readonly #options: GroupOptions;
  readonly #context: CommandContext;
  readonly #place: Place;
  readonly #progress: Output;
  readonly outcomes: JobOutcome[] = [];

  constructor(options: GroupOptions, context: CommandContext, place: Place, progress: Output) {
    this.#options = options;
    this.#context = context;
    this.#place = place;
    this.#progress = progress;
  }

  /** Does what is not done of the jobs. */
  async run(jobs: readonly Job[]): Promise<void> {
    const { directory, log } = this.#place;
    const known = new Map<Job, JobOutcome>();
    for (const job of jobs) {
      const outcome = await outcomeBefore(job, join(directory, 'runs', job.id), log);
      if (outcome !== undefined) known.set(job, outcome);
    }
    const before = known.size > 0 ? `, ${formatCount(known.size)} of them done before` : '';
    const isFirst = this.outcomes.length === 0;
    const runs = formatCounted(jobs.length, isFirst ? 'run' : 'more run');
    this.#progress.line(`${runs}${before}${isFirst ? `, in ${directory}` : ''}`);
    const left = jobs.filter((job) => !known.has(job));
    if (left.length > 0) {
      for (const outcome of await this.#train(left, this.outcomes.length + known.size)) known.set(outcome.job, outcome);
    }
    this.outcomes.push(...jobs.map((job) => known.get(job)!));
  }

  #train(left: readonly Job[], done: number): Promise<JobOutcome[]> {
    const { data, directory, log } = this.#place;
    const { backend } = this.#options;
    const { version, interrupt } = this.#context;
    const { signal } = interrupt;
    const { workers, threads, note } = shareCores({ ...this.#options, count: left.length });
    const each = threads === undefined ? '' : `, ${plural(threads, 'thread')} each`;
    this.#progress.line(`${backend}, ${workers} at a time${each}${note === undefined ? '' : `; ${note}`}\n`);
    const progress = jobsProgress({
      ...{ output: this.#progress, total: done + left.length, done, signal },
      epochsLeft: left.reduce((sum, { experiment }) => sum + experiment.epochs, 0),
    });
    return runJobs(left, {
      ...{ workers, threads, backend, data, directory, version, progress, signal },
      onOutcome: (outcome) => log.add(outcome),
    });
  }
}

/** The experiments of jobs, each once whatever its seeds. */
function experimentsOf(jobs: readonly Job[]): Experiment[] {
  const bySettings = new Map(jobs.map(({ experiment }) => [JSON.stringify({ ...experiment, seed: 0 }), experiment]));
  return [...bySettings.values()];
}

/**
 * Reads the data, does the jobs of a group that are not done, and lets `work` make something of them while the folder is locked.
 * @throws InkgradError for what ends all jobs: no backend, damaged data, a folder in use, a full disk
 */
export async function runGroup<T>(
  plan: PlanGroup,
  options: GroupOptions,
  context: CommandContext,
  work: (group: RunGroup) => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const { signal } = context.interrupt;
  checkBackendName(options.backend, options.threads);
  checkDataOptions(options);
  const progress = options.quiet ? silenced(context.terminal.err) : context.terminal.err;
  const { data, warnings } = await loadData(options, context.env);
  const request = await plan(data);
  const { kind, experiment, asked } = request;
  const chosen =
    options.data === undefined ? await withChosenBackend(options, experimentsOf(request.jobs)) : onWasm(options);
  const identified = [
    ...data.files.map(({ md5 }) => md5),
    ...orientationWords(data.orientation),
    ...(data.request === undefined ? [] : [JSON.stringify(data.request)]),
  ];
  const identity = { kind, experiment, asked, backend: chosen.backend, data: identified };
  const folder = await openGroupFolder(identity, options.out);
  try {
    const directory = folder.path;
    const log = await GroupLog.open(join(directory, 'log.jsonl'));
    warn(warnings, context.terminal.err);
    if (chosen.backendReason !== undefined) progress.line(chosen.backendReason);
    const rounds = new Rounds(chosen, context, { data, directory, log }, progress);
    const { outcomes } = rounds;
    let jobs = request.jobs;
    while (jobs.length > 0 && !signal.aborted) {
      await rounds.run(jobs);
      jobs = outcomes.some(({ status }) => status === 'interrupted') ? [] : (request.next?.(outcomes) ?? []);
    }
    const stopped = outcomes.filter(({ status }) => status === 'interrupted').length;
    const of = outcomes.length + jobs.length;
    const interruption = stopped + jobs.length > 0 ? { done: outcomes.length - stopped, of } : undefined;
    return await work({
      ...{ directory, data, outcomes, interruption },
      async writeResult(result) {
        const path = join(directory, resultFile);
        const text = `${JSON.stringify(result, undefined, 2)}\n`;
        const isNew = (await readFile(path, 'utf8').catch(() => undefined)) !== text;
        if (isNew) await writeWhole(path, text);
        return isNew;
      },
      async reportContext() {
        const first = outcomes.find(({ status }) => status === 'done');
        if (first === undefined) throw new InternalError('a report of no run');
        const { environment } = await readRun(first.directory);
        const command = commandLine();
        // The time of a command that found runs done before says nothing about what they took.
        const isWhole = outcomes.every((outcome) => outcome.status !== 'done' || !outcome.reused);
        const seconds = isWhole ? { totalSeconds: (performance.now() - started) / 1000 } : {};
        return { data, environment, command, ...seconds };
      },
    });
  } finally {
    await folder.close();
  }
}
