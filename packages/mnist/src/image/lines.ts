/**
 * Straight thin lines that cross most of a picture, nearly level: found by Hough's transform over the middles of short
 * vertical runs of ink. Upright lines are the level ones of the picture with its axes exchanged.
 */
import type { Mask } from './mask.ts';

/** A line's runs of ink are at most this share of the picture's longer side. */
const thickest = 0.025;
/** A line is seen in this share of the columns. Where it meets upright lines or strokes it is hidden, */
const leastSeen = 0.2;
/** but it is missing in no more than this share. */
const mostMissing = 0.5;
/** Beside a line, so many pixels away, ink is missing in this share of the columns more: noise has no lines. */
const beside = { pixels: 6, share: 0.25 };
/** How far a line may rise or fall over the picture's width. */
const steepest = 0.14;
/** How far a line's runs may be from it, in pixels. */
const tolerance = 2;

/** `y = start + slope x`. */
export interface Line {
  readonly start: number;
  readonly slope: number;
  /** The median length of its runs, in pixels. */
  readonly thickness: number;
  /** The first and the last column in which it is seen. */
  readonly from: number;
  readonly to: number;
}

interface Run {
  readonly x: number;
  /** The middle. */
  readonly y: number;
  readonly length: number;
}

function shortRuns({ width, height, values }: Mask): Run[] {
  const longest = Math.max(2, thickest * Math.max(width, height));
  const runs: Run[] = [];
  for (let x = 0; x < width; x++) {
    let start = -1;
    for (let y = 0; y <= height; y++) {
      const isInk = y < height && values[y * width + x] === 1;
      if (isInk && start < 0) start = y;
      if (isInk || start < 0) continue;
      if (y - start <= longest) runs.push({ x, y: (start + y - 1) / 2, length: y - start });
      start = -1;
    }
  }
  return runs;
}

/** Counts of runs by slope and height at which their line would begin. */
class Votes {
  readonly #falls: readonly number[];
  readonly #width: number;
  readonly #bins: number;
  readonly #margin: number;
  readonly #counts: Int32Array[];

  constructor({ width, height }: Mask) {
    const most = Math.ceil(steepest * width);
    this.#falls = Array.from({ length: most + 1 }, (_, index) => 2 * index - most);
    this.#width = width;
    this.#margin = most + 2 * tolerance;
    this.#bins = height + 2 * this.#margin;
    this.#counts = this.#falls.map(() => new Int32Array(this.#bins));
  }

  add(runs: readonly Run[], sign: 1 | -1): void {
    for (const [index, fall] of this.#falls.entries()) {
      const counts = this.#counts[index]!;
      const slope = fall / this.#width;
      for (const { x, y } of runs) counts[Math.round(y - slope * x) + this.#margin]! += sign;
    }
  }

  /** The line with the most runs within the tolerance. */
  best(): { readonly start: number; readonly slope: number; readonly count: number } {
    let [start, slope, count] = [0, 0, 0];
    for (const [index, fall] of this.#falls.entries()) {
      const counts = this.#counts[index]!;
      let near = 0;
      for (let bin = 0; bin < this.#bins; bin++) {
        near += counts[bin]! - (counts[bin - 2 * tolerance - 1] ?? 0);
        if (near > count) [start, slope, count] = [bin - tolerance - this.#margin, fall / this.#width, near];
      }
    }
    return { start, slope, count };
  }
}

/** The straight line with the least squares of distances from the runs' middles. */
function fit(runs: readonly Run[]): { readonly start: number; readonly slope: number } {
  let [x, y, xx, xy] = [0, 0, 0, 0];
  for (const run of runs) {
    x += run.x / runs.length;
    y += run.y / runs.length;
  }
  for (const run of runs) {
    xx += (run.x - x) ** 2;
    xy += (run.x - x) * (run.y - y);
  }
  const slope = xx === 0 ? 0 : xy / xx;
  return { start: y - slope * x, slope };
}

/** In how many columns there is no ink within the tolerance of a line. */
function missing({ width, height, values }: Mask, start: number, slope: number): number {
  let count = 0;
  for (let x = 0; x < width; x++) {
    const middle = Math.round(start + slope * x);
    let isThere = false;
    for (let y = Math.max(0, middle - tolerance); y <= Math.min(height - 1, middle + tolerance); y++) {
      isThere ||= values[y * width + x] === 1;
    }
    if (!isThere) count++;
  }
  return count;
}

/** The nearly level lines of a picture. */
export function levelLines(mask: Mask): Line[] {
  const votes = new Votes(mask);
  let runs = shortRuns(mask);
  votes.add(runs, 1);
  const lines: Line[] = [];
  for (;;) {
    const rough = votes.best();
    if (rough.count < leastSeen * mask.width) return lines;
    const isNear = ({ x, y }: Run): boolean => Math.abs(y - rough.start - rough.slope * x) <= tolerance + 0.5;
    const own = runs.filter(isNear);
    const { start, slope } = fit(own);
    const columns = new Set(own.map(({ x }) => x));
    // Two runs in a column, as of a line beside it, count once.
    const gone = missing(mask, start, slope) / mask.width;
    const isAlone = [-beside.pixels, beside.pixels].every(
      (step) => missing(mask, start + step, slope) >= (gone + beside.share) * mask.width,
    );
    if (columns.size >= leastSeen * mask.width && gone <= mostMissing && isAlone) {
      const lengths = own.map(({ length }) => length).sort((a, b) => a - b);
      const [from, to] = [Math.min(...columns), Math.max(...columns)];
      lines.push({ start, slope, thickness: lengths[lengths.length >> 1]!, from, to });
    }
    runs = runs.filter((run) => !isNear(run));
    votes.add(own, -1);
  }
}
