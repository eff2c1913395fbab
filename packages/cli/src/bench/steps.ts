/**
 * `inkgrad bench step`: training steps of v1, v2 and a wide dense model, checked against the reference backend, then
 * timed with 1 and with N threads in turn. Runs are long enough to be free of the host's share.
 */
import { buildModel, DataUploads, type Experiment, normalizedSource, type PictureData } from '@inkgrad/experiments';
import { experiments } from '@inkgrad/mnist';
import { type Dataset, dense, flatten, type Sequential, sequential, uploadDataset } from '@inkgrad/nn';
import { type Device, openDevice, type TypedArray } from '@inkgrad/tensor';
import type { MachinePeak } from '@inkgrad/tensor/measure';
import { ThresholdError } from '../errors.ts';
import { planFlops } from '../measure/profile.ts';
import { type Summary, summarize } from '../measure/statistics.ts';
import { stepsPerRun, timePerStep } from '../measure/time-steps.ts';

export interface StepResult {
  readonly model: string;
  readonly threads: number;
  /** Of one training step. */
  readonly seconds: Summary;
  readonly flops: number;
  readonly gigaflops: number;
  readonly shareOfPeak: number;
  /** Largest difference of a weight from the reference backend's after the steps checked. */
  readonly error: number;
}

/** A model whose step is timed. */
export interface StepSubject {
  readonly name: string;
  readonly batchSize: number;
  /** Steps that are compared with the reference. */
  readonly checked: number;
  make(): Sequential;
  upload(device: Device, data: PictureData): Promise<Dataset>;
}

/** After few steps; Adam moves a weight by up to 0.001 a step whatever its gradient. */
const largestError = 1e-4;

function published(experiment: Experiment): StepSubject {
  return {
    name: experiment.name,
    batchSize: experiment.batchSize,
    checked: 2,
    make: () => buildModel(experiment),
    upload: async (device, data) => (await new DataUploads(device, data).for(experiment)).train,
  };
}

/** Samples of MNIST that the wide model sees, with their zeros: dense products are what it is for. */
const wideSamples = 2560;

const wide: StepSubject = {
  name: '784-2048-2048-10',
  batchSize: 256,
  checked: 1,
  make: () =>
    sequential({
      layers: [
        flatten({ inputShape: [28, 28] }),
        dense({ units: 2048, activation: 'relu' }),
        dense({ units: 2048, activation: 'relu' }),
        dense({ units: 10, activation: 'softmax' }),
      ],
      seed: 1,
    }).compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] }),
  upload: (device, { train }) => {
    const images = normalizedSource(train.inputs.subarray(0, wideSamples * 784), wideSamples);
    const labels = { shape: [wideSamples], data: train.labels.slice(0, wideSamples) };
    return uploadDataset(device, images, labels, { x: 'images', y: 'labels' }, 'dense');
  },
};

const stepSubjects: readonly StepSubject[] = [published(experiments.v1), published(experiments.v2), wide];

async function weightsAfter(subject: StepSubject, dataset: Dataset): Promise<TypedArray[]> {
  const model = subject.make();
  await (await model.trainingStep(dataset, optionsOf(subject))).run(subject.checked);
  const weights = (await model.getWeights()).map(({ data }) => data);
  await model.dispose();
  return weights;
}

async function withDevice<T>(device: Device, work: (device: Device) => Promise<T>): Promise<T> {
  try {
    return await work(device);
  } finally {
    await device.dispose();
  }
}

function largestDifference(found: readonly TypedArray[], expected: readonly TypedArray[]): number {
  let largest = 0;
  for (const [at, wanted] of expected.entries()) {
    for (let i = 0; i < wanted.length; i++) {
      const difference = Math.abs(found[at]![i]! - wanted[i]!);
      if (!(difference <= largest)) largest = difference;
    }
  }
  return largest;
}

/** `trainingStep` refuses options that it does not know. */
const optionsOf = ({ batchSize }: StepSubject): { batchSize: number } => ({ batchSize });

export interface StepOptions {
  readonly data: PictureData;
  readonly peaks: readonly MachinePeak[];
  readonly rounds: number;
  readonly subjects?: readonly StepSubject[];
  readonly onResult?: (result: StepResult) => void;
  readonly signal?: AbortSignal;
}

export async function benchSteps(options: StepOptions): Promise<StepResult[]> {
  const { data, peaks, rounds, subjects = stepSubjects, onResult, signal } = options;
  const results: StepResult[] = [];
  for (const subject of subjects) {
    signal?.throwIfAborted();
    const expected = await withDevice(await openDevice('reference'), async (device) =>
      weightsAfter(subject, await subject.upload(device, data)),
    );
    const devices = await Promise.all(peaks.map(({ threads }) => openDevice('wasm', { threads })));
    try {
      const runners = [];
      for (const device of devices) {
        const dataset = await subject.upload(device, data);
        const error = largestDifference(await weightsAfter(subject, dataset), expected);
        if (!(error <= largestError)) {
          throw new ThresholdError(
            `${subject.name}: a weight is off the reference by ${error}, allowed is ${largestError}.`,
          );
        }
        const model = subject.make();
        const step = await model.trainingStep(dataset, optionsOf(subject));
        runners.push({ model, step, error, count: await stepsPerRun(step), times: [] as number[] });
      }
      for (let round = 0; round < rounds; round++) {
        for (const { step, count, times } of runners) times.push(await timePerStep(step, count));
      }
      for (const [at, { model, step, error, times }] of runners.entries()) {
        const flops = planFlops(step.plan);
        const seconds = summarize(times);
        const gigaflops = flops / seconds.median / 1e9;
        const { threads } = peaks[at]!;
        const shareOfPeak = gigaflops / peaks[at]!.gigaflops;
        const result = { model: subject.name, threads, seconds, flops, gigaflops, shareOfPeak, error };
        results.push(result);
        onResult?.(result);
        await model.dispose();
      }
    } finally {
      for (const device of devices) await device.dispose();
    }
  }
  return results;
}
