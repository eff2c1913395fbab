/** Pictures of strokes for tests: dark pen on light paper, any size and place. */
import type { GrayImage } from '../image/gray-image.ts';

export interface Stroke {
  /** Corners of a line, each from 0 to 1 within the digit's square. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A "5"-like and a "4"-like line, neither symmetric. */
export const strokes: Readonly<Record<'five' | 'four' | 'one', Stroke>> = {
  five: {
    points: [
      [0.85, 0.05],
      [0.25, 0.05],
      [0.2, 0.45],
      [0.7, 0.45],
      [0.8, 0.7],
      [0.6, 0.95],
      [0.15, 0.9],
    ],
  },
  four: {
    points: [
      [0.6, 0.95],
      [0.65, 0.05],
      [0.1, 0.65],
      [0.9, 0.65],
    ],
  },
  one: {
    points: [
      [0.5, 0.05],
      [0.45, 0.95],
    ],
  },
};

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Side of the digit's square, and where it begins. */
  readonly side: number;
  readonly left: number;
  readonly top: number;
  /** Brightness of paper and pen. */
  readonly paper?: number;
  readonly pen?: number;
  /** Share of the paper's light that is lost from the left edge to the right. */
  readonly falloff?: number;
  /** Standard deviation of normal noise, and its seed. */
  readonly noise?: number;
  readonly seed?: number;
}

function distanceToLine(
  x: number,
  y: number,
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** Normal numbers of a seed: a 32-bit linear congruential generator and Box and Muller's transform. */
function normals(seed: number): () => number {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

/** Draws a stroke with a round pen a tenth of the digit wide, with soft edges of one pixel. */
export function draw({ points }: Stroke, drawing: Drawing): GrayImage {
  const { width, height, side, left, top, paper = 230, pen = 40, falloff = 0, noise = 0, seed = 1 } = drawing;
  const data = new Uint8ClampedArray(width * height);
  const random = normals(seed);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let distance = Infinity;
      for (let corner = 1; corner < points.length; corner++) {
        const from = points[corner - 1]!;
        const to = points[corner]!;
        distance = Math.min(distance, distanceToLine((x + 0.5 - left) / side, (y + 0.5 - top) / side, from, to));
      }
      const ink = Math.min(1, Math.max(0, (0.05 - distance) * side + 0.5));
      const light = 1 - falloff * (x / width);
      data[y * width + x] = (paper + ink * (pen - paper)) * light + (noise === 0 ? 0 : noise * random());
    }
  }
  return { width, height, data };
}

/** A picture in MNIST's form drawn `scale` times as large, dark on light, on a page with the digit off its middle. */
export function enlarge(image: Uint8Array, scale: number, margins: readonly [left: number, top: number]): GrayImage {
  const [left, top] = margins;
  const width = 28 * scale + left + 20;
  const height = 28 * scale + top + 30;
  const data = new Uint8ClampedArray(width * height).fill(255);
  for (let y = 0; y < 28 * scale; y++) {
    for (let x = 0; x < 28 * scale; x++) {
      data[(y + top) * width + x + left] = 255 - image[Math.floor(y / scale) * 28 + Math.floor(x / scale)]!;
    }
  }
  return { width, height, data };
}
