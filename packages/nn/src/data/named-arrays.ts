/** Data for one input or output, or for several by name: `{ image: …, age: … }`. */
import { describe, isRecord } from '../define/names.ts';
import { DataError } from '../errors.ts';
import { isPicture } from './nd-array.ts';
import type { ArrayLike } from './source.ts';

/** Data for one input or output, or for several by name. */
export type ArrayLikes = ArrayLike | Readonly<Record<string, ArrayLike>>;

/** @throws DataError for no data at all */
export function namedArrays(what: string, value: ArrayLikes): (readonly [name: string | undefined, value: unknown])[] {
  // An NdArray and a DataSource have a shape, a picture a width and a height; several arrays by name do not.
  if (!isRecord(value) || 'shape' in value || 'read' in value || isPicture(value)) return [[undefined, value]];
  const entries = Object.entries(value);
  if (entries.length === 0) throw new DataError(what, 'data by the names of inputs or outputs', describe(value));
  return entries;
}
