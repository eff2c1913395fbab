/**
 * Which pieces of ink are one digit: the detached bar of a 5, the halves of an 8 with a thin break, the open 4. Pieces
 * that stand apart as digits do are several digits; what is far smaller than the largest is dust.
 *
 * The bounds are those of MNIST's own images in several pieces, about one in a hundred.
 */
import { distanceTo } from './distance.ts';
import { type Box, unionOf } from './mask.ts';
import type { Piece } from './pieces.ts';

/** Pieces with less than this share of the largest's pixels and of its longer side are dust, unless they are close. */
const dust = { pixels: 0.05, side: 0.15 };
/** More pieces than this, dust aside, are not looked at: they are no digit's. */
const mostPieces = 30;
/** A group this share of the largest's longer side is a digit of its own. */
const ownDigit = 0.3;
/** Gaps, in stroke widths and as a share of both pieces' longer side; the wider counts. */
const gaps = {
  /** Of a break: pieces this close are always one. */
  closest: { strokes: 0.3, share: 0.05 },
  /** Of pieces beside each other or above each other. */
  usual: { strokes: 1, share: 0.08 },
  /** Between a bar and what it belongs to. */
  bar: { strokes: 1, share: 0.35 },
};
/** A bar is flatter than this, at most this share of both pieces' height, and so many strokes or less high. */
const flat = { aspect: 1.4, share: 0.36, strokes: 3, thinShare: 0.2, other: 2.5 };
/** Pieces are both tall with at least this share of their common height. */
const tall = 0.8;
/** Pieces side by side, both so high, are two digits however close they are if together they are wider by their height. */
const sideBySide = [
  { height: 0.8, aspect: 1.35 },
  { height: 0.55, aspect: 1.45 },
];
/** Two pieces one above the other are two digits, however close, if together they are narrower than this by height, */
const narrow = 0.42;
/** but each is so high, by their height, and so wide, by its own. The halves of a broken 1 are not. */
const half = { height: 0.4, width: 0.5 };

const longerSide = ({ width, height }: Box): number => Math.max(width, height);

/** The length of the part of two stretches that they share; negative is the gap between them. */
function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}

/** Whether the smaller piece can be a bar of the larger one, which is none itself: two bars are an equals sign. */
function isBar({ width, height }: Piece, larger: Piece, both: Box, stroke: number): boolean {
  if (larger.width >= flat.other * larger.height) return false;
  const highest = Math.min(flat.share * both.height, Math.max(flat.strokes * stroke, flat.thinShare * both.height));
  return width >= flat.aspect * height && height <= highest;
}

/** Two pieces, the larger first, and the least distance between their edges. */
interface Pair {
  readonly larger: Piece;
  readonly smaller: Piece;
  readonly gap: number;
  /** The smaller piece has no other one closer. */
  readonly isNearest: boolean;
}

/** Whether two pieces are of one digit. */
function belongs({ larger, smaller, gap, isNearest }: Pair, stroke: number): boolean {
  const both = unionOf([larger, smaller]);
  const isWithin = ({ strokes, share }: { strokes: number; share: number }): boolean =>
    gap <= Math.max(1, strokes * stroke, share * longerSide(both));
  const beside = overlap(larger.top, larger.height, smaller.top, smaller.height) / smaller.height;
  const lower = Math.min(larger.height, smaller.height) / both.height;
  const aspect = both.width / both.height;
  if (beside >= 0.5 && sideBySide.some((two) => lower >= two.height && aspect > two.aspect)) return false;
  const above = overlap(larger.left, larger.width, smaller.left, smaller.width) / smaller.width;
  const isHalf = ({ width, height }: Box): boolean =>
    height >= half.height * both.height && width >= half.width * height;
  if (above >= 0.5 && both.width < narrow * both.height && isHalf(larger) && isHalf(smaller)) return false;
  if (isWithin(gaps.closest)) return true;
  if (isBar(smaller, larger, both, stroke)) {
    // At the middle of the height and clear of the digit it is a minus sign.
    const middle = (smaller.top + smaller.height / 2 - larger.top) / larger.height;
    const isSign = above <= 0 && middle > 0.3 && middle < 0.7;
    return isNearest && !isSign && isWithin(gaps.bar);
  }
  return isWithin(gaps.usual) && !(beside >= 0.5 && lower >= tall);
}

/** The least distances between the edges of all pieces. */
function gapsBetween(pieces: readonly Piece[], width: number): number[][] {
  const frame = unionOf(pieces);
  const within = (at: number): number => (Math.floor(at / width) - frame.top) * frame.width + (at % width) - frame.left;
  return pieces.map((piece) => {
    const values = new Uint8Array(frame.width * frame.height);
    for (const at of piece.positions) values[within(at)] = 1;
    const distances = distanceTo(1, { width: frame.width, height: frame.height, values });
    return pieces.map((other) => {
      let least = Infinity;
      for (const at of other.positions) least = Math.min(least, distances[within(at)]!);
      return other === piece ? Infinity : least - 1;
    });
  });
}

/**
 * @param pieces of ink, the largest first, at least one
 * @param width of the picture
 * @param stroke width of the strokes
 * @returns the pieces of each digit
 */
export function groupPieces(pieces: readonly Piece[], width: number, stroke: number): Piece[][] {
  const [largest] = pieces;
  const isDust = (piece: Piece): boolean =>
    piece.positions.length < dust.pixels * largest!.positions.length &&
    longerSide(piece) < dust.side * longerSide(largest!);
  const main = pieces.filter((piece) => !isDust(piece));
  if (main.length === 1 || main.length > mostPieces) return main.map((piece) => [piece]);
  const distances = gapsBetween(main, width);
  const groupOf = main.map((_, index) => index);
  for (const [index, larger] of main.entries()) {
    for (let other = index + 1; other < main.length; other++) {
      const gap = distances[index]![other]!;
      const pair = { larger, smaller: main[other]!, gap, isNearest: gap <= Math.min(...distances[other]!) };
      if (!belongs(pair, stroke)) continue;
      const [kept, merged] = [groupOf[index]!, groupOf[other]!];
      for (const [at, group] of groupOf.entries()) if (group === merged) groupOf[at] = kept;
    }
  }
  const groups = [...new Set(groupOf)].map((group) => main.filter((_, index) => groupOf[index] === group));
  const sides = groups.map((group) => longerSide(unionOf(group)));
  const most = Math.max(...sides);
  return groups.filter((_, index) => sides[index]! >= ownDigit * most);
}
