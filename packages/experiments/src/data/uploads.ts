/**
 * The data set on a device, uploaded once for each way of preparing and splitting it, so that experiments that want it
 * alike share the device's memory and the time to fill it.
 */
import { type Dataset, uploadDataset } from '@inkgrad/nn';
import type { Device } from '@inkgrad/tensor';
import type { Experiment } from '../experiment/schema.ts';
import { takesLabels } from '../experiment/vocabulary.ts';
import { type Split, type SplitData, splitData } from '../run/split.ts';
import { type DataPart, type DataSet, sampleNoun, sampleSize } from './data-set.ts';
import { checkPreprocessing, preparedPart, type Standardization, standardizationOf } from './prepare.ts';

/** A division of a data set, on a device. */
export interface UploadedData extends Pick<SplitData, 'set' | 'heldIndex'> {
  readonly train: Dataset;
  /** For validation after each epoch; undefined where nothing validates. May be `held` itself. */
  readonly validation: Dataset | undefined;
  /** For evaluation after training. */
  readonly held: Dataset;
  readonly heldLabels: Uint8Array;
  /** f32 [count, values]; undefined where the targets are classes. */
  readonly heldValues: Float32Array | undefined;
  /** What the rows were standardized with; undefined where they were not. */
  readonly scale: Standardization | undefined;
}

/** What of an experiment decides how its data is uploaded. */
type Wanted = Pick<Experiment, 'name' | 'preprocessing' | 'loss'>;

function oneHot(labels: Uint8Array, classes: number): Float32Array {
  const values = new Float32Array(labels.length * classes);
  for (const [index, label] of labels.entries()) values[index * classes + label] = 1;
  return values;
}

/** The split of the uploaded images: whether they validate is not a matter of the upload. */
function keyOf({ preprocessing, loss }: Pick<Experiment, 'preprocessing' | 'loss'>, split: Split): string {
  const targets = takesLabels(loss) ? 'labels' : 'one-hot';
  const part = split.kind === 'test' || split.kind === 'testAtEnd' ? 'test' : JSON.stringify(split);
  return [preprocessing, targets, part].join('; ');
}

/** Belongs to whoever makes it; `dispose` frees the device's memory. */
export class DataUploads {
  readonly device: Device;
  readonly data: DataSet;
  readonly #uploaded = new Map<string, Promise<UploadedData>>();

  constructor(device: Device, data: DataSet) {
    this.device = device;
    this.data = data;
  }

  /**
   * The data as an experiment wants it, uploaded now unless it is there.
   * @param split default: validation on the test set
   */
  async for(experiment: Wanted, split: Split = { kind: 'test' }): Promise<UploadedData> {
    const key = keyOf(experiment, split);
    const found = this.#uploaded.get(key) ?? this.#upload(experiment, split);
    this.#uploaded.set(key, found);
    try {
      const uploaded = await found;
      return split.kind === 'testAtEnd' ? { ...uploaded, validation: undefined } : uploaded;
    } catch (error) {
      this.#uploaded.delete(key);
      throw error;
    }
  }

  /** Frees the data of a fold, which no later run may want; what the test set validates stays for other runs. */
  async releaseFold(experiment: Wanted, split: Split): Promise<void> {
    if (split.kind !== 'fold') return;
    const key = keyOf(experiment, split);
    const found = this.#uploaded.get(key);
    this.#uploaded.delete(key);
    if (found !== undefined) await free(found);
  }

  async #upload(experiment: Wanted, split: Split): Promise<UploadedData> {
    const { preprocessing, loss } = experiment;
    checkPreprocessing(experiment, this.data);
    const { train, validation, held, set, heldIndex } = splitData(this.data, split);
    const scale = preprocessing === 'standardize' ? standardizationOf(train, sampleSize(this.data)) : undefined;
    const targets = ({ labels, values, count }: DataPart) => {
      if (values !== undefined) return { shape: [count, this.data.values.length], data: values };
      const classes = this.data.classes.length;
      return takesLabels(loss)
        ? { shape: [count], data: labels }
        : { shape: [count, classes], data: oneHot(labels, classes) };
    };
    const upload = (part: DataPart, name: string): Promise<Dataset> => {
      const names = { x: `${name} ${sampleNoun(this.data)}`, y: `${name} labels` };
      return uploadDataset(this.device, preparedPart(preprocessing, part, this.data, scale), targets(part), names);
    };
    const uploaded: Dataset[] = [];
    try {
      for (const [part, name] of [
        [train, 'training'],
        [held, set === 'test' ? 'test' : 'validation'],
        ...(split.kind === 'validation' ? [[validation!, 'validation'] as const] : []),
      ] as const) {
        uploaded.push(await upload(part, name));
      }
      const [ofTrain, ofHeld, ofValidation = ofHeld] = uploaded as [Dataset, Dataset, Dataset?];
      return {
        ...{ train: ofTrain, validation: ofValidation, held: ofHeld, set, heldIndex, scale },
        ...{ heldLabels: held.labels, heldValues: held.values },
      };
    } catch (error) {
      for (const each of uploaded) each.dispose();
      throw error;
    }
  }

  /** Frees what is on the device. Runs that use it have to be over. */
  async dispose(): Promise<void> {
    const all = [...this.#uploaded.values()];
    this.#uploaded.clear();
    for (const each of all) await free(each);
  }
}

/** Of an upload that failed there is nothing to free. */
async function free(uploaded: Promise<UploadedData>): Promise<void> {
  const [settled] = await Promise.allSettled([uploaded]);
  if (settled.status === 'rejected') return;
  settled.value.train.dispose();
  settled.value.held.dispose();
  settled.value.validation?.dispose();
}
