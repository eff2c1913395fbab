/**
 * Which pixels belong to the digit: those darker than half the darkness of the ink, in connected pieces that are not
 * specks, grown into their own soft edges. Everything else is paper.
 */
import { ImageError } from '../errors.ts';
import { type Plane, quantileOf } from './gray-image.ts';

/** Ink fainter than this share of the paper's light is no ink. */
const faintestInk = 0.12;
/** Ink must stand out by this many standard deviations of the paper's noise. */
const clearOfNoise = 6;
/** A piece smaller than this share of the largest is a speck. */
const smallestPiece = 0.05;
/** The largest piece has at least this share of the dark pixels, or they are only noise. */
const smallestShareOfLargest = 0.3;
/** Soft edges end where less than this is left of the paper's light, or at three standard deviations of the noise. */
const softEdge = 0.04;
/** Soft edges reach at most this share of the digit's longer side. */
const widestEdge = 0.1;

export interface DigitRegion {
  /** 1 where the digit is. */
  readonly mask: Uint8Array;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Darkness of a full stroke, as a share of the paper's light. */
  readonly level: number;
}

/** How the errors of this step begin. */
export const noDigit = 'no digit found; expected one dark digit on lighter paper, clear of the edges';

/**
 * Standard deviation of the paper's noise, from the pixels brighter than the paper, where no ink is. Half of a normal
 * distribution lies within 0.674 standard deviations of its middle.
 */
export function noiseOf(values: Float32Array): number {
  const brighter = values.filter((value) => value < 0).map((value) => -value);
  return quantileOf(brighter, 0.5) / 0.674;
}

/** Visits the up to eight pixels around one. */
function forNeighbours(at: number, { width, height }: Plane, visit: (at: number) => void): void {
  const x = at % width;
  const y = (at - x) / width;
  const right = Math.min(width - 1, x + 1);
  const bottom = Math.min(height - 1, y + 1);
  for (let row = Math.max(0, y - 1); row <= bottom; row++) {
    for (let column = Math.max(0, x - 1); column <= right; column++) {
      if (row !== y || column !== x) visit(row * width + column);
    }
  }
}

/** Connected pieces of the pixels with more ink than `least`, as lists of positions. */
function pieces(ink: Plane, least: number): number[][] {
  const seen = Uint8Array.from(ink.values, (value) => Number(value <= least));
  const found: number[][] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1) continue;
    const piece: number[] = [];
    const visit = (at: number): void => {
      if (seen[at] === 1) return;
      seen[at] = 1;
      piece.push(at);
    };
    visit(start);
    for (let next = 0; next < piece.length; next++) forNeighbours(piece[next]!, ink, visit);
    found.push(piece);
  }
  return found;
}

function boundsOf(positions: readonly number[], width: number): Omit<DigitRegion, 'mask' | 'level'> {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const at of positions) {
    const x = at % width;
    const y = (at - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Adds to `positions` the pixels with more ink than `least` within `reach` steps of them. */
function grow(positions: number[], ink: Plane, least: number, reach: number): Uint8Array {
  const mask = new Uint8Array(ink.values.length);
  for (const at of positions) mask[at] = 1;
  const visit = (at: number): void => {
    if (mask[at] === 1 || ink.values[at]! <= least) return;
    mask[at] = 1;
    positions.push(at);
  };
  for (let begin = 0, step = 0; step < reach; step++) {
    const end = positions.length;
    for (; begin < end; begin++) forNeighbours(positions[begin]!, ink, visit);
  }
  return mask;
}

/**
 * @param ink share of the paper's light that is missing
 * @throws ImageError if nothing stands out from the paper
 */
export function findDigit(ink: Plane): DigitRegion {
  const { width, values } = ink;
  const noise = noiseOf(values);
  const clear = values.filter((value) => value > Math.max(faintestInk / 2, 4 * noise));
  const darkest = quantileOf(clear, 0.95);
  if (clear.length === 0 || darkest < Math.max(faintestInk, clearOfNoise * noise)) throw new ImageError(`${noDigit}.`);
  const found = pieces(ink, darkest / 2).sort((a, b) => b.length - a.length);
  const largest = found[0]!;
  const darkCount = found.reduce((sum, piece) => sum + piece.length, 0);
  if (largest.length < smallestShareOfLargest * darkCount) {
    throw new ImageError(`${noDigit}; the picture has ${found.length} dark pieces.`);
  }
  const digit = found.filter((piece) => piece.length >= smallestPiece * largest.length).flat();
  const level = quantileOf(
    Float32Array.from(digit, (at) => values[at]!),
    0.5,
  );
  const core = boundsOf(digit, width);
  const reach = Math.max(1, Math.round(widestEdge * Math.max(core.width, core.height)));
  const mask = grow(digit, ink, Math.max(softEdge, 3 * noise), reach);
  return { mask, level, ...boundsOf(digit, width) };
}
