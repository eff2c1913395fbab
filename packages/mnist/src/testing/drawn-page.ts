/**
 * Pictures for tests: what is inked is said by functions of a point, and a pixel is as dark as the share of 16 points in it
 * that are inked. Shares no code with what reads pictures.
 */
import type { GrayImage } from '../image/gray-image.ts';

/** Whether a point, in pixels from the upper left corner, is inked. */
export type Shape = (x: number, y: number) => boolean;
type Point = readonly [x: number, y: number];

function arc(x: number, y: number, rx: number, ry: number, from: number, to: number): Point[] {
  const steps = 14;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });
}

/** The ten digits, as lines of points from 0 to 1 across and down. Degrees are clockwise from the right. */
const digitLines: readonly (readonly (readonly Point[])[])[] = [
  [arc(0.5, 0.5, 0.32, 0.5, 0, 360)],
  [
    [
      [0.36, 0.2],
      [0.55, 0],
      [0.55, 1],
    ],
  ],
  [[...arc(0.5, 0.28, 0.32, 0.28, 180, 370), [0.18, 1], [0.85, 1]]],
  [[...arc(0.48, 0.25, 0.28, 0.25, 200, 450), ...arc(0.48, 0.75, 0.34, 0.25, -90, 160)]],
  [
    [
      [0.6, 1],
      [0.62, 0],
      [0.1, 0.68],
      [0.9, 0.68],
    ],
  ],
  [[[0.8, 0], [0.26, 0], [0.22, 0.45], ...arc(0.46, 0.68, 0.34, 0.3, 230, 510)]],
  [
    [
      [0.68, 0],
      [0.3, 0.45],
    ],
    arc(0.5, 0.7, 0.3, 0.3, 0, 360),
    arc(0.68, 0.7, 0.48, 0.7, 270, 180),
  ],
  [
    [
      [0.15, 0],
      [0.85, 0],
      [0.4, 1],
    ],
  ],
  [arc(0.5, 0.24, 0.25, 0.24, 0, 360), arc(0.5, 0.74, 0.32, 0.26, 0, 360)],
  [
    arc(0.48, 0.28, 0.28, 0.28, 0, 360),
    [
      [0.76, 0.28],
      [0.66, 1],
    ],
  ],
];

/** A rectangle, in pixels. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Written {
  readonly digit: number;
  /** Of the upper left corner of the digit's square. */
  readonly left: number;
  readonly top: number;
  /** Of that square. */
  readonly side: number;
  /** Width of a round pen; a tenth of the side by default. */
  readonly pen?: number;
}

function lines({ digit, left, top, side }: Written): Point[][] {
  return digitLines[digit]!.map((line) => line.map(([x, y]): Point => [left + side * x, top + side * y]));
}

export function written(digit: Written): Shape {
  const { pen = digit.side / 10 } = digit;
  const pieces = lines(digit).flatMap((line) => line.slice(1).map((to, at) => [line[at]!, to] as const));
  const within = boundsOfWritten(digit);
  return (x, y) =>
    x >= within.left &&
    y >= within.top &&
    x <= within.left + within.width &&
    y <= within.top + within.height &&
    pieces.some(([[ax, ay], [bx, by]]) => {
      const [dx, dy] = [bx - ax, by - ay];
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
      return (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2 < (pen / 2) ** 2;
    });
}

/** What the pen covers. */
export function boundsOfWritten(digit: Written): Bounds {
  const points = lines(digit).flat();
  const half = (digit.pen ?? digit.side / 10) / 2;
  const [left, top] = [Math.min(...points.map(([x]) => x)) - half, Math.min(...points.map(([, y]) => y)) - half];
  const right = Math.max(...points.map(([x]) => x)) + half;
  return { left, top, width: right - left, height: Math.max(...points.map(([, y]) => y)) + half - top };
}

export const together =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    shapes.some((shape) => shape(x, y));

export const disc =
  (middleX: number, middleY: number, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - middleX, y - middleY) < radius;

/** A bar around a point, `degrees` from level. */
export function bar(middleX: number, middleY: number, length: number, thickness: number, degrees = 0): Shape {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return (x, y) =>
    Math.abs((x - middleX) * cosine + (y - middleY) * sine) < length / 2 &&
    Math.abs((y - middleY) * cosine - (x - middleX) * sine) < thickness / 2;
}

/** Lines across the page, and down it too. */
export const ruling =
  (spacing: number, thickness: number, isSquared = false): Shape =>
  (x, y) =>
    y % spacing < thickness || (isSquared && x % spacing < thickness);

/** Normal numbers of a seed, by xorshift and the polar method. */
function normals(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
  return () => {
    for (;;) {
      const [u, v] = [next(), next()];
      const square = u * u + v * v;
      if (square > 0 && square < 1) return u * Math.sqrt((-2 * Math.log(square)) / square);
    }
  };
}

/** A shape and its brightness, from 0 to 255. */
export type Inked = readonly [shape: Shape, brightness: number];

export interface PageOptions {
  /** Brightness, from 0 to 255. */
  readonly paper?: number;
  /** Standard deviation of normal noise, and its seed. */
  readonly noise?: number;
  readonly seed?: number;
}

const points = [0.125, 0.375, 0.625, 0.875];
const corners = [points[0]!, points[3]!];

/** How much of each pixel a shape covers, from 0 to 1; all or nothing where its corners agree. */
export function coverage(width: number, height: number, shape: Shape): Float64Array {
  return Float64Array.from({ length: width * height }, (_, at) => {
    const [column, row] = [at % width, Math.floor(at / width)];
    let count = 0;
    for (const y of corners) for (const x of corners) if (shape(column + x, row + y)) count++;
    if (count % 4 === 0) return count / 4;
    count = 0;
    for (const y of points) for (const x of points) if (shape(column + x, row + y)) count++;
    return count / points.length ** 2;
  });
}

/** Shapes put on paper one over the other. */
export function page(
  width: number,
  height: number,
  inked: readonly Inked[],
  { paper = 255, noise = 0, seed = 1 }: PageOptions = {},
): GrayImage {
  const values = new Float64Array(width * height).fill(paper);
  for (const [shape, brightness] of inked) {
    for (const [at, share] of coverage(width, height, shape).entries()) {
      values[at]! += share * (brightness - values[at]!);
    }
  }
  const random = normals(seed);
  return { width, height, data: Uint8ClampedArray.from(values, (value) => value + noise * random()) };
}

/** The share of the ink that differs, over shifts of at most one pixel: Σ|a − b| / Σ(a + b). */
export function apart(a: Uint8Array, b: Uint8Array): number {
  let least = 1;
  for (const shift of [-29, -28, -27, -1, 0, 1, 27, 28, 29]) {
    let [difference, all] = [0, 0];
    for (const [at, value] of a.entries()) {
      const other = b[at + shift] ?? 0;
      difference += Math.abs(value - other);
      all += value + other;
    }
    least = Math.min(least, difference / all);
  }
  return least;
}
