/** Whether blocks of samples are what a model can take, told by the first that is not. */
import { DataError } from '../errors.ts';
import { allFinite } from './all-finite.ts';
import type { NumberArray } from './number-array.ts';
import type { CheckedSource } from './source.ts';

type Told = Pick<CheckedSource, 'name' | 'sampleSize'>;

/** @param start the block's first sample @throws DataError for elements that are NaN or infinite */
export function checkFinite(source: Told, block: NumberArray, start: number): void {
  if (!(block instanceof Float32Array)) return;
  if (allFinite(block)) return;
  const at = block.findIndex((value) => !Number.isFinite(value));
  const sample = start + Math.floor(at / source.sampleSize);
  throw new DataError(
    source.name,
    'finite numbers',
    `${block[at]} in sample ${sample}, element ${at % source.sampleSize}`,
  );
}

/** @param start the block's first sample @throws DataError for elements that are no i32 */
export function checkWhole(source: Told, block: NumberArray | Float64Array, start: number): void {
  const at = block.findIndex((value) => !Number.isInteger(value) || Math.abs(value) > 0x7fffffff);
  if (at < 0) return;
  const place = `sample ${start + Math.floor(at / source.sampleSize)}, element ${at % source.sampleSize}`;
  throw new DataError(source.name, 'whole numbers for an i32 input', `${block[at]} in ${place}`);
}
