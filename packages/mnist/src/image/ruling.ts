/**
 * Ruled and squared paper: lines that cross the picture are taken out of the ink. Where a stroke crosses a line its ink
 * stays: a run of ink across the line that is much longer than the line is thick is the stroke's.
 */
import type { Plane } from './gray-image.ts';
import { type Line, levelLines } from './lines.ts';
import { type Box, cropMask, inkOver, unionOf } from './mask.ts';
import { maskOf, piecesOf } from './pieces.ts';
import { strokeWidth } from './stroke-width.ts';

/** A digit's own bar, that crosses a picture cut close, ends where the digit ends: a ruling goes on by this share. */
const beyond = 0.03;
/** Lines are ruled, whatever else there is, if they are at most this share of the strokes' width, */
const muchThinner = 0.5;
/** or if there are at least so many. Fewer go from edge to edge, but for this share of the picture. */
const many = 4;
const fromEdge = 0.02;
/** What is smaller than this share of the largest other piece says nothing of where the digit ends. */
const smallPiece = 0.05;

/** The plane with rows and columns exchanged. */
function turned({ width, height, values }: Plane): Plane {
  const result = new Float32Array(values.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) result[x * height + y] = values[y * width + x]!;
  return { width: height, height: width, values: result };
}

/** Sets the ink of a line to 0, with its soft edges. */
function erase(ink: Plane, least: number, { start, slope, thickness }: Line): void {
  const { width, height, values } = ink;
  const longest = Math.max(thickness + 2, 1.6 * thickness);
  for (let x = 0; x < width; x++) {
    const middle = Math.round(start + slope * x);
    const at = (y: number): number => (y < 0 || y >= height ? 0 : values[y * width + x]!);
    // The nearest pixel of ink within reach of the line.
    const near = [0, -1, 1, -2, 2, -3, 3].map((step) => middle + step).find((y) => at(y) > least);
    if (near === undefined) continue;
    let [first, last] = [near, near];
    while (at(first - 1) > least) first--;
    while (at(last + 1) > least) last++;
    if (last - first + 1 > longest) continue;
    // Soft edges go downhill to the paper.
    for (let step = 0; step < 3 && at(first - 1) > 0 && at(first - 1) < at(first); step++) first--;
    for (let step = 0; step < 3 && at(last + 1) > 0 && at(last + 1) < at(last); step++) last++;
    for (let y = Math.max(0, first); y <= Math.min(height - 1, last); y++) values[y * width + x] = 0;
  }
}

function withoutLines(ink: Plane, least: number, level: readonly Line[], upright: readonly Line[]): Plane {
  const rows = { ...ink, values: ink.values.slice() };
  for (const line of level) erase(rows, least, line);
  if (upright.length === 0) return rows;
  const columns = turned(rows);
  for (const line of upright) erase(columns, least, line);
  return turned(columns);
}

/** The bounds of what is not small, and the width of its strokes. */
function restOf(ink: Plane, least: number): { readonly box: Box; readonly stroke: number } | undefined {
  const pieces = piecesOf(inkOver(least, ink));
  const largest = pieces[0];
  if (largest === undefined) return undefined;
  const main = pieces.filter(({ positions }) => positions.length >= smallPiece * largest.positions.length);
  const box = unionOf(main);
  return { box, stroke: strokeWidth(cropMask(maskOf(main, ink), box)).mean };
}

/** Takes out what is left of lines that leave the picture soon: flat pieces at its edges. */
function withoutSlivers(ink: Plane, least: number, thickest: number): Plane {
  const { width, height } = ink;
  const values = ink.values.slice();
  for (const piece of piecesOf(inkOver(least, ink))) {
    const isAtEdge =
      piece.left === 0 || piece.top === 0 || piece.left + piece.width === width || piece.top + piece.height === height;
    if (!isAtEdge || Math.min(piece.width, piece.height) > thickest) continue;
    for (const at of piece.positions) values[at] = 0;
  }
  return { width, height, values };
}

export interface Unruled {
  readonly ink: Plane;
  /** How many lines were taken out. */
  readonly lines: number;
}

/**
 * @param ink share of the paper's light that is missing
 * @param least what is less is no ink
 */
export function withoutRuling(ink: Plane, least: number): Unruled {
  const level = levelLines(inkOver(least, ink));
  const upright = levelLines(inkOver(least, turned(ink)));
  const lines = [...level, ...upright];
  if (lines.length === 0) return { ink, lines: 0 };
  const cleared = withoutLines(ink, least, level, upright);
  const rest = restOf(cleared, least);
  const isRuled = (own: readonly Line[], length: number, start: number, extent: number, stroke: number): boolean =>
    own.length >= many ||
    own.every(
      ({ from, to, thickness }) =>
        from <= fromEdge * length &&
        to >= (1 - fromEdge) * (length - 1) &&
        (thickness <= muchThinner * stroke ||
          (from < start - beyond * length && to > start + extent + beyond * length)),
    );
  const { box, stroke } = rest ?? { box: { left: 1, top: 1, width: 0, height: 0 }, stroke: Infinity };
  const isRuling =
    isRuled(level, ink.width, box.left, box.width, stroke) && isRuled(upright, ink.height, box.top, box.height, stroke);
  if (!isRuling) return { ink, lines: 0 };
  const thickest = Math.max(...lines.map(({ thickness }) => thickness));
  return { ink: withoutSlivers(cleared, least, 3 * thickest + 4), lines: lines.length };
}
