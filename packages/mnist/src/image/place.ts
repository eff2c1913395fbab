/**
 * The last step of how MNIST was made: the digit is scaled with its proportions kept to fit a 20×20 box, and the box
 * is placed by whole pixels so that the centre of mass is at the middle of the 28×28 field.
 *
 * Source: http://yann.lecun.com/exdb/mnist/ (archived)
 */
import { imageSide, pixelsPerImage } from '@inkgrad/experiments';
import type { Plane } from './gray-image.ts';

const boxSide = 20;
/** In pixel indices. Of MNIST's own test images the mean centre of mass is 13.99 and 14.01, all within half of it. */
const centre = imageSide / 2;

/** Mean over each cell of a grid of squares of side `step`, whose first begins at (`x0`, `y0`); outside is 0. */
function averageCells(plane: Plane, step: number, x0: number, y0: number, columns: number, rows: number): Float64Array {
  const cells = new Float64Array(columns * rows);
  /** The pixels that [from, to) covers, and how much of each. */
  const overlaps = (from: number, to: number, length: number): [at: number, share: number][] => {
    const found: [number, number][] = [];
    for (let at = Math.max(0, Math.floor(from)); at < Math.min(length, Math.ceil(to)); at++) {
      found.push([at, Math.min(to, at + 1) - Math.max(from, at)]);
    }
    return found;
  };
  for (let row = 0; row < rows; row++) {
    const ys = overlaps(y0 + row * step, y0 + (row + 1) * step, plane.height);
    for (let column = 0; column < columns; column++) {
      const xs = overlaps(x0 + column * step, x0 + (column + 1) * step, plane.width);
      let sum = 0;
      for (const [y, yShare] of ys) {
        for (const [x, xShare] of xs) sum += yShare * xShare * plane.values[y * plane.width + x]!;
      }
      cells[row * columns + column] = sum / (step * step);
    }
  }
  return cells;
}

/** Where the box begins along one axis, so that its centre of mass is at the middle and it stays inside. */
function offset(massCentre: number, length: number): number {
  return Math.min(imageSide - length, Math.max(0, Math.round(centre - massCentre)));
}

/**
 * @param digit the digit alone, cropped to its bounds: 0 paper to 1 full stroke
 * @returns u8 [28, 28]: 0 paper to 255 full stroke
 */
export function placeInField(digit: Plane): Uint8Array {
  const step = Math.max(digit.width, digit.height) / boxSide;
  // Whole cells; the surplus of the last is shared by both ends. A little less for a ratio that is whole but rounded up.
  const columns = Math.max(1, Math.ceil(digit.width / step - 1e-9));
  const rows = Math.max(1, Math.ceil(digit.height / step - 1e-9));
  const x0 = (digit.width - columns * step) / 2;
  const y0 = (digit.height - rows * step) / 2;
  const cells = averageCells(digit, step, x0, y0, columns, rows).map((value) => Math.round(255 * value));
  let [mass, x, y] = [0, 0, 0];
  for (const [at, value] of cells.entries()) {
    mass += value;
    x += value * (at % columns);
    y += value * Math.floor(at / columns);
  }
  const left = offset(x / mass, columns);
  const top = offset(y / mass, rows);
  const field = new Uint8Array(pixelsPerImage);
  for (const [at, value] of cells.entries()) {
    field[(top + Math.floor(at / columns)) * imageSide + left + (at % columns)] = value;
  }
  return field;
}
