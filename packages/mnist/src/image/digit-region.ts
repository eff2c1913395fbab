/** Finds the digit among the ink: what is dark falls into pieces, of which those of one digit are told from the rest. */

import { edgeShare, withoutEdgePieces } from './edge-pieces.ts';
import type { FoundInk } from './found-ink.ts';
import type { Plane } from './gray-image.ts';
import { groupPieces } from './groups.ts';
import { type Box, cropMask, inkOver, type Mask, positionsOf, unionOf } from './mask.ts';
import { touchingDigits } from './neck.ts';
import { NoDigitError } from './no-digit-error.ts';
import { maskOf, type Piece, piecesOf } from './pieces.ts';
import { quantileOf, valuesOver } from './quantile.ts';
import { mainAxis, whyNoDigit } from './shape.ts';
import { strokeWidth } from './stroke-width.ts';

/** More shapes than this, dust aside, are a texture or a text. */
const mostShapes = 20;
/** Strokes narrower than this, in pixels, have few full pixels: what joins these counts from a quarter of full ink on. */
const thinStroke = 3;
const thinLevel = 0.25;
/** A digit's longer side has at least so many pixels. */
const smallestDigit = 8;

/** A digit is at less than this share of the picture's edges, but for a bar, which is so much longer than thick. */
const mostOfEdge = 0.45;
const bar = 2.5;
/** What touches an edge has this share of the picture's longer side, or is no digit. */
const leastAtEdge = 0.15;

export interface DigitRegion {
  /** The digit's pixels, and the rectangle around them. */
  readonly mask: Mask;
  readonly box: Box;
  /** Darkness of a full stroke, as a share of the paper's light. */
  readonly level: number;
  /** Mean width of the strokes, in pixels. */
  readonly stroke: number;
}

/** The pieces that are dark, the largest first; of thin strokes with what joins them. */
function darkPieces(ink: Plane, darkest: number, noise: number): { readonly pieces: Piece[]; readonly stroke: number } {
  const mask = inkOver(darkest / 2, ink);
  const pieces = piecesOf(mask);
  const { mean } = strokeWidth(cropMask(maskOf(pieces.slice(0, 1), ink), pieces[0]!));
  if (mean > thinStroke) return { pieces, stroke: mean };
  const wider = piecesOf(inkOver(Math.max(thinLevel * darkest, 4 * noise), ink));
  return { pieces: wider.filter(({ positions }) => positions.some((at) => mask.values[at] === 1)), stroke: mean };
}

/** Whether a shape is but a corner of what goes on beyond the picture's edge, as of a texture: what is cut close is large. */
function isCorner({ left, top, width, height }: Box, picture: Plane): boolean {
  const isAtEdge = left === 0 || top === 0 || left + width === picture.width || top + height === picture.height;
  return isAtEdge && Math.max(width, height) < leastAtEdge * Math.max(picture.width, picture.height);
}

/** @throws NoDigitError if there is no digit, or more than one */
export function findDigit({ ink, darkest, noise, lines }: FoundInk): DigitRegion {
  if (darkest === undefined) throw new NoDigitError(lines > 0 ? 'ruling' : 'blank', []);
  const { pieces, stroke } = darkPieces(ink, darkest, noise);
  const inner = withoutEdgePieces(pieces, ink);
  if (inner.length === 0) throw new NoDigitError('shape', pieces.slice(0, 1), 'it lies along the picture’s edge');
  const digits = groupPieces(inner, ink.width, stroke);
  if (digits.length > mostShapes) throw new NoDigitError('scattered', digits.map(unionOf));
  if (digits.length > 1) throw new NoDigitError('several', digits.map(unionOf));
  const digit = digits[0]!;
  const mask = maskOf(digit, ink);
  const box = unionOf(digit);
  if (Math.max(box.width, box.height) < smallestDigit) throw new NoDigitError('small', [box]);
  if (isCorner(box, ink)) throw new NoDigitError('shape', [box], 'it is cut off by the picture’s edge');
  const cropped = cropMask(mask, box);
  const widths = strokeWidth(cropped);
  const touching = touchingDigits(cropped);
  if (touching !== undefined) {
    const inPicture = touching.map((own) => ({ ...own, left: own.left + box.left, top: own.top + box.top }));
    throw new NoDigitError('several', inPicture);
  }
  const why = whyNoDigit(cropped, widths);
  if (why !== undefined) throw new NoDigitError('shape', [box], why);
  if (edgeShare(mask) > mostOfEdge && mainAxis(cropped).elongation < bar) {
    throw new NoDigitError('shape', [box], 'it reaches around most of the picture’s edges');
  }
  const darkness = Float32Array.from(positionsOf(mask), (at) => ink.values[at]!);
  // Of thin strokes the mask has the soft edges too, which say nothing of a full stroke.
  const full = valuesOver(darkness, darkest / 2);
  return { mask, box, level: quantileOf(full, 0.5), stroke: widths.mean };
}
