/** What a row of the table in docs/pictures.md is made of. */
import type { ColorImage } from '../image/color-image.ts';
import type { DigitShape } from './digit-shape.ts';

/** Digits to draw: number 0, 1, 2, … of those that the table takes. */
export interface Digits {
  image(index: number): Uint8Array;
  shape(index: number): DigitShape;
}

export interface PictureKind {
  /** For people. */
  readonly title: string;
  /** Whether a picture shows the digit `index`, which is to be read, or is to be refused. */
  readonly shows: 'digit' | 'noDigit';
  /** Draws picture `index`; the same one each time. */
  draw(digits: Digits, index: number): ColorImage;
  /** The quality of a JPEG file that the picture passes through. */
  readonly jpeg?: number;
  /** How many pictures are drawn at most; as many as there are digits by default. */
  readonly count?: number;
}

/** A number from 0 to 1 for each picture and purpose, by mixing their bits: it looks like chance, and is always the same. */
export function chance(index: number, purpose: number): number {
  let bits = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca77);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}
