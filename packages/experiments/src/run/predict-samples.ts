/** A trained model's answers for samples of data of one's own, prepared as they were in its training. */
import type { Sequential } from '@inkgrad/nn';
import type { Device } from '@inkgrad/tensor';
import { type DataForm, type DataPart, type DataSet, sampleSize } from '../data/data-set.ts';
import { preparedPart, type Standardization, standardizationOf } from '../data/prepare.ts';
import type { Experiment } from '../experiment/schema.ts';
import { predictionsOf } from './answers.ts';
import { outputsOf } from './predict-digits.ts';
import type { Prediction } from './run-result.ts';
import { type Split, splitData } from './split.ts';

type Preparing = Pick<Experiment, 'preprocessing'>;

/** What the samples were standardized with in a training on this data; undefined where they were not. */
export function standardizationIn(
  { preprocessing }: Preparing,
  data: DataSet,
  split: Split,
): Standardization | undefined {
  return preprocessing === 'standardize'
    ? standardizationOf(splitData(data, split).train, sampleSize(data))
    : undefined;
}

export interface SamplesOptions {
  readonly device: Device;
  /** What `standardizationIn` gave. */
  readonly scale?: Standardization | undefined;
}

type Samples = Pick<DataPart, 'inputs' | 'count'>;

/** What a model makes of samples whose targets are classes. @throws NonFiniteValueError */
export async function predictClasses(
  model: Sequential,
  { preprocessing }: Preparing,
  samples: Samples,
  form: DataForm,
  { device, scale }: SamplesOptions,
): Promise<Omit<Prediction, 'label'>[]> {
  const source = preparedPart(preprocessing, samples, form, scale);
  return predictionsOf({ ...(await outputsOf(model, source, { device })), classes: form.classes.length });
}

/** The values that a model predicts, row by row. */
export async function predictValues(
  model: Sequential,
  { preprocessing }: Preparing,
  samples: Samples,
  form: DataForm,
  { device, scale }: SamplesOptions,
): Promise<number[]> {
  const source = preparedPart(preprocessing, samples, form, scale);
  return Array.from((await model.predict(source, { device })).data);
}
