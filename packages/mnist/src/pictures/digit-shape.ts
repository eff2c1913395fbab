/**
 * An MNIST image as a shape with sharp edges, to be drawn at any size and with any pen: for each point the distance to
 * the edge of the strokes, and the strokes' middle lines.
 */
import { imageSide } from '@inkgrad/experiments';
import { distanceTo } from '../image/distance.ts';
import { enlarge } from '../image/enlarge.ts';
import { boundsOf, type Mask, positionsOf } from '../image/mask.ts';
import { middleLines, type Segment } from './middle-lines.ts';

/** Points of the shape along a pixel of MNIST's image. */
const finer = 8;
const side = imageSide * finer;
/** Of 255: the edge of a stroke is where MNIST's grey is half of full ink. */
const edge = 127.5;

export interface DigitShape {
  /**
   * How far a point is inside the strokes, in pixels of MNIST's image; negative outside of them.
   *
   * @param x from 0 to 28
   * @param y from 0 to 28
   */
  depth(x: number, y: number): number;
  /** The middle lines of the strokes, in pixels of MNIST's image. */
  readonly middle: readonly Segment[];
  /** What the strokes fill, in pixels of MNIST's image. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Beyond MNIST's field there is no ink. */
const outside = -imageSide;

/** Between the middles of the points. */
function sampler(values: Float32Array): (x: number, y: number) => number {
  const clamp = (at: number): number => Math.min(side - 1, Math.max(0, at));
  return (x, y) => {
    if (x < 0 || y < 0 || x > imageSide || y > imageSide) return outside;
    const [column, row] = [x * finer - 0.5, y * finer - 0.5];
    const [left, top] = [Math.floor(column), Math.floor(row)];
    const [right, down] = [column - left, row - top];
    const [x0, x1] = [clamp(left), clamp(left + 1)];
    const [y0, y1] = [clamp(top) * side, clamp(top + 1) * side];
    const above = values[y0 + x0]! * (1 - right) + values[y0 + x1]! * right;
    const below = values[y1 + x0]! * (1 - right) + values[y1 + x1]! * right;
    return above * (1 - down) + below * down;
  };
}

/** @param image u8 [28, 28], 0 paper to 255 ink, not empty */
export function digitShape(image: Uint8Array): DigitShape {
  const fine = enlarge({ width: imageSide, height: imageSide, values: Float32Array.from(image) }, finer);
  const highest = fine.values.reduce((most, value) => Math.max(most, value), 0);
  const level = Math.min(edge, highest / 2);
  const mask: Mask = { width: side, height: side, values: Uint8Array.from(fine.values, (value) => +(value > level)) };
  const inside = distanceTo(0, mask);
  const outside = distanceTo(1, mask);
  const depths = Float32Array.from(
    inside,
    (distance, at) => (distance > 0 ? distance - 0.5 : 0.5 - outside[at]!) / finer,
  );
  const { left, top, width, height } = boundsOf(positionsOf(mask), side);
  const box = { left: left / finer, top: top / finer, width: width / finer, height: height / finer };
  return { depth: sampler(depths), middle: middleLines(mask, 1 / finer), ...box };
}
