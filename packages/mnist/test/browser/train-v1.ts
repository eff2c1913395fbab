/** One epoch of v1 on part of MNIST, the same in a page and in Node: the loss after each step, and the figures at the end. */
import { buildModel, type PicturePart, preparedSource } from '@inkgrad/experiments';
import { decodeMnist, experiments, type IdxBytes, type MnistRole } from '@inkgrad/mnist';
import { type Dataset, uploadDataset } from '@inkgrad/nn';
import type { Device } from '@inkgrad/tensor';

export interface Trained {
  readonly device: string;
  readonly description: string;
  readonly software: boolean;
  /** Running means over the epoch, one a step. */
  readonly losses: number[];
  /** Over the test images. */
  readonly testLoss: number;
  readonly testAccuracy: number;
}

const { v1 } = experiments;
const trainingImages = 3200;
const testImages = 500;

function upload(device: Device, { inputs: images, labels }: PicturePart, count: number): Promise<Dataset> {
  const source = preparedSource(v1.preprocessing, images.subarray(0, count * 784), count);
  return uploadDataset(device, source, { shape: [count], data: labels.subarray(0, count) });
}

/** Disposes of the device. */
export async function trainV1(device: Device, files: Readonly<Record<MnistRole, IdxBytes>>): Promise<Trained> {
  const { train, test } = decodeMnist(files);
  try {
    const samples = await upload(device, train, trainingImages);
    const unseen = await upload(device, test, testImages);
    const model = buildModel(v1);
    const losses: number[] = [];
    const onBatchesEnd = ({ logs }: { logs: Readonly<Record<string, number>> }): void =>
      void losses.push(logs['loss']!);
    const { batchSize } = v1;
    await model.fit(samples, { batchSize, stepsPerChunk: 1, callbacks: [{ onBatchesEnd }] });
    const { loss, accuracy } = await model.evaluate(unseen);
    await model.dispose();
    const { description, software = false } = device;
    return { device: device.name, description, software, losses, testLoss: loss!, testAccuracy: accuracy! };
  } finally {
    await device.dispose();
  }
}
