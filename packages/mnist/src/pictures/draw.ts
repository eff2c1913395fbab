/** A digit's shape put on a page: how much of each pixel its ink covers. */
import type { Plane } from '../image/gray-image.ts';
import type { DigitShape } from './digit-shape.ts';

export interface Placing {
  readonly width: number;
  readonly height: number;
  /** How long the longer side of the strokes' rectangle becomes, in pixels of the page, before it is turned. */
  readonly size: number;
  /** Where its middle comes; the middle of the page by default. */
  readonly x?: number;
  readonly y?: number;
  /** Degrees, clockwise. */
  readonly turn?: number;
  /** The page is seen from aside: how much smaller things are at its right and lower edges, as a share. */
  readonly tilt?: readonly [right: number, down: number];
  /** Pixels over which the strokes' edges are soft. */
  readonly blur?: number;
  /** Width of a round pen along the middle lines, in pixels of the page; without it the strokes are MNIST's own. */
  readonly pen?: number;
}

/** 0 paper to 1 ink, with MNIST's own strokes. */
function ownStrokes(shape: DigitShape, placing: Placing): Plane {
  const { width, height, size, turn = 0, tilt = [0, 0], blur = 1 } = placing;
  const { x: middleX = width / 2, y: middleY = height / 2 } = placing;
  const scale = size / Math.max(shape.width, shape.height);
  const [sine, cosine] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  const [originX, originY] = [shape.left + shape.width / 2, shape.top + shape.height / 2];
  const values = new Float32Array(width * height);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at++) {
      // Farther away: the same step on the page is a longer one on the paper.
      const far = 1 + (tilt[0] * (column + 0.5 - middleX)) / width + (tilt[1] * (row + 0.5 - middleY)) / height;
      const across = ((column + 0.5 - middleX) * far) / scale;
      const down = ((row + 0.5 - middleY) * far) / scale;
      const x = originX + across * cosine + down * sine;
      const y = originY - across * sine + down * cosine;
      values[at] = Math.min(1, Math.max(0, 0.5 + (scale * shape.depth(x, y)) / (far * blur)));
    }
  }
  return { width, height, values };
}

/** 0 paper to 1 ink, with a round pen along the middle lines. */
function penStrokes(shape: DigitShape, placing: Placing, pen: number): Plane {
  const { width, height, size, turn = 0, blur = 1, x: middleX = width / 2, y: middleY = height / 2 } = placing;
  const scale = size / Math.max(shape.width, shape.height);
  const [sine, cosine] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  const [originX, originY] = [shape.left + shape.width / 2, shape.top + shape.height / 2];
  const onPage = ([x, y]: readonly [number, number]): [number, number] => [
    middleX + scale * ((x - originX) * cosine - (y - originY) * sine),
    middleY + scale * ((x - originX) * sine + (y - originY) * cosine),
  ];
  const values = new Float32Array(width * height);
  const reach = (pen + blur) / 2 + 1;
  for (const { from, to } of shape.middle) {
    const [[ax, ay], [bx, by]] = [onPage(from), onPage(to)];
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const bottom = Math.min(height - 1, Math.max(ay, by) + reach);
    const right = Math.min(width - 1, Math.max(ax, bx) + reach);
    for (let row = Math.max(0, Math.floor(Math.min(ay, by) - reach)); row <= bottom; row++) {
      for (let column = Math.max(0, Math.floor(Math.min(ax, bx) - reach)); column <= right; column++) {
        const [x, y] = [column + 0.5 - ax, row + 0.5 - ay];
        const along = length === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / length));
        const distance = Math.hypot(x - along * dx, y - along * dy);
        const ink = Math.min(1, Math.max(0, 0.5 + (pen / 2 - distance) / blur));
        const at = row * width + column;
        if (ink > values[at]!) values[at] = ink;
      }
    }
  }
  return { width, height, values };
}

/** 0 paper to 1 ink. A pen's strokes are not tilted. */
export function drawShape(shape: DigitShape, placing: Placing): Plane {
  return placing.pen === undefined ? ownStrokes(shape, placing) : penStrokes(shape, placing, placing.pen);
}
