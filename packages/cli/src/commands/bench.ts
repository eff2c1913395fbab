/**
 * `inkgrad bench`: how fast kernels, training steps and epochs are on this machine, and beside what people would use
 * otherwise. Everything is checked before its time counts. Progress goes to stderr, tables or JSON to stdout.
 */
import { DataUploads, type PictureData } from '@inkgrad/experiments';
import { namedExperiments } from '@inkgrad/mnist';
import { loadMnist } from '@inkgrad/mnist/node';
import { openDevice } from '@inkgrad/tensor';
import { type MachinePeak, measurePeak } from '@inkgrad/tensor/measure';
import { plural } from '@inkgrad/tensor/text';
import { type BenchChoices, benchChoices } from '../bench/choices.ts';
import { benchCrossover } from '../bench/crossover.ts';
import { type CrossoverNetworkName, crossoverNetworks } from '../bench/crossover-networks.ts';
import { crossoverSubjects } from '../bench/crossover-subjects.ts';
import { benchEpochs } from '../bench/epochs.ts';
import { benchKernels } from '../bench/kernels.ts';
import { benchPeers } from '../bench/peers/peers.ts';
import type { BenchReport, BenchSuite } from '../bench/report.ts';
import { benchSteps } from '../bench/steps.ts';
import { readDocument, updateDocument, writeBench } from '../bench/write.ts';
import type { CommandContext } from '../context.ts';
import { dataFolder } from '../load-data.ts';
import { loadAverage, measurementEnvironment } from '../measure/environment.ts';
import { measureProfile, type ProfileReport } from '../measure/profile-experiment.ts';
import { mean } from '../measure/statistics.ts';
import { formatTime } from '../terminal/format.ts';
import { type Output, silenced } from '../terminal/output.ts';
import { benchTables, renderBenchTable } from '../views/bench-tables.ts';

export interface BenchOptions {
  readonly rounds: number;
  readonly threads?: number;
  /** Milliseconds for each kernel. */
  readonly time: number;
  readonly epochs?: number;
  readonly experiments?: string;
  readonly peers?: string;
  readonly dataDir?: string;
  readonly out?: string;
  readonly docs?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** The suite of that name. */
  readonly crossover?: boolean;
  readonly network: CrossoverNetworkName;
  readonly widths?: readonly number[];
  /** Milliseconds of the longest step that the crossover suite waits for. */
  readonly stepLimit: number;
  readonly backends?: string;
}

/** Epochs of a round of the epoch suite: the first, in which code is still compiled, is a small part of them. */
const epochsPerRound = 5;
const profiledSteps = 200;

interface Bench {
  readonly options: BenchOptions;
  readonly context: CommandContext;
  readonly choices: BenchChoices;
  readonly peaks: readonly MachinePeak[];
  readonly err: Output;
  readonly dataDir: string | undefined;
  /** Loaded when first asked for. */
  data(): Promise<PictureData>;
}

async function profiles({ context, choices, data }: Bench): Promise<ProfileReport[]> {
  const { experiments: names, threads } = choices;
  const most = threads.at(-1)!;
  const device = await openDevice('wasm', { threads: most });
  const uploads = new DataUploads(device, await data());
  try {
    const reports: ProfileReport[] = [];
    for (const name of names) {
      const options = { threads: most, runs: profiledSteps, version: context.version };
      reports.push(await measureProfile(namedExperiments[name]!, uploads, options));
    }
    return reports;
  } finally {
    await uploads.dispose();
    await device.dispose();
  }
}

async function peers({ options, context, choices, err, dataDir, data }: Bench) {
  const { peerCatalogue } = await import('../bench/peers/catalogue.ts');
  const { experiments: names, threads, peers: chosen } = choices;
  const most = threads.at(-1)!;
  return benchPeers({
    ...{ data: await data(), dataDir, version: context.version, rounds: options.rounds, threads: most },
    ...{
      experiments: names,
      chosen,
      epochs: options.epochs,
      peers: peerCatalogue(most),
      signal: context.interrupt.signal,
    },
    onPrepared: ({ name }, obstacle) =>
      err.line(obstacle === undefined ? `  ${name} is ready` : `  ${name}: ${obstacle}`),
    onRun: ({ experiment, peer, round, secondsPerEpoch, problem }) => {
      const time = secondsPerEpoch.length > 0 ? `${formatTime(mean(secondsPerEpoch))} an epoch` : '';
      err.line(
        `  round ${round}  ${experiment}  ${peer.padEnd(12)} ${time}${problem === undefined ? '' : `  ${problem}`}`,
      );
    },
  });
}

type Measured = Omit<BenchReport, 'environment' | 'backendDescription' | 'loadAverage' | 'peaks'>;

const suites: Readonly<Record<BenchSuite, (bench: Bench) => Promise<Measured>>> = {
  kernels: async ({ options, context, peaks, err }) => {
    const kernels = await benchKernels({
      ...{ peaks, milliseconds: options.time, signal: context.interrupt.signal },
      onResult: ({ kernel, threads, seconds }) =>
        err.line(`  ${kernel}, ${plural(threads, 'thread')}: ${formatTime(seconds.median)}`),
    });
    return { kernels };
  },
  step: async (bench) => {
    const { options, context, peaks, err, data } = bench;
    const steps = await benchSteps({
      ...{ data: await data(), peaks, rounds: options.rounds, signal: context.interrupt.signal },
      onResult: ({ model, threads, seconds }) =>
        err.line(`  ${model}, threads ${threads}: ${formatTime(seconds.median)}`),
    });
    return { steps, profiles: await profiles(bench) };
  },
  epoch: async ({ options, context, choices, err, data }) => {
    const { experiments: names, threads } = choices;
    const epochs = await benchEpochs({
      ...{ data: await data(), threads, rounds: options.rounds, epochsPerRound: options.epochs ?? epochsPerRound },
      ...{ experiments: names, signal: context.interrupt.signal },
      onRound: (name, count, round, seconds) =>
        err.line(`  round ${round + 1}  ${name}, threads ${count}: ${formatTime(seconds)} an epoch`),
    });
    return { epochs };
  },
  peers: async (bench) => ({ peers: await peers(bench) }),
  crossover: async ({ options, context, choices, err, data }) => {
    const network = crossoverNetworks[options.network];
    const { subjects, absent } = await crossoverSubjects(choices.backends, choices.threads);
    const crossover = await benchCrossover({
      ...{ data: await data(), network, subjects, absent, rounds: options.rounds },
      widths: options.widths ?? network.widths,
      ...{ limitSeconds: options.stepLimit / 1000, signal: context.interrupt.signal },
      onStep: ({ title }, { width, seconds, obstacle }) =>
        err.line(`  ${width}  ${title}: ${seconds === null ? obstacle!.reason : formatTime(seconds.median)}`),
    });
    return { crossover };
  },
};

async function backendDescription(): Promise<string> {
  const device = await openDevice('wasm', { threads: 1 });
  await device.dispose();
  return device.description.replace('1 thread, ', '');
}

export async function bench(suite: string | undefined, options: BenchOptions, context: CommandContext): Promise<void> {
  const { terminal, env, version } = context;
  const choices = await benchChoices(suite, options);
  const { suites: chosen, threads } = choices;
  if (options.docs !== undefined) await readDocument(options.docs);
  const environment = measurementEnvironment(version);
  const before = loadAverage();
  const err = options.quiet ? silenced(terminal.err) : terminal.err;
  const dataDir = dataFolder(options, env);
  let loaded: Promise<PictureData> | undefined;
  const data = (): Promise<PictureData> => {
    loaded ??= loadMnist({ dataDir });
    return loaded;
  };
  // Before anything is measured, as it may not be there.
  if (chosen.some((name) => name !== 'kernels')) await data();
  const peaks: MachinePeak[] = [];
  for (const count of threads) peaks.push(await measurePeak(count));

  let measured: Measured = {};
  for (const name of chosen) {
    err.line(`${name}:`);
    measured = {
      ...measured,
      ...(await suites[name]({ options, context, choices, peaks, err, dataDir, data })),
    };
  }
  const report: BenchReport = {
    environment,
    backendDescription: await backendDescription(),
    loadAverage: { before, after: loadAverage() },
    peaks,
    ...measured,
  };
  const written = [
    ...(options.out === undefined ? [] : await writeBench(options.out, report)),
    ...(options.docs === undefined ? [] : await updateDocument(options.docs, report)),
  ];
  for (const path of written) err.line(path);
  if (options.json) context.answer(report);
  else
    for (const table of benchTables(report))
      for (const line of renderBenchTable(table, terminal.out.look())) terminal.out.line(line);
  if (!options.json && report.crossover !== undefined) terminal.out.line(`\n${report.crossover.conclusion}`);
}
