/**
 * `inkgrad bench --crossover`: the training step of a network for growing widths W, on each backend that is here. One
 * device is open at a time, because a live one may keep a core busy. Whatever is timed has had the losses of the wasm
 * backend before.
 */

import { type PictureData, preparedSource } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { type Dataset, uploadDataset } from '@inkgrad/nn';
import { BackendError, type Device, openDevice } from '@inkgrad/tensor';
import { ThresholdError } from '../errors.ts';
import { type Summary, summarize } from '../measure/statistics.ts';
import { stepsPerRun, timePerStep } from '../measure/time-steps.ts';
import { concludeCrossover } from './crossover-conclusion.ts';
import type { CrossoverNetwork } from './crossover-networks.ts';
import type { CrossoverLine, CrossoverReport, CrossoverStep } from './crossover-report.ts';

/** A backend to measure, as opened. */
export type CrossoverSubject = Omit<CrossoverLine, 'steps' | 'description'>;

export interface CrossoverOptions {
  readonly data: PictureData;
  readonly network: CrossoverNetwork;
  /** The first is what the losses of the others are compared with. */
  readonly subjects: readonly CrossoverSubject[];
  readonly absent: CrossoverReport['absent'];
  readonly widths: readonly number[];
  readonly limitSeconds: number;
  readonly rounds: number;
  readonly onStep?: (subject: CrossoverSubject, step: CrossoverStep) => void;
  readonly signal?: AbortSignal;
}

/** Forty batches of the dense network; an epoch's worth of data would only take memory. */
const samples = 2560;
const checkedSteps = 3;
/** float32 sums in another order differ by 1e-7, which three steps hardly let grow; docs/gpu.md states it. */
const largestLossError = 1e-4;

/** As `fit` would have it: without the zeros where the device is faster then. */
function upload(device: Device, { train }: PictureData): Promise<Dataset> {
  const count = Math.min(samples, train.count);
  const images = preparedSource(experiments.v1.preprocessing, train.inputs.subarray(0, count * 784), count);
  return uploadDataset(device, images, { shape: [count], data: train.labels.slice(0, count) });
}

/** Running means of the loss over the first steps. */
async function firstLosses(network: CrossoverNetwork, width: number, dataset: Dataset): Promise<number[]> {
  const model = network.make(width);
  const { batchSize } = network;
  const losses: number[] = [];
  const onBatchesEnd = ({ step, logs }: { step: number; logs: Readonly<Record<string, number>> }): void => {
    losses.push(logs['loss']!);
    if (step === checkedSteps) model.stopTraining = true;
  };
  try {
    await model.fit(dataset, { batchSize, stepsPerChunk: 1, callbacks: [{ onBatchesEnd }] });
  } finally {
    await model.dispose();
  }
  return losses;
}

const largestError = (losses: readonly number[], expected: readonly number[]): number =>
  Math.max(...expected.map((wanted, at) => Math.abs(losses[at]! - wanted) / wanted));

async function measure(
  { make, batchSize }: CrossoverNetwork,
  width: number,
  dataset: Dataset,
  rounds: number,
): Promise<Summary> {
  const model = make(width);
  try {
    const step = await model.trainingStep(dataset, { batchSize });
    const count = await stepsPerRun(step);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await timePerStep(step, count));
    return summarize(times);
  } finally {
    await model.dispose();
  }
}

interface Measured {
  readonly step: CrossoverStep;
  readonly losses: readonly number[] | undefined;
  readonly description: string;
}

async function measureOn(
  subject: CrossoverSubject,
  width: number,
  expected: readonly number[] | undefined,
  { data, network, rounds }: CrossoverOptions,
): Promise<Measured> {
  const { backend, threads, title } = subject;
  const device = await openDevice(backend, backend === 'wasm' ? { threads } : {});
  const { description } = device;
  try {
    const dataset = await upload(device, data);
    const losses = await firstLosses(network, width, dataset);
    const lossError = largestError(losses, expected ?? losses);
    if (!(lossError <= largestLossError)) {
      const found = `its losses at width ${width} are off those of wasm by ${lossError} of them`;
      throw new ThresholdError(`bench: ${title}: ${found}, allowed is ${largestLossError}.`);
    }
    const seconds = await measure(network, width, dataset, rounds);
    return { step: { width, seconds, lossError, obstacle: null }, losses, description };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    const obstacle = { kind: 'backend', reason: error.reason } as const;
    return { step: { width, seconds: null, lossError: null, obstacle }, losses: undefined, description };
  } finally {
    await device.dispose();
  }
}

/** What is expected to take longer than the limit is left out, and everything wider with it. */
function obstacleBefore(
  width: number,
  done: readonly CrossoverStep[],
  { network, limitSeconds }: CrossoverOptions,
): CrossoverStep | undefined {
  const last = done.at(-1);
  if (last === undefined) return undefined;
  if (last.obstacle !== null) return { ...last, width };
  const expected = (last.seconds!.median * network.multiplications(width)) / network.multiplications(last.width);
  if (expected <= limitSeconds) return undefined;
  const reason = `a step is expected to take ${expected.toPrecision(2)} s`;
  return { width, seconds: null, lossError: null, obstacle: { kind: 'limit', reason } };
}

/** @throws ThresholdError if a backend's losses are not those of the first one */
export async function benchCrossover(options: CrossoverOptions): Promise<CrossoverReport> {
  const { network, subjects, absent, widths, limitSeconds, onStep, signal } = options;
  const done = subjects.map(() => [] as CrossoverStep[]);
  const descriptions = subjects.map(() => '');
  for (const width of widths) {
    let expected: readonly number[] | undefined;
    for (const [at, subject] of subjects.entries()) {
      signal?.throwIfAborted();
      const skipped = obstacleBefore(width, done[at]!, options);
      if (skipped === undefined) {
        const { step, losses, description } = await measureOn(subject, width, expected, options);
        expected ??= losses;
        descriptions[at] = description;
        done[at]!.push(step);
      } else done[at]!.push(skipped);
      onStep?.(subject, done[at]!.at(-1)!);
    }
  }
  const lines = subjects.map(
    (subject, at): CrossoverLine => ({ ...subject, description: descriptions[at]!, steps: done[at]! }),
  );
  const conclusion = concludeCrossover(lines);
  const { name, title: model, axis, batchSize } = network;
  return { network: name, model, axis, batchSize, widths, limitSeconds, lines, absent, conclusion };
}
