/** From an experiment's `preprocessing` to what its model is fed. */
import type { DataSource } from '@inkgrad/nn';
import type { Experiment } from '../experiment/schema.ts';
import { normalizedSource, unitIntervalSource } from './normalize.ts';

const sources: Readonly<Record<Experiment['preprocessing'], typeof normalizedSource>> = {
  normalizeColumns: normalizedSource,
  divideBy255: unitIntervalSource,
};

/**
 * @param images u8 [count, 28, 28]
 * @returns a source of f32 [count, 28, 28]
 * @throws ArgumentError if `images` does not hold `count` images
 */
export function preparedSource(
  preprocessing: Experiment['preprocessing'],
  images: Uint8Array,
  count: number,
): DataSource {
  return sources[preprocessing](images, count);
}
