/** Samples of a model's inputs that stay on the host and are handed over batch by batch. */

import type { DType, TypedArray } from '@inkgrad/tensor';
import { turn } from '@inkgrad/tensor/host';
import { plural } from '@inkgrad/tensor/text';
import { DataError } from '../errors.ts';
import { checkFinite, checkWhole } from './check-block.ts';
import { blockElements } from './features.ts';
import { type ArrayLikes, namedArrays } from './named-arrays.ts';
import type { NumberArray } from './number-array.ts';
import { asTyped, type CheckedSource, openSource } from './source.ts';

export interface HostInput {
  /** Undefined where the samples were given as one array. */
  readonly name: string | undefined;
  readonly source: CheckedSource;
  /** What the model takes. */
  readonly dtype: DType;
}

/** @throws DataError for what cannot be read, or inputs of different counts. No sample at all is allowed. */
export function openInputs(
  what: string,
  x: ArrayLikes,
  model: { inputType(name: string | undefined): DType },
): { readonly samples: readonly HostInput[]; readonly count: number } {
  const samples = namedArrays(what, x).map(([name, value]): HostInput => {
    const source = openSource(name === undefined ? what : `${what} "${name}"`, value, true);
    return { name, source, dtype: model.inputType(name) };
  });
  const first = samples[0]!.source;
  for (const { source } of samples) {
    if (source.count === first.count) continue;
    throw new DataError(source.name, `${plural(first.count, 'sample')}, as in ${first.name}`, `${source.count}`);
  }
  return { samples, count: first.count };
}

/**
 * Elements of samples [first, first + size) as the model takes them; at once where they are in memory, else in blocks.
 * @throws DataError for elements that it cannot take
 */
export function readBatch(input: HostInput, first: number, size: number): TypedArray | Promise<TypedArray> {
  const { readNow } = input.source;
  return readNow === undefined ? readBlocks(input, first, size) : taken(input, readNow(first, size), first);
}

async function readBlocks(input: HostInput, first: number, size: number): Promise<TypedArray> {
  const { source, dtype } = input;
  const rows = Math.max(1, Math.floor(blockElements / source.sampleSize));
  if (size <= rows) return taken(input, await source.read(first, size), first);
  const length = size * source.sampleSize;
  const batch = dtype === 'f32' ? new Float32Array(length) : new Int32Array(length);
  for (let start = 0; start < size; start += rows) {
    await turn();
    const block = await source.read(first + start, Math.min(rows, size - start));
    batch.set(taken(input, block, first + start), start * source.sampleSize);
  }
  return batch;
}

function taken({ source, dtype }: HostInput, block: NumberArray, first: number): TypedArray {
  if (dtype === 'f32') checkFinite(source, block, first);
  else checkWhole(source, block, first);
  return dtype === 'i32' && block instanceof Float32Array ? Int32Array.from(block) : asTyped(source.name, dtype, block);
}
