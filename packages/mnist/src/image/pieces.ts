/** Connected pieces, found by runs: the stretches of ink in a row, each joined to those above that it touches. */
import { type Box, boundsOf, type Mask } from './mask.ts';

export interface Piece extends Box {
  /** `y * width + x` of each pixel, in order. */
  readonly positions: Int32Array;
}

/** The first pixel of each run and the one after its last, and where the runs of each row begin. */
function runsOf({ width, height, values }: Mask) {
  const starts: number[] = [];
  const ends: number[] = [];
  const rows = new Int32Array(height + 1);
  for (let row = 0; row < height; row++) {
    const end = (row + 1) * width;
    for (let at = row * width; at < end; at++) {
      if (values[at] === 0) continue;
      starts.push(at);
      while (at < end && values[at] === 1) at++;
      ends.push(at);
    }
    rows[row + 1] = starts.length;
  }
  return { starts, ends, rows };
}

/**
 * The pieces of a mask, the largest first.
 *
 * @param touch what connects pixels: corners as well as sides, as for ink, or sides alone, as for what ink encloses
 */
export function piecesOf(mask: Mask, touch: 'corners' | 'sides' = 'corners'): Piece[] {
  const reach = touch === 'corners' ? 0 : 1;
  const { width, height } = mask;
  const { starts, ends, rows } = runsOf(mask);
  /** Each run's piece is that of its parent; a run that is its own parent stands for the piece. */
  const parents = Int32Array.from(starts, (_, run) => run);
  const rootOf = (run: number): number => {
    let root = run;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  for (let row = 1; row < height; row++) {
    let above = rows[row - 1]!;
    for (let run = rows[row]!; run < rows[row + 1]!; run++) {
      const [first, after] = [starts[run]! - width, ends[run]! - width];
      while (above < rows[row]! && ends[above]! < first + reach) above++;
      for (let touched = above; touched < rows[row]! && starts[touched]! <= after - reach; touched++) {
        parents[rootOf(touched)] = rootOf(run);
      }
    }
  }
  const counts = new Int32Array(starts.length);
  for (let run = 0; run < starts.length; run++) counts[rootOf(run)]! += ends[run]! - starts[run]!;
  const positions = Array.from(counts, (count) => (count === 0 ? undefined : new Int32Array(count)));
  const filled = new Int32Array(starts.length);
  for (let run = 0; run < starts.length; run++) {
    const root = rootOf(run);
    for (let at = starts[run]!; at < ends[run]!; at++) positions[root]![filled[root]!++] = at;
  }
  return positions
    .filter((own) => own !== undefined)
    .sort((a, b) => b.length - a.length)
    .map((own) => ({ positions: own, ...boundsOf(own, width) }));
}

/** The mask of some pieces. */
export function maskOf(pieces: readonly Piece[], { width, height }: Omit<Mask, 'values'>): Mask {
  const values = new Uint8Array(width * height);
  for (const { positions } of pieces) for (const at of positions) values[at] = 1;
  return { width, height, values };
}
