/**
 * Whether a shape can be a digit at all, by measures that every digit of MNIST keeps: how wide it is for its height, how
 * thick its strokes are, how long its lines are and how many holes it has. It cannot tell letters from digits.
 */
import { type Mask, withMargin } from './mask.ts';
import { piecesOf } from './pieces.ts';
import type { StrokeWidth } from './stroke-width.ts';

/** Beyond what any of MNIST's 60,000 training images has; see docs/pictures.md. */
const bounds = {
  /** Width by height. */
  widest: 2,
  /** Mean width of the strokes, and of the largest circle in them, by the longer side. */
  stroke: 0.36,
  circle: 0.6,
  /** Area by stroke width and longer side: the length of all strokes. */
  longest: 3.9,
  /** The same of shapes that are about as wide as high. */
  shortest: 1.45,
  round: 1.4,
  holes: 3,
  /** The share of the rectangle that is ink or enclosed by it, of shapes at least half as wide as they are high. */
  filled: 0.9,
};
/** A hole has at least this share of the rectangle around the digit, and so many pixels: specks of paper are none. */
const smallestHole = { share: 0.005, pixels: 2 };
/**
 * A straight line is a 1 up to this angle from upright, in degrees; the farther it leans, the shorter it is already straight.
 * Each bound refuses one of MNIST's training images in 10,000.
 */
const dashes = [
  { slant: 55, elongation: 3.5 },
  { slant: 65, elongation: 2.75 },
];

/** Direction from upright in degrees, and length by thickness, of the ellipse with the shape's second moments. */
export function mainAxis({ width, values }: Mask): { readonly slant: number; readonly elongation: number } {
  let [count, x, y, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < values.length; at++) {
    if (values[at] === 0) continue;
    const column = at % width;
    const row = (at - column) / width;
    count++;
    x += column;
    y += row;
    xx += column * column;
    xy += column * row;
    yy += row * row;
  }
  // A pixel is a square, with a variance of 1/12 along each axis.
  const [a, b, c] = [
    xx / count - (x / count) ** 2 + 1 / 12,
    xy / count - (x * y) / count ** 2,
    yy / count - (y / count) ** 2 + 1 / 12,
  ];
  const root = Math.hypot((a - c) / 2, b);
  const angle = (Math.atan2(2 * b, a - c) / 2) * (180 / Math.PI);
  return { slant: 90 - Math.abs(angle), elongation: Math.sqrt(((a + c) / 2 + root) / ((a + c) / 2 - root)) };
}

/** How many holes there are, and the share of the rectangle that is ink or a hole. */
function enclosed(mask: Mask): { readonly holes: number; readonly filled: number } {
  const { width, height, values } = withMargin(mask, 1);
  const all = mask.width * mask.height;
  const least = Math.max(smallestHole.pixels, smallestHole.share * all);
  const around = { width, height, values: values.map((value) => 1 - value) };
  const [outside, ...others] = piecesOf(around, 'sides').sort((a, b) => a.positions[0]! - b.positions[0]!);
  return {
    holes: others.filter(({ positions }) => positions.length >= least).length,
    filled: (width * height - outside!.positions.length) / all,
  };
}

/**
 * What keeps a shape from being a digit, as the end of "…: "; undefined if nothing does.
 *
 * @param mask cropped to the shape's bounds
 */
export function whyNoDigit(mask: Mask, { mean, widest }: StrokeWidth): string | undefined {
  const { width, height, values } = mask;
  const side = Math.max(width, height);
  const { slant, elongation } = mainAxis(mask);
  if (width > bounds.widest * height || dashes.some((dash) => elongation > dash.elongation && slant > dash.slant)) {
    return 'it lies flat, as a dash does';
  }
  const length = values.reduce((sum, value) => sum + value, 0) / (mean * side);
  const isFilled = mean > bounds.stroke * side || widest > bounds.circle * side;
  if (isFilled || (elongation < bounds.round && length < bounds.shortest))
    return 'it is filled, not drawn with strokes';
  if (length > bounds.longest) return 'its lines are longer than any digit’s';
  const { holes, filled } = enclosed(mask);
  if (holes > bounds.holes) return `it has ${holes} holes, a digit has at most two`;
  if (filled > bounds.filled && Math.min(width, height) > side / 2) return 'it has the outline of a rectangle';
  return undefined;
}
