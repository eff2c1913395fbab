/** A model's parameters to and from safetensors bytes, by name: "dense_1/kernel". */
import { type Shape, shapesEqual, sizeOf, type TypedArray, type Variable } from '@inkgrad/tensor';
import { allFinite } from '../data/all-finite.ts';
import type { VariableStore } from '../device/variable-store.ts';
import { ModelFileError, NonFiniteValueError, shapeText } from '../errors.ts';
import type { Weight } from '../model/built-model.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from './safetensors.ts';

export async function encodeWeights(store: VariableStore, weights: readonly Weight[]): Promise<Uint8Array> {
  const variables = weights.map(({ variable }) => variable);
  return encodeSafetensors(await readVariables(store, variables), { format: 'inkgrad' });
}

/**
 * Reads all parameters, and only then writes them, so that a damaged file changes nothing.
 * @throws ModelFileError for a damaged file, or one whose names, shapes or types are another model's.
 * @throws NonFiniteValueError for weights that are NaN or infinite: no answer of such a model would mean anything.
 */
export async function decodeWeights(
  store: VariableStore,
  weights: readonly Weight[],
  bytes: Uint8Array,
  file: string,
): Promise<void> {
  const { tensors } = decodeSafetensors(bytes, file);
  const variables = weights.map(({ variable }) => variable);
  const values = matchVariables(variables, tensors, file, 'parameter');
  for (const [variable, value] of values) checkFinite(variable, value, file);
  await writeVariables(store, values);
}

function checkFinite({ name, shape }: Variable, values: TypedArray, file: string): void {
  if (!(values instanceof Float32Array) || allFinite(values)) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  const index = indexOf(at, shape);
  const sentence = `${file}: "${name}" has ${values[at]} at [${index.join(', ')}], so that no answer would mean anything`;
  const advice = 'take weights from before training diverged';
  throw new NonFiniteValueError(sentence, index, values[at]!, advice, { file, tensor: name });
}

/** Of the element at a place in row-major order. */
function indexOf(place: number, shape: Shape): number[] {
  let rest = place;
  return shape.map((_, axis) => {
    const size = sizeOf(shape.slice(axis + 1));
    const own = Math.floor(rest / size);
    rest -= own * size;
    return own;
  });
}

/** The variables' values, by their names. */
export function readVariables(store: VariableStore, variables: readonly Variable[]): Promise<NamedTensor[]> {
  return Promise.all(
    variables.map(async (variable) => {
      const { name, shape } = variable;
      return { name, shape, data: await store.read(variable) };
    }),
  );
}

export type VariableValue = readonly [variable: Variable, value: TypedArray];

export async function writeVariables(store: VariableStore, values: readonly VariableValue[]): Promise<void> {
  for (const [variable, value] of values) await store.write(variable, value);
}

/**
 * The variables with the tensors of their names.
 * @param kind what a variable is called in errors
 * @throws ModelFileError for a tensor too many, an absent one, or one of another shape or type
 */
export function matchVariables(
  variables: readonly Variable[],
  tensors: readonly NamedTensor[],
  file: string,
  kind: string,
): VariableValue[] {
  const stored = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const extra = tensors.find(({ name }) => !variables.some((variable) => variable.name === name));
  if (extra !== undefined) {
    const names = variables.map(({ name }) => name).join(', ');
    throw new ModelFileError(file, `only the model's ${kind}s (${names})`, `"${extra.name}"`);
  }
  return variables.map((variable) => {
    const { name, shape, dtype } = variable;
    const found = stored.get(name);
    if (found === undefined)
      throw new ModelFileError(file, `${kind} "${name}" ${shapeText(shape)}`, 'none of that name');
    if (!shapesEqual(found.shape, shape)) {
      throw new ModelFileError(file, `"${name}" of shape ${shapeText(shape)}`, shapeText(found.shape));
    }
    const foundType = found.data instanceof Float32Array ? 'f32' : 'i32';
    if (foundType !== dtype) {
      throw new ModelFileError(file, `"${name}" of type ${dtype.toUpperCase()}`, foundType.toUpperCase());
    }
    return [variable, found.data];
  });
}
