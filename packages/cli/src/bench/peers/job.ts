/**
 * What a peer is told and what it answers: a job as a JSON file, with the data as plain files beside it, and one line
 * of JSON on stdout. The experiment comes as a list of dense layers, so that no peer repeats its numbers.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Experiment, type MnistData, pixelsPerImage, preparedSource } from '@inkgrad/mnist';
import { InternalError } from '@inkgrad/tensor';

export interface PeerLayer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: string;
  readonly kernelL2: number;
  readonly activityL2: number;
  /** Rate of the dropout that follows; 0 for none. */
  readonly dropout: number;
}

/** f32 images [count, features] and u8 labels [count], as files. */
export interface PeerData {
  readonly features: number;
  readonly trainCount: number;
  readonly trainImages: string;
  readonly trainLabels: string;
  readonly testCount: number;
  readonly testImages: string;
  readonly testLabels: string;
}

export interface PeerJob {
  readonly experiment: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly threads: number;
  /** For a peer that has several: what computes. */
  readonly backend?: string;
  readonly layers: readonly PeerLayer[];
  readonly optimizer: Experiment['optimizer'];
  readonly data: PeerData;
}

export interface PeerAnswer {
  readonly peer: string;
  readonly version: string;
  readonly secondsPerEpoch: readonly number[];
  readonly validationAccuracy: number;
  readonly validationLoss: number;
  readonly notes: readonly string[];
}

/** The dense layers of an experiment, each with the penalties and the dropout that belong to it. */
export function peerLayers({ layers }: Experiment): PeerLayer[] {
  const found: PeerLayer[] = [];
  let inputs = pixelsPerImage;
  for (const layer of layers) {
    if (layer.type === 'dense') {
      const { units, activation = 'linear', kernelRegularizer, activityRegularizer } = layer;
      const penalties = { kernelL2: kernelRegularizer?.l2 ?? 0, activityL2: activityRegularizer?.l2 ?? 0 };
      found.push({ inputs, units, activation, ...penalties, dropout: 0 });
      inputs = units;
    } else if (layer.type === 'dropout') {
      const last = found.pop();
      if (last === undefined) throw new InternalError('peers take dropout only after a dense layer');
      found.push({ ...last, dropout: layer.rate });
    } else if (layer.type !== 'flatten') {
      throw new InternalError(`peers take no layer of type ${layer.type}`);
    }
  }
  return found;
}

/** Writes the prepared data as plain files into a folder: 220 MB for MNIST. */
export async function writePeerData(folder: string, experiment: Experiment, data: MnistData): Promise<PeerData> {
  const write = async (name: string, content: Float32Array | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, new Uint8Array(content.buffer, content.byteOffset, content.byteLength));
    return path;
  };
  const images = async (set: 'train' | 'test'): Promise<string> => {
    const { images: pixels, count } = data[set];
    const source = preparedSource(experiment.preprocessing, pixels, count);
    return write(`${set}-images.f32`, (await source.read(0, count)) as Float32Array);
  };
  return {
    features: pixelsPerImage,
    trainCount: data.train.count,
    trainImages: await images('train'),
    trainLabels: await write('train-labels.u8', data.train.labels),
    testCount: data.test.count,
    testImages: await images('test'),
    testLabels: await write('test-labels.u8', data.test.labels),
  };
}

/** The answer in what a peer printed: its last line. @throws Error that says what is wrong with it. */
export function parseAnswer(printed: string, epochs: number): PeerAnswer {
  const line = printed.trimEnd().split('\n').at(-1) ?? '';
  let answer: Partial<PeerAnswer>;
  try {
    answer = JSON.parse(line) as Partial<PeerAnswer>;
  } catch {
    throw new Error(`its last line is not JSON: ${line.slice(0, 200)}`);
  }
  const { peer, version, secondsPerEpoch, validationAccuracy, validationLoss, notes = [] } = answer;
  const times =
    Array.isArray(secondsPerEpoch) && secondsPerEpoch.every((seconds) => seconds > 0) ? secondsPerEpoch : [];
  if (times.length !== epochs) throw new Error(`it answered with ${times.length} epoch times, not ${epochs}`);
  if (typeof peer !== 'string' || typeof version !== 'string') throw new Error('it did not say what it is');
  if (!Number.isFinite(validationAccuracy) || !Number.isFinite(validationLoss)) {
    throw new Error('its validation accuracy or loss is not a number');
  }
  return {
    peer,
    version,
    secondsPerEpoch: times,
    validationAccuracy: validationAccuracy!,
    validationLoss: validationLoss!,
    notes,
  };
}
