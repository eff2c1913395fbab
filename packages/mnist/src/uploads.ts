/**
 * The data set on a device, uploaded once for each way of preparing it, so that experiments that prepare it alike share
 * 220 MB of device memory and the time to fill it.
 */
import { type Dataset, uploadDataset } from '@inkgrad/nn';
import type { Device } from '@inkgrad/tensor';
import type { Experiment } from './experiments/schema.ts';
import { classCount } from './idx.ts';
import type { MnistData, MnistSplit } from './mnist-data.ts';
import { preparedSource } from './prepare.ts';

export interface UploadedMnist {
  readonly train: Dataset;
  readonly test: Dataset;
}

function oneHot(labels: Uint8Array): Float32Array {
  const values = new Float32Array(labels.length * classCount);
  for (const [index, label] of labels.entries()) values[index * classCount + label] = 1;
  return values;
}

/** Belongs to whoever makes it; `dispose` frees the device's memory. */
export class MnistUploads {
  readonly device: Device;
  readonly data: MnistData;
  readonly #uploaded = new Map<string, Promise<UploadedMnist>>();

  constructor(device: Device, data: MnistData) {
    this.device = device;
    this.data = data;
  }

  /** The data as an experiment wants it, uploaded now unless it is there. */
  for({ preprocessing, loss }: Pick<Experiment, 'preprocessing' | 'loss'>): Promise<UploadedMnist> {
    const targets = loss === 'sparseCategoricalCrossentropy' ? 'labels' : 'one-hot';
    const key = `${preprocessing} ${targets}`;
    const found = this.#uploaded.get(key) ?? this.#upload(preprocessing, targets);
    this.#uploaded.set(key, found);
    return found;
  }

  async #upload(preprocessing: Experiment['preprocessing'], targets: 'labels' | 'one-hot'): Promise<UploadedMnist> {
    const upload = ({ images, labels, count }: MnistSplit, name: string): Promise<Dataset> => {
      const y =
        targets === 'labels' ? { shape: [count], data: labels } : { shape: [count, classCount], data: oneHot(labels) };
      const names = { x: `${name} images`, y: `${name} labels` };
      return uploadDataset(this.device, preparedSource(preprocessing, images, count), y, names);
    };
    const train = await upload(this.data.train, 'training');
    try {
      return { train, test: await upload(this.data.test, 'test') };
    } catch (error) {
      train.dispose();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    for (const settled of await Promise.allSettled(this.#uploaded.values())) {
      if (settled.status === 'rejected') continue;
      settled.value.train.dispose();
      settled.value.test.dispose();
    }
    this.#uploaded.clear();
  }
}
