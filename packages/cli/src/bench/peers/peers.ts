/**
 * `inkgrad bench peers`: experiments by every peer, each run a process of its own, in rounds that visit all peers, so that
 * whatever changes on the machine changes for all. A run counts only if its result is in the accuracy band.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experiment, PictureData } from '@inkgrad/experiments';
import { namedExperiments } from '@inkgrad/mnist';
import { loadAverage } from '../../measure/environment.ts';
import { mean, median, type Summary, summarize } from '../../measure/statistics.ts';
import { judge } from './band.ts';
import { impossiblePeers, type Launch, type Peer, peerCatalogue } from './catalogue.ts';
import { type PeerAnswer, type PeerData, type PeerJob, parseAnswer, writePeerData } from './job.ts';
import { peerNetwork } from './peer-layers.ts';
import { lastLine, runCommand } from './process.ts';

export interface PeerRun {
  readonly experiment: string;
  readonly peer: string;
  /** Counted from 1. */
  readonly round: number;
  readonly epochs: number;
  readonly secondsPerEpoch: readonly number[];
  readonly validationAccuracy: number | null;
  readonly validationLoss: number | null;
  readonly isInBand: boolean;
  /** Why it does not count. */
  readonly problem?: string;
  /** Of the last minute, when it began. */
  readonly loadAverage: number;
}

export interface PeerSummary {
  readonly experiment: string;
  readonly peer: string;
  readonly title: string;
  readonly version: string;
  readonly threads: number;
  readonly isOwn: boolean;
  /** Trained in a run; its time is the mean over them. */
  readonly epochs: number;
  /** Of one epoch with its validation, over the runs in the band; null if there is none. */
  readonly seconds: Summary | null;
  /** Median over those runs. */
  readonly validationAccuracy: number | null;
  readonly validationLoss: number | null;
  /** Its seconds over inkgrad's with the most threads, and with one. */
  readonly slowerThanOwn: number | null;
  readonly slowerThanOwnOneThread: number | null;
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

export interface PeersReport {
  readonly rounds: number;
  readonly seed: number;
  readonly runs: readonly PeerRun[];
  readonly summary: readonly PeerSummary[];
  /** Peers that did not run, and why. */
  readonly absent: readonly { readonly title: string; readonly reason: string }[];
}

export interface PeersOptions {
  readonly data: PictureData;
  readonly dataDir: string | undefined;
  readonly version: string;
  readonly rounds: number;
  readonly threads: number;
  /** Their names. */
  readonly experiments: readonly string[];
  /** Names of peers; default: all. */
  readonly chosen?: readonly string[] | undefined;
  /** Instead of each peer's own number. */
  readonly epochs?: number | undefined;
  readonly peers?: readonly Peer[];
  readonly onPrepared?: (peer: Peer, obstacle: string | undefined) => void;
  readonly onRun?: (run: PeerRun) => void;
  readonly signal?: AbortSignal;
}

interface Ready {
  readonly peer: Peer;
  readonly launch: Launch;
}

type Answered = PeerRun & { readonly answer?: PeerAnswer };

/** A seed for every round, the same for all peers. */
const firstSeed = 1;

async function runOnce(
  { peer, launch }: Ready,
  name: string,
  round: number,
  { data, folder, epochs, signal }: { data: PeerData; folder: string; epochs: number; signal: AbortSignal | undefined },
): Promise<Answered> {
  const experiment = namedExperiments[name]!;
  const { batchSize, optimizer } = experiment;
  const { threads, backend } = peer;
  const job: PeerJob = {
    ...{ experiment: name, epochs, batchSize, seed: firstSeed + round - 1, threads, optimizer, data },
    ...(backend === undefined ? {} : { backend }),
    ...peerNetwork(experiment),
  };
  const jobFile = join(folder, 'job.json');
  await writeFile(jobFile, JSON.stringify(job));
  const run = { experiment: name, peer: peer.name, round, epochs, loadAverage: loadAverage() };
  const nothing = { secondsPerEpoch: [], validationAccuracy: null, validationLoss: null, isInBand: false };
  const finished = await runCommand(launch(job, jobFile), signal).catch((error: Error) => {
    signal?.throwIfAborted();
    return { exitCode: null, stdout: '', stderr: error.message };
  });
  if (finished.exitCode !== 0) return { ...run, ...nothing, problem: `failed: ${lastLine(finished)}` };
  try {
    const answer = parseAnswer(finished.stdout, epochs);
    const { secondsPerEpoch, validationAccuracy, validationLoss } = answer;
    const { isInBand, expected } = judge(name, epochs, answer);
    const result = { ...run, secondsPerEpoch, validationAccuracy, validationLoss, isInBand, answer };
    if (isInBand) return result;
    return {
      ...result,
      problem: `val_accuracy ${validationAccuracy}, val_loss ${validationLoss}: expected ${expected}`,
    };
  } catch (error) {
    return { ...run, ...nothing, problem: (error as Error).message };
  }
}

export async function benchPeers(options: PeersOptions): Promise<PeersReport> {
  const { rounds, chosen, signal, onPrepared, onRun } = options;
  const peers = (options.peers ?? peerCatalogue(options.threads)).filter(({ name }) => chosen?.includes(name) ?? true);
  const folder = await mkdtemp(join(tmpdir(), 'inkgrad-peers-'));
  try {
    const ready: Ready[] = [];
    const absent: { title: string; reason: string }[] = chosen === undefined ? [...impossiblePeers] : [];
    for (const peer of peers) {
      const { version, dataDir } = options;
      const launch = await peer.prepare({ folder, version, dataDir });
      onPrepared?.(peer, typeof launch === 'string' ? launch : undefined);
      if (typeof launch === 'string') {
        absent.push({ title: peer.title, reason: launch });
        continue;
      }
      ready.push({ peer, launch });
      for (const name of options.experiments) {
        const reason = peer.epochsOf(name);
        if (typeof reason === 'string') absent.push({ title: `${peer.title}, ${name}`, reason });
      }
    }
    const readyFor = (name: string) =>
      ready.flatMap((each) => {
        const usual = each.peer.epochsOf(name);
        return typeof usual === 'string' ? [] : [{ ...each, epochs: options.epochs ?? usual }];
      });
    const dataOf = await preparedData(folder, options.experiments, options.data);
    const runs: Answered[] = [];
    for (let round = 1; round <= rounds; round++) {
      for (const name of options.experiments) {
        const data = dataOf(namedExperiments[name]!);
        for (const { epochs, ...each } of readyFor(name)) {
          signal?.throwIfAborted();
          const run = await runOnce(each, name, round, { data, folder, epochs, signal });
          runs.push(run);
          onRun?.(run);
        }
      }
    }
    const summary = options.experiments.flatMap((name) =>
      summarizePeers(
        name,
        readyFor(name).map(({ peer }) => peer),
        runs.filter(({ experiment }) => experiment === name),
      ),
    );
    return { rounds, seed: firstSeed, runs: runs.map(({ answer, ...run }) => run), summary, absent };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The data of each way to prepare images, written once. */
async function preparedData(folder: string, names: readonly string[], data: PictureData) {
  const written = new Map<Experiment['preprocessing'], PeerData>();
  for (const name of names) {
    const experiment = namedExperiments[name]!;
    const { preprocessing } = experiment;
    if (written.has(preprocessing)) continue;
    const own = join(folder, String(written.size));
    await mkdir(own);
    written.set(preprocessing, await writePeerData(own, experiment, data));
  }
  return ({ preprocessing }: Experiment): PeerData => written.get(preprocessing)!;
}

/** One line for each peer: over its runs in the band. */
function summarizePeers(experiment: string, peers: readonly Peer[], runs: readonly Answered[]): PeerSummary[] {
  const lines = peers.map((peer) => {
    const own = runs.filter((run) => run.peer === peer.name);
    const good = own.filter(({ isInBand }) => isInBand);
    const answers = own.flatMap(({ answer }) => (answer === undefined ? [] : [answer]));
    const over = (pick: (run: PeerRun) => number): number | null => (good.length === 0 ? null : median(good.map(pick)));
    return {
      experiment,
      peer: peer.name,
      title: peer.title,
      version: answers[0]?.version ?? '',
      threads: peer.threads,
      isOwn: peer.isOwn,
      epochs: own[0]?.epochs ?? 0,
      seconds: good.length === 0 ? null : summarize(good.map(({ secondsPerEpoch }) => mean(secondsPerEpoch))),
      validationAccuracy: over(({ validationAccuracy }) => validationAccuracy!),
      validationLoss: over(({ validationLoss }) => validationLoss!),
      notes: answers[0]?.notes ?? [],
      problems: own.flatMap(({ round, problem }) => (problem === undefined ? [] : [`round ${round}: ${problem}`])),
    };
  });
  const own = lines.filter(({ peer, seconds }) => /^inkgrad-\d+$/.test(peer) && seconds !== null);
  const fastest = own.toSorted((a, b) => b.threads - a.threads)[0]?.seconds?.median;
  const single = own.find(({ threads }) => threads === 1)?.seconds?.median;
  const over = (seconds: Summary | null, base: number | undefined): number | null =>
    seconds === null || base === undefined ? null : seconds.median / base;
  return lines.map((line) => ({
    ...line,
    slowerThanOwn: over(line.seconds, fastest),
    slowerThanOwnOneThread: over(line.seconds, single),
  }));
}
