/**
 * The peers: how each is made ready and started. A peer that is not there says what would bring it; nothing is
 * installed but the JavaScript libraries of `bench/peers`, from their own lockfile.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { DataFileError } from '../../errors.ts';
import type { PeerJob } from './job.ts';
import { blasEnvironment, type CoreChoice, chooseCore } from './open-blas.ts';
import type { PeerLayer } from './peer-layers.ts';
import { type Command, lastLine, runCommand, succeeds } from './process.ts';

/** A peer that can run: the command for a job that has been written to a file. */
export type Launch = (job: PeerJob, jobFile: string) => Command;

export interface Preparation {
  /** Folder for what is compiled. */
  readonly folder: string;
  readonly version: string;
  readonly dataDir: string | undefined;
}

export interface Peer {
  readonly name: string;
  readonly title: string;
  readonly threads: number;
  readonly isOwn: boolean;
  /** Epochs that it runs of an experiment, for the time: 20 of a dense one where it can. Or why it runs none. */
  epochsOf(experiment: string): number | string;
  /** What computes, for a program that runs several peers. */
  readonly backend?: string;
  /** A launch, or a sentence that says why it cannot run. */
  prepare(preparation: Preparation): Promise<Launch | string>;
}

const home = fileURLToPath(new URL('../../../../../bench/peers/', import.meta.url));
const ownRun = fileURLToPath(new URL('./own-run.js', import.meta.url));

/** The first of them compiles and warms up. */
const convolutionalEpochs = 2;

/** Of those that have the layers: an epoch of 469 steps would take hours. */
const tooSlow = 'it can, but a step of 128 images takes it tens of seconds';

/** So many epochs of dense networks, and so many of convolutional ones or why none. */
const epochsFor =
  (dense: number, convolutional: number | string): Peer['epochsOf'] =>
  (experiment) =>
    experiment === 'keras-convnet' ? convolutional : dense;

function own(name: string, title: string, threads: number, epochsOf: Peer['epochsOf'], backend?: string): Peer {
  return {
    name,
    title,
    threads,
    isOwn: true,
    epochsOf,
    ...(backend === undefined ? {} : { backend }),
    prepare: async ({ version, dataDir }) => {
      const env = { INKGRAD_VERSION: version, INKGRAD_DATA: dataDir };
      return (_, jobFile) => ({ command: process.execPath, args: [ownRun, jobFile], env });
    },
  };
}

let installation: Promise<string | undefined> | undefined;

/** Installs the JavaScript peers once; a sentence if that fails. No script of a dependency runs. */
function installed(): Promise<string | undefined> {
  installation ??= (async () => {
    if (existsSync(join(home, 'node_modules', '.package-lock.json'))) return undefined;
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const finished = await runCommand({ command: npm, args: ['ci', '--ignore-scripts'], cwd: home }).catch(String);
    if (typeof finished === 'string') return `npm ci in bench/peers: ${finished}`;
    return finished.exitCode === 0 ? undefined : `npm ci in bench/peers failed: ${lastLine(finished)}`;
  })();
  return installation;
}

function script(name: string, title: string, file: string, epochsOf: Peer['epochsOf'], backend?: string): Peer {
  return {
    name,
    title,
    threads: 1,
    isOwn: false,
    epochsOf,
    ...(backend === undefined ? {} : { backend }),
    prepare: async () =>
      (await installed()) ??
      ((_, jobFile) => ({ command: process.execPath, args: [join(home, file), jobFile], cwd: home })),
  };
}

/** What a command prints, trimmed; undefined if it cannot be run or fails. */
async function outputOf(command: Command): Promise<string | undefined> {
  const finished = await runCommand(command).catch(() => undefined);
  return finished?.exitCode === 0 ? finished.stdout.trim() : undefined;
}

/** Debian's own comes first: the shim of a version manager has no packages of the system. */
const pythons = ['/usr/bin/python3', 'python3'];

/** Prints the core that the OpenBLAS in PyTorch chose; nothing where PyTorch computes with something else. */
const coreOfTorch = `
import ctypes, torch
try:
    paths = {line.split(None, 5)[5].strip() for line in open("/proc/self/maps") if "openblas" in line}
    name = ctypes.CDLL(min(paths)).openblas_get_corename
    name.restype = ctypes.c_char_p
    print(name().decode())
except (OSError, ValueError, AttributeError):
    pass
`;

interface Torch {
  readonly python: string;
  readonly choice: CoreChoice;
}

let torch: Promise<Torch | undefined> | undefined;

/** Found once, as importing torch takes seconds. */
function findTorch(): Promise<Torch | undefined> {
  torch ??= (async () => {
    for (const python of pythons) {
      const asking = (core?: string): Command => ({
        command: python,
        args: ['-c', coreOfTorch],
        env: blasEnvironment(1, core),
      });
      const reported = await outputOf(asking());
      if (reported === undefined) continue;
      return { python, choice: await chooseCore(reported, async (core) => (await outputOf(asking(core))) ?? '') };
    }
    return undefined;
  })();
  return torch;
}

/** In small dense products its threads wait for one another longer than they compute, so several are slower than one. */
const denseEpochsOfSeveral = 2;

function pytorch(threads: number): Peer {
  return {
    name: `pytorch-${threads}`,
    title: `PyTorch, ${plural(threads, 'thread')}`,
    threads,
    isOwn: false,
    epochsOf: epochsFor(threads === 1 ? 20 : denseEpochsOfSeveral, convolutionalEpochs),
    prepare: async () => {
      const found = await findTorch();
      if (found === undefined) return 'no python3 with torch: apt-get install python3-torch libopenblas0-pthread';
      const { python, choice } = found;
      return (_, jobFile) => ({
        command: python,
        args: [join(home, 'torch_peer.py'), jobFile],
        env: blasEnvironment(threads, choice.core, choice.note),
      });
    },
  };
}

const compilers = ['cc', 'gcc', 'clang'];
const flags = ['-std=gnu11', '-O3', '-ffast-math'];

/** Compiles the trainer with the first compiler there is, with OpenBLAS if it can be linked. */
async function compile(architecture: string, target: string): Promise<string | undefined> {
  const source = join(home, 'trainer.c');
  for (const command of compilers) {
    const common = [...flags, `-march=${architecture}`, source, '-o', target];
    if (await succeeds({ command, args: [...common, '-DWITH_CBLAS', '-lopenblas', '-lm'] })) return undefined;
    if (await succeeds({ command, args: [...common, '-lm'] })) return undefined;
  }
  return 'no C compiler: apt-get install gcc libopenblas-dev';
}

function optimizerArguments(optimizer: PeerJob['optimizer']): (string | number)[] {
  const { type, learningRate } = optimizer;
  if (typeof learningRate !== 'number') throw new InternalError('peers take no schedule of the learning rate');
  if (type === 'adam') return [type, learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon];
  if (type === 'sgd') return [type, learningRate, optimizer.momentum, 0, 0];
  throw new InternalError(`peers take no optimizer of type ${type}`);
}

function layerArgument(layer: PeerLayer): string {
  if (layer.kind !== 'dense') throw new InternalError(`trainer.c takes no layer of kind ${layer.kind}`);
  return [layer.units, layer.activation, layer.kernelL2, layer.activityL2, layer.dropout].join(':');
}

function trainerArguments({ data, batchSize, epochs, seed, optimizer, layers }: PeerJob): string[] {
  const { trainImages, trainLabels, trainCount, testImages, testLabels, testCount, features } = data;
  return [
    ...[trainImages, trainLabels, trainCount, testImages, testLabels, testCount, features, batchSize, epochs, seed],
    ...optimizerArguments(optimizer),
    ...layers.map(layerArgument),
  ].map(String);
}

/** @param fixedCore of OpenBLAS, whatever the processor; undefined for the best that it has */
function trainer(name: string, title: string, architecture: string, fixedCore: string | undefined): Peer {
  return {
    name,
    title,
    threads: 1,
    isOwn: false,
    epochsOf: epochsFor(20, 'bench/peers/trainer.c has dense layers only'),
    prepare: async ({ folder }) => {
      const target = join(folder, name);
      const obstacle = await compile(architecture, target);
      if (obstacle !== undefined) return obstacle;
      const coreWith = async (core?: string): Promise<string> =>
        (await outputOf({ command: target, args: ['--core'], env: blasEnvironment(1, core) })) ?? '';
      const { core, note } =
        fixedCore === undefined ? await chooseCore(await coreWith(), coreWith) : { core: fixedCore, note: undefined };
      return (job) => ({ command: target, args: trainerArguments(job), env: blasEnvironment(1, core, note) });
    },
  };
}

/** What cannot run the experiments at all, and why: said in every report. */
export const impossiblePeers: readonly { readonly title: string; readonly reason: string }[] = [
  {
    title: 'brain.js 1.6',
    reason:
      'its networks learn one sample at a time (no batches), with one activation for all layers and a squared error; ' +
      'no softmax with cross-entropy, no dropout and no L2 penalty, so that neither v1 nor v2 can be stated',
  },
];

/** All peers, slow ones with fewer epochs. @throws DataFileError outside a checkout, where their sources are not. */
export function peerCatalogue(threads: number): Peer[] {
  if (!existsSync(join(home, 'package.json'))) {
    throw new DataFileError(`${home}: no such folder; the peers are in a checkout of inkgrad, not in its packages.`);
  }
  const several = threads > 1 ? threads : undefined;
  const named = (count: number): string => `${plural(count, 'thread')}`;
  return [
    ...(several
      ? [own(`inkgrad-${several}`, `inkgrad, ${named(several)}`, several, epochsFor(20, convolutionalEpochs))]
      : []),
    own('inkgrad-1', 'inkgrad, 1 thread', 1, epochsFor(20, convolutionalEpochs)),
    trainer('c', 'C with OpenBLAS, 1 thread', 'native', undefined),
    trainer('c-avx2', 'C with OpenBLAS (AVX2), 1 thread', 'x86-64-v3', 'Haswell'),
    pytorch(1),
    ...(several ? [pytorch(several)] : []),
    script('jax-js', 'jax-js, wasm', 'jax.mjs', epochsFor(5, tooSlow)),
    // It answers that it has no gradient of a convolution's kernel.
    script('tfjs-wasm', 'TensorFlow.js, wasm', 'tfjs.mjs', epochsFor(2, 1), 'wasm'),
    own('gpu-webasm', 'inkgrad on gpu.js, webasm', 1, epochsFor(2, 1), 'gpu:webasm'),
    script('tfjs-cpu', 'TensorFlow.js, JavaScript', 'tfjs.mjs', epochsFor(1, tooSlow), 'cpu'),
  ];
}
