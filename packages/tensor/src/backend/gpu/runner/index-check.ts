/** Checks of indices on the host, for runners whose memory the host can see. */
import { IndexRangeError } from '../../../errors.ts';

/** @throws IndexRangeError for the first index outside [0, rows). */
export function checkIndices(op: string, indices: Float32Array, count: number, rows: number): void {
  for (let position = 0; position < count; position++) {
    const index = indices[position]!;
    if (!(index >= 0 && index < rows)) throw new IndexRangeError(op, index, position, rows);
  }
}
