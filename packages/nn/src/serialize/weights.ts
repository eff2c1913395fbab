/** A model's parameters to and from safetensors bytes, by name: "dense_1/kernel". */
import { shapesEqual } from '@inkgrad/tensor';
import type { Parameter } from '../built-model.ts';
import { ModelFileError, shapeText } from '../errors.ts';
import type { VariableStore } from '../variable-store.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

export async function encodeWeights(store: VariableStore, parameters: readonly Parameter[]): Promise<Uint8Array> {
  const tensors = parameters.map(async ({ variable }) => {
    const { name, shape } = variable;
    return { name, shape, data: await store.read(variable) };
  });
  return encodeSafetensors(await Promise.all(tensors), { format: 'inkgrad' });
}

/**
 * Reads all parameters, and only then writes them, so that a damaged file changes nothing.
 * @throws ModelFileError for a damaged file, or one whose names, shapes or types are another model's.
 */
export async function decodeWeights(
  store: VariableStore,
  parameters: readonly Parameter[],
  bytes: Uint8Array,
  file: string,
): Promise<void> {
  const { tensors } = decodeSafetensors(bytes, file);
  const stored = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const extra = tensors.find(({ name }) => !parameters.some(({ variable }) => variable.name === name));
  if (extra !== undefined) {
    const names = parameters.map(({ variable }) => variable.name).join(', ');
    throw new ModelFileError(file, `only the model's parameters (${names})`, `"${extra.name}"`);
  }
  const values = parameters.map(({ variable }) => {
    const { name, shape } = variable;
    const found = stored.get(name);
    if (found === undefined)
      throw new ModelFileError(file, `parameter "${name}" ${shapeText(shape)}`, 'none of that name');
    if (!shapesEqual(found.shape, shape)) {
      throw new ModelFileError(file, `"${name}" of shape ${shapeText(shape)}`, shapeText(found.shape));
    }
    if (!(found.data instanceof Float32Array)) throw new ModelFileError(file, `"${name}" of type F32`, 'I32');
    return [variable, found.data] as const;
  });
  for (const [variable, value] of values) await store.write(variable, value);
}
