/**
 * Gives each temporary buffer a fixed place in one arena. Buffers whose lifetimes do not meet may share bytes.
 * Greedy by size: the largest first, each at the lowest offset free during its whole life.
 * Source: Pisarchyk & Lee, https://arxiv.org/abs/2001.03288, "greedy by size for offset calculation".
 */

/** Bytes from step `from` to step `to`, both included. */
export interface Lifetime {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/** Cache-line alignment of every buffer, in bytes. */
export const arenaAlignment = 64;

const aligned = (bytes: number): number => Math.ceil(bytes / arenaAlignment) * arenaAlignment;

/** An offset for each lifetime, in the given order, and the arena's size. */
export function placeBuffers(lifetimes: readonly Lifetime[]): { offsets: number[]; arenaBytes: number } {
  const offsets = new Array<number>(lifetimes.length).fill(0);
  const order = lifetimes.map((_, at) => at).sort((a, b) => lifetimes[b]!.bytes - lifetimes[a]!.bytes || a - b);
  const placed: number[] = [];
  let arenaBytes = 0;
  for (const at of order) {
    const { bytes, from, to } = lifetimes[at]!;
    const meeting = placed
      .filter((other) => lifetimes[other]!.from <= to && from <= lifetimes[other]!.to)
      .sort((a, b) => offsets[a]! - offsets[b]!);
    let offset = 0;
    for (const other of meeting) {
      if (offset + aligned(bytes) <= offsets[other]!) break;
      offset = Math.max(offset, offsets[other]! + aligned(lifetimes[other]!.bytes));
    }
    offsets[at] = offset;
    placed.push(at);
    arenaBytes = Math.max(arenaBytes, offset + aligned(bytes));
  }
  return { offsets, arenaBytes };
}
