/** The refusal of a picture: why it has not one digit, where what stands out is, and one sentence of both. */

import { listed } from '@inkgrad/tensor/text';
import { ImageError } from '../errors.ts';

/** A part of a picture, in its pixels from the upper left corner. */
export interface PictureBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Why a picture has not one digit. `blank` nothing stands out, `ruling` only lines from edge to edge do, `scattered`
 * many marks and none that stands out, `several` shapes apart from each other, `small` too small to be read, `shape` one
 * shape that no digit has.
 */
export type NoDigitReason = 'blank' | 'ruling' | 'scattered' | 'several' | 'small' | 'shape';

const boxesInSentence = 4;
/** More are only counted. */
const mostPieces = 100;
const boxText = ({ left, top, width, height }: PictureBox): string => `${width}×${height} at (${left}, ${top})`;

function listOf(boxes: readonly PictureBox[], count: number): string {
  const named = boxes.slice(0, boxesInSentence).map(boxText);
  const more = count - named.length;
  return listed(more > 0 ? [...named, `${more} more`] : named);
}

/** What the sentence is made of. */
type Refusal = Pick<NoDigitError, 'reason' | 'pieces' | 'count' | 'detail'>;

function noDigitSentence({ reason, pieces, count, detail }: Refusal): string {
  switch (reason) {
    case 'blank':
      return 'no digit found, nothing stands out from the paper; expected one digit, dark on light or light on dark.';
    case 'ruling':
      return 'no digit found, only lines from edge to edge as of ruled paper; expected one digit.';
    case 'scattered':
      return `no digit found, the picture has ${count} separate marks; expected one digit on plain or ruled paper.`;
    case 'several':
      return `${count} shapes apart from each other, ${listOf(pieces, count)}; expected one digit, cut out one of them.`;
    case 'small':
      return `no digit found, all that stands out is ${listOf(pieces, count)}; expected a digit at least 8 pixels high.`;
    case 'shape':
      return `no digit found, the shape of ${listOf(pieces, count)} is none: ${detail}.`;
  }
}

/** A picture that has not exactly one digit. */
export class NoDigitError extends ImageError {
  override readonly name = 'NoDigitError';
  readonly reason: NoDigitReason;
  /** What stands out, the largest first, 100 at most. */
  readonly pieces: readonly PictureBox[];
  /** How many pieces there are. */
  readonly count: number;
  /** What is wrong with the shape. */
  readonly detail: string | undefined;

  constructor(
    reason: NoDigitReason,
    pieces: readonly PictureBox[],
    detail?: string,
    file?: string,
    count: number = pieces.length,
  ) {
    super(noDigitSentence({ reason, pieces, count, detail }), file);
    this.reason = reason;
    this.pieces = pieces.slice(0, mostPieces).map(({ left, top, width, height }) => ({ left, top, width, height }));
    this.count = count;
    this.detail = detail;
  }

  /** The same of a picture whose pixels are `scale` times as many along each axis, with the name of its file. */
  scaled(scale: number, file?: string): NoDigitError {
    const pieces = this.pieces.map(({ left, top, width, height }) => ({
      left: Math.round(left * scale),
      top: Math.round(top * scale),
      width: Math.round(width * scale),
      height: Math.round(height * scale),
    }));
    return new NoDigitError(this.reason, pieces, this.detail, file, this.count);
  }
}
