/** Which of a data set's inputs and targets belong to which of a model's inputs and outputs. */

import { shapesEqual } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { DataError, LayerShapeError, shapeText } from '../errors.ts';
import type { BuiltModel } from '../model/built-model.ts';
import type { BatchShape, SampleShape, TargetShape } from '../programs/data-inputs.ts';
import type { Dataset, DatasetInput } from './dataset.ts';
import type { Features } from './features.ts';

/** What a program depends on in a data set, in the order of the model's inputs and outputs. */
export function batchShape(model: BuiltModel, dataset: Dataset): Omit<BatchShape, 'batch'> {
  const targets = matchTargets(model, dataset).map(
    ({ name, sampleShape, dtype }): TargetShape => ({ name, shape: sampleShape, dtype }),
  );
  return { count: dataset.count, samples: sampleShapes(model, dataset), targets };
}

/** What is said of samples, wherever they are. */
export interface Samples {
  readonly inputs: readonly (Pick<DatasetInput, 'name' | 'sampleShape' | 'dtype'> & {
    readonly features: Pick<Features, 'entries'>;
  })[];
}

/** @throws DataError, LayerShapeError for inputs that the model does not have, and for samples of another shape */
export function sampleShapes({ inputs: wanted, calls }: BuiltModel, { inputs: given }: Samples): SampleShape[] {
  const found = matchByName(
    'x',
    wanted.map(({ name }) => name),
    given,
  );
  return wanted.map(({ name, shape, dtype: as }, at): SampleShape => {
    const own = found[at]!;
    if (!shapesEqual(own.sampleShape, shape)) {
      const first = calls.find(({ inputs }) => inputs.includes(at))?.layer.name ?? name;
      throw new LayerShapeError(first, `samples of shape ${shapeText(shape)}`, shapeText(own.sampleShape));
    }
    if (as === 'i32' && own.dtype === 'f32') {
      throw new DataError(own.name ?? 'x', 'a data set with i32 elements, as the model takes whole numbers', 'f32');
    }
    return { name: own.name, shape, dtype: own.dtype, as, entries: own.features.entries };
  });
}

/** The targets of each output. @throws DataError where there are none, or of another output */
export function matchTargets<T extends { readonly name: string | undefined }>(
  { outputs }: BuiltModel,
  { targets }: { readonly targets: readonly T[] },
): readonly T[] {
  if (targets.length === 0) throw new DataError('data set', 'targets y, which training and evaluation need', 'none');
  return matchByName(
    'y',
    outputs.map(({ name }) => name),
    targets,
  );
}

function matchByName<T extends { readonly name: string | undefined }>(
  what: string,
  wanted: readonly string[],
  given: readonly T[],
): T[] {
  const only = given[0];
  if (wanted.length === 1 && given.length === 1 && only!.name === undefined) return [only!];
  const list = (names: readonly (string | undefined)[]): string => names.map((name) => name ?? 'one array').join(', ');
  const names = given.map(({ name }) => name);
  const fits = wanted.every((name) => names.includes(name)) && given.length === wanted.length;
  if (!fits) throw new DataError(what, `data by name for ${list(wanted)}`, list(names));
  return wanted.map((name) => given.find((own) => own.name === name)!);
}

/** What a program depends on in a data set's targets. */
export function targetsKey({ targets }: Dataset): string {
  return targets.map(({ dtype, sampleShape }) => `${dtype} [${sampleShape.join()}]`).join(' ');
}

/** What a program depends on in a data set's samples. */
export function samplesKey({ count, inputs }: Dataset): string {
  const texts = inputs.map(({ name = '', sampleShape, dtype, features: { entries } }) => {
    const stored = entries === undefined ? '' : ` with ${plural(entries, 'entry', 'entries')}`;
    return `${name} ${dtype} ${sampleShape.join('×')}${stored}`;
  });
  return `${count} of ${texts.join(' and ')}`;
}
