/** Ink on paper, in colours, with what cameras and paper add. Every picture is a function of its seed. */
import { normal, uniform } from '@inkgrad/tensor';
import type { ColorImage } from '../image/color-image.ts';
import { type Plane, smooth } from '../image/gray-image.ts';
import { boundsOf } from '../image/mask.ts';

export type Color = readonly [red: number, green: number, blue: number];
/** The paper's colour at a pixel. */
export type Paper = (x: number, y: number) => Color;

export const black: Color = [0, 0, 0];
export const white: Color = [255, 255, 255];

export function plain(color: Color): Paper {
  return () => color;
}

export interface Ruling {
  /** Pixels from line to line, and across each. */
  readonly spacing: number;
  readonly thickness: number;
  readonly color: Color;
  /** Whether lines go down too. */
  readonly squared?: boolean;
  /** By how much the lines rise for each pixel to the right. */
  readonly slope?: number;
  readonly shift?: number;
}

/** White paper with lines. */
export function ruled({ spacing, thickness, color, squared = false, slope = 0, shift = 0 }: Ruling): Paper {
  const on = (at: number): number => {
    const from = (((at + shift) % spacing) + spacing) % spacing;
    // The share of a pixel that a line with sharp edges covers.
    return Math.min(1, Math.max(0, Math.min(from + 0.5, thickness - from + 0.5)));
  };
  return (x, y) => {
    const share = Math.max(on(y - slope * x), squared ? on(x + slope * y) : 0);
    return [0, 1, 2].map((part) => 255 + share * (color[part]! - 255)) as unknown as Color;
  };
}

export interface Looks {
  readonly paper: Paper;
  readonly ink: Color;
  /** Standard deviation of grey noise. */
  readonly noise?: number;
  /** The share of the light that is lost from the upper left corner to the lower right. */
  readonly falloff?: number;
  /** The ink is as rough as chalk: the share that is missing on average. */
  readonly rough?: number;
  /** Dust in the ink's colour: round specks of up to so many pixels' radius. */
  readonly specks?: { readonly count: number; readonly radius: number };
  readonly seed?: number;
}

/** Puts specks onto a plane of ink. */
function withSpecks(ink: Plane, { count, radius }: NonNullable<Looks['specks']>, seed: number): Plane {
  const { width, height } = ink;
  const values = ink.values.slice();
  const drawn = uniform(seed, 2, 3 * count);
  for (let speck = 0; speck < count; speck++) {
    const [x, y, size] = [width * drawn[3 * speck]!, height * drawn[3 * speck + 1]!, radius * drawn[3 * speck + 2]!];
    for (let row = Math.max(0, Math.floor(y - size - 1)); row < Math.min(height, y + size + 1); row++) {
      for (let column = Math.max(0, Math.floor(x - size - 1)); column < Math.min(width, x + size + 1); column++) {
        const covered = Math.min(1, Math.max(0, size + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y)));
        const at = row * width + column;
        values[at] = Math.max(values[at]!, covered);
      }
    }
  }
  return { width, height, values };
}

/** Grains a few pixels wide, from 0 to 1. */
function grains(seed: number, { width, height }: Plane): Float32Array {
  const fine = { width, height, values: normal(seed, 1, width * height) };
  // A mean over nine has a third of the deviation.
  return smooth(fine, 1).values.map((value) => 1 / (1 + Math.exp(-6 * value)));
}

/** @param drawing 0 paper to 1 ink */
export function compose(drawing: Plane, looks: Looks): ColorImage {
  const { paper, ink: color, noise = 0, falloff = 0, rough = 0, specks, seed = 1 } = looks;
  const ink = specks === undefined ? drawing : withSpecks(drawing, specks, seed);
  const { width, height, values } = ink;
  const noises = noise === 0 ? undefined : normal(seed, 0, width * height);
  const chalk = rough === 0 ? undefined : grains(seed, ink);
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const light = 1 - falloff * ((x / width + y / height) / 2);
      const under = paper(x, y);
      const covered = values[at]! * (chalk === undefined ? 1 : Math.min(1, 2 * (1 - rough) * chalk[at]!));
      for (let part = 0; part < 3; part++) {
        const seen = under[part]! + covered * (color[part]! - under[part]!);
        data[4 * at + part] = light * seen + (noises === undefined ? 0 : noise * noises[at]!);
      }
    }
  }
  return { width, height, data };
}

/** A drawing of one colour on nothing. */
export function onNothing({ width, height, values }: Plane, [red, green, blue]: Color): ColorImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < values.length; at++) data.set([red, green, blue, 255 * values[at]!], 4 * at);
  return { width, height, data };
}

/** A picture of grey levels. */
export function grayPicture(width: number, height: number, levels: ArrayLike<number>): ColorImage {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let at = 0; at < width * height; at++) data.fill(levels[at]!, 4 * at, 4 * at + 3);
  return { width, height, data };
}

/** A picture cut to the rectangle of the pixels that differ much from its upper left corner. */
export function cutClose({ width, height, data }: ColorImage): ColorImage {
  const different: number[] = [];
  for (let at = 0; at < width * height; at++) if (Math.abs(data[4 * at + 1]! - data[1]!) >= 64) different.push(at);
  const box = boundsOf(different, width);
  const cut = new Uint8ClampedArray(4 * box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = 4 * ((box.top + y) * width + box.left);
    cut.set(data.subarray(from, from + 4 * box.width), 4 * y * box.width);
  }
  return { width: box.width, height: box.height, data: cut };
}
