/**
 * What a peer is told and what it answers: a job as a JSON file, with the data as plain files beside it, and one line
 * of JSON on stdout. The layers that compute are said in `peer-layers.ts`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Experiment, type PictureData, pixelsPerImage, preparedSource } from '@inkgrad/experiments';
import type { PeerLayer } from './peer-layers.ts';

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
  /** [height, width, channels] of a sample for a network that begins with a convolution. */
  readonly imageShape?: readonly number[];
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

/** Writes the prepared data as plain files into a folder: 220 MB for MNIST. */
export async function writePeerData(folder: string, experiment: Experiment, data: PictureData): Promise<PeerData> {
  const write = async (name: string, content: Float32Array | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, new Uint8Array(content.buffer, content.byteOffset, content.byteLength));
    return path;
  };
  const images = async (set: 'train' | 'test'): Promise<string> => {
    const { inputs: pixels, count } = data[set];
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
