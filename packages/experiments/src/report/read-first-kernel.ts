/**
 * The kernel of a saved model's first layer, read from its weights alone.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '@inkgrad/nn';
import { weightsFile } from '@inkgrad/nn/node';
import type { FirstKernel } from './figures/first-layer.ts';

/**
 * The kernel of a trained model's first layer, for a figure of it.
 * @param directory a model's folder
 * @returns undefined if there are no weights, or no layer with a kernel
 * @throws ModelFileError if the weights are damaged; what `readFile` throws if they cannot be read
 */
export async function readFirstKernel(directory: string): Promise<FirstKernel | undefined> {
  const file = join(directory, weightsFile);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const [first] = decodeSafetensors(bytes, file).tensors;
  const [inputs, units] = first?.shape ?? [];
  if (!first?.name.endsWith('/kernel') || first.shape.length !== 2 || !(first.data instanceof Float32Array)) {
    return undefined;
  }
  return { values: first.data, inputs: inputs!, units: units! };
}
