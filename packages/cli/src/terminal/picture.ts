/**
 * A grey image in the terminal. With colours each character is an upper half block whose foreground is one pixel and
 * whose background is the pixel below, so that pixels come out square; without, characters of growing ink stand for
 * the mean of two pixels.
 */
import type { ColorDepth } from './output.ts';

export interface GrayImage {
  readonly width: number;
  readonly height: number;
  /** Row-major, 0 black … 255 white. */
  readonly data: ArrayLike<number>;
}

const shades = ' .:-=+*#%@';
const reset = '\x1b[0m';

/** One of the 26 greys of the 256-colour table: black, the ramp 232–255, white. */
function gray256(value: number): number {
  const level = Math.round((value / 255) * 25);
  return level === 0 ? 16 : level === 25 ? 231 : 231 + level;
}

function color(layer: 'foreground' | 'background', value: number, depth: ColorDepth): string {
  const code = layer === 'foreground' ? 38 : 48;
  return depth === 24 ? `\x1b[${code};2;${value};${value};${value}m` : `\x1b[${code};5;${gray256(value)}m`;
}

/** The lines of the picture, ⌈height / 2⌉ of `width` columns each. */
export function renderPicture(image: GrayImage, depth: ColorDepth): string[] {
  const { width, height, data } = image;
  const at = (x: number, y: number) => (y < height ? Math.round(data[y * width + x]!) : 0);
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = '';
    let before = '';
    for (let x = 0; x < width; x++) {
      const upper = at(x, y);
      const lower = at(x, y + 1);
      if (depth < 8) {
        line += shades[Math.min(shades.length - 1, Math.floor(((upper + lower) / 2 / 256) * shades.length))]!;
        continue;
      }
      const style = color('foreground', upper, depth) + color('background', lower, depth);
      line += style === before ? '▀' : `${style}▀`;
      before = style;
    }
    lines.push(depth < 8 ? line : line + reset);
  }
  return lines;
}
