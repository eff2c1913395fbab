/** Checks of indices on the host, for runners whose memory the host can see. */
import { BackendError, IndexRangeError } from '../../../errors.ts';
import { hasOverflowed } from '../integers.ts';

/** @throws IndexRangeError for the first index outside [0, rows). */
export function checkIndices(op: string, indices: Float32Array, count: number, rows: number): void {
  for (let position = 0; position < count; position++) {
    const index = indices[position]!;
    if (!(index >= 0 && index < rows)) throw indexError(op, index, position, rows);
  }
}

/** What is wrong with an index that is outside [0, rows). */
export function indexError(op: string, index: number, position: number, rows: number): IndexRangeError | BackendError {
  return Number.isNaN(index)
    ? new BackendError('gpu', hasOverflowed(`the indices of ${op}`))
    : new IndexRangeError(op, index, position, rows);
}
