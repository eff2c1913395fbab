/** Checks of indices on the host, for runners whose memory the host can see. */
import { BackendError, IndexRangeError } from '../../../errors.ts';
import { hasOverflowed } from '../integers.ts';
import type { CheckedIndices } from '../program.ts';

/** @throws IndexRangeError for the first index out of range. */
export function checkIndices(check: CheckedIndices, indices: Float32Array): void {
  const { count, rows, fromEnd } = check;
  const lowest = fromEnd ? -rows : 0;
  for (let position = 0; position < count; position++) {
    const index = indices[position]!;
    if (!(index >= lowest && index < rows)) throw indexError(check, index, position);
  }
}

/** What is wrong with an index that is out of range. */
export function indexError(
  { op, rows, fromEnd }: CheckedIndices,
  index: number,
  position: number,
): IndexRangeError | BackendError {
  return Number.isNaN(index)
    ? new BackendError('gpu', hasOverflowed(`the indices of ${op}`))
    : new IndexRangeError(op, index, position, rows, fromEnd);
}
