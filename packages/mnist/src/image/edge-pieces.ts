/** What lies at a picture's edges and is not its digit: shadows in the corners, a strip of the table beside the paper. */
import { cropMask, type Mask } from './mask.ts';
import { maskOf, type Piece } from './pieces.ts';
import { strokeWidth } from './stroke-width.ts';

/** A strip covers this share of one side, and does not reach the opposite one, as a digit cut close does. */
const wholeSide = 0.8;
/** A piece that touches no edge and is this share of the picture's longer side is what the picture shows. */
const inTheMiddle = 0.1;
/** Beside it, what fills a corner is a shadow if it is so thick by its longer side. */
const thickBeside = 0.12;
/** By itself it is one if it is so thick: 3 of MNIST's images in 1,000 are. */
const thick = 0.28;

type Size = Omit<Mask, 'values'>;

/** How many of a piece's pixels are on each side of the picture. */
function contacts({ positions }: Piece, { width, height }: Size) {
  const found = { left: 0, right: 0, top: 0, bottom: 0 };
  for (const at of positions) {
    const x = at % width;
    if (x === 0) found.left++;
    if (x === width - 1) found.right++;
    if (at < width) found.top++;
    if (at >= width * (height - 1)) found.bottom++;
  }
  return found;
}

/** The pieces without strips along one side and without shadows in the corners. */
export function withoutEdgePieces(pieces: readonly Piece[], size: Size): Piece[] {
  const { width, height } = size;
  const touching = pieces.map((piece) => contacts(piece, size));
  const isFree = (index: number): boolean => Object.values(touching[index]!).every((count) => count === 0);
  const isStrip = (index: number): boolean => {
    const { left, right, top, bottom } = touching[index]!;
    const along = (count: number, opposite: number, length: number): boolean =>
      count >= wholeSide * length && opposite === 0;
    return (
      along(left, right, height) || along(right, left, height) || along(top, bottom, width) || along(bottom, top, width)
    );
  };
  const corners = [0, width - 1, width * (height - 1), width * height - 1];
  const isFreeOne = pieces.some(
    (piece, index) => isFree(index) && Math.max(piece.width, piece.height) >= inTheMiddle * Math.max(width, height),
  );
  const isShadow = (piece: Piece): boolean => {
    if (!corners.some((corner) => piece.positions.includes(corner))) return false;
    const { mean } = strokeWidth(cropMask(maskOf([piece], size), piece));
    return mean >= (isFreeOne ? thickBeside : thick) * Math.max(piece.width, piece.height);
  };
  return pieces.filter((piece, index) => !isStrip(index) && !isShadow(piece));
}

/** The share of a picture's outermost pixels that are in a mask. */
export function edgeShare({ width, height, values }: Mask): number {
  let [inside, count] = [0, 0];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step, count++) inside += values[y * width + x]!;
  }
  return inside / count;
}
