/** Pictures that are to be refused: two digits, and what is plainly no digit. */
import type { ColorImage } from '../image/color-image.ts';
import type { Plane } from '../image/gray-image.ts';
import { black, compose, grayPicture, type Looks, plain, ruled, white } from './compose.ts';
import { drawShape } from './draw.ts';
import { chance, type Digits, type PictureKind } from './picture-kind.ts';

const side = 280;
/** Of all but one kind. */
const count = 100;

function onWhite(drawing: Plane, looks: Partial<Looks> = {}): ColorImage {
  return compose(drawing, { paper: plain(white), ink: black, ...looks });
}

/** Ink where `depth`, in pixels, is positive, with soft edges of one pixel. */
function inside(depth: (x: number, y: number) => number): Plane {
  const values = Float32Array.from({ length: side * side }, (_, at) =>
    Math.min(1, Math.max(0, 0.5 + depth((at % side) + 0.5, Math.floor(at / side) + 0.5))),
  );
  return { width: side, height: side, values };
}

/** Between two numbers by chance. */
function between(least: number, most: number, index: number, purpose: number): number {
  return least + (most - least) * chance(index, purpose);
}

/** Digits `index` and `index + 1`, each with its middle at a place of its own. */
function two(
  title: string,
  size: number,
  step: readonly [x: number, y: number],
  { looks = () => ({}), ...more }: { looks?: (index: number) => Partial<Looks>; count?: number } = {},
): PictureKind {
  const draw = (digits: Digits, index: number): ColorImage => {
    const planes = [0, 1].map((digit) => {
      const [x, y] = [side / 2 + (digit - 0.5) * step[0], side / 2 + (digit - 0.5) * step[1]];
      return drawShape(digits.shape(index + digit), { width: side, height: side, size, x, y });
    });
    const values = planes[0]!.values.map((value, at) => Math.max(value, planes[1]!.values[at]!));
    return onWhite({ width: side, height: side, values }, looks(index));
  };
  return { title, shows: 'noDigit', draw, ...more };
}

const nothing: Plane = { width: side, height: side, values: new Float32Array(side * side) };

type Depth = (x: number, y: number) => number;
type DepthOf = (index: number) => Depth;

function shape(title: string, depthOf: DepthOf): PictureKind {
  return { title, shows: 'noDigit', count, draw: (_, index) => onWhite(inside(depthOf(index))) };
}

/** A bar from −`length` to `length` around a point, `degrees` from level. */
function bar(x: number, y: number, length: number, width: number, degrees: number): Depth {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return (px, py) => {
    const along = (px - x) * cosine + (py - y) * sine;
    const across = (py - y) * cosine - (px - x) * sine;
    return Math.min(length - Math.abs(along), width / 2 - Math.abs(across));
  };
}

const middle = (index: number, purpose: number): number => between(0.4 * side, 0.6 * side, index, purpose);

const shapes: readonly PictureKind[] = [
  shape('a dash', (index) =>
    bar(
      middle(index, 0),
      middle(index, 1),
      between(30, 100, index, 2),
      between(4, 20, index, 3),
      between(-20, 20, index, 4),
    ),
  ),
  shape('a filled disc', (index) => {
    const [x, y, radius] = [middle(index, 0), middle(index, 1), between(10, 90, index, 2)];
    return (px, py) => radius - Math.hypot(px - x, py - y);
  }),
  shape('a filled square', (index) => {
    const half = between(10, 90, index, 2);
    return bar(middle(index, 0), middle(index, 1), half, 2 * half, between(-30, 30, index, 3));
  }),
  shape('a part of the picture that is dark', (index) => {
    const [angle, far] = [2 * Math.PI * chance(index, 0), between(-60, 60, index, 1)];
    return (x, y) => (x - side / 2) * Math.cos(angle) + (y - side / 2) * Math.sin(angle) - far;
  }),
];

/** Waves in several directions, above a level. */
function texture(index: number): Depth {
  const waves = Array.from({ length: 6 }, (_, wave) => {
    const [angle, length] = [2 * Math.PI * chance(index, 3 * wave), between(8, 40, index, 3 * wave + 1)];
    const phase = 2 * Math.PI * chance(index, 3 * wave + 2);
    return { x: (2 * Math.PI * Math.cos(angle)) / length, y: (2 * Math.PI * Math.sin(angle)) / length, phase };
  });
  return (px, py) => 3 * waves.reduce((sum, { x, y, phase }) => sum + Math.sin(x * px + y * py + phase), 0);
}

const textures: readonly PictureKind[] = [
  shape('a texture of blots', texture),
  shape('stripes', (index) => {
    const [angle, length] = [Math.PI * chance(index, 0), between(12, 60, index, 1)];
    return (x, y) => 5 * Math.sin((2 * Math.PI * (x * Math.cos(angle) + y * Math.sin(angle))) / length);
  }),
  shape('a chequered board', (index) => {
    const cell = between(12, 60, index, 0);
    return (x, y) => ((Math.floor(x / cell) + Math.floor(y / cell)) % 2 === 0 ? 1 : -1);
  }),
  {
    title: 'noise',
    shows: 'noDigit',
    count,
    draw: (_, index) =>
      onWhite(nothing, { paper: plain([150, 150, 150]), noise: between(5, 60, index, 0), seed: index }),
  },
];

const papers: readonly PictureKind[] = [
  {
    title: 'a blank page',
    shows: 'noDigit',
    count,
    draw: (_, index) => onWhite(nothing, { noise: index % 8, seed: index }),
  },
  {
    title: 'a blank page, uneven light',
    shows: 'noDigit',
    count,
    draw: (_, index) =>
      onWhite(nothing, { paper: plain([230, 225, 215]), falloff: between(0.2, 0.7, index, 0), noise: 3, seed: index }),
  },
  ...[false, true].map((squared): PictureKind => {
    return {
      title: `an empty page, ${squared ? 'squared' : 'ruled'}`,
      shows: 'noDigit',
      count,
      draw(_, index) {
        const [gray, spacing] = [Math.round(between(0, 180, index, 0)), between(12, 60, index, 1)];
        const thickness = between(1, 3, index, 2);
        const slope = between(-0.05, 0.05, index, 3);
        const paper = ruled({ spacing, thickness, color: [gray, gray, gray], squared, slope });
        return onWhite(nothing, { paper, noise: between(0, 5, index, 4), seed: index });
      },
    };
  }),
  {
    title: 'light that falls from white to black',
    shows: 'noDigit',
    count,
    draw: (_, index) => {
      const angle = 2 * Math.PI * chance(index, 0);
      const levels = Float32Array.from({ length: side * side }, (_, at) => {
        const [x, y] = [(at % side) / side - 0.5, Math.floor(at / side) / side - 0.5];
        return 255 * (0.5 + (x * Math.cos(angle) + y * Math.sin(angle)) / Math.SQRT2);
      });
      return grayPicture(side, side, levels);
    },
  },
];

export const noDigitPictures: readonly PictureKind[] = [
  two('two digits, a third of their height apart', 100, [130, 0], { count }),
  two('two digits as written together', 110, [100, 0]),
  two('two digits, one above the other', 100, [0, 125], { count }),
  two('two digits on ruled paper', 100, [130, 0], {
    count,
    looks: (index) => ({
      paper: ruled({ spacing: 36, thickness: 2, color: [150, 170, 215], shift: 36 * chance(index, 2) }),
    }),
  }),
  ...shapes,
  ...textures,
  ...papers,
];
