/** What stands out from the paper: the ink without rulings, how dark it is, and whether it is ink at all. */
import { grainOf } from './grain.ts';
import type { Plane } from './gray-image.ts';
import { inkOf } from './paper.ts';
import { quantileBelowZero, quantileOf, valuesOver } from './quantile.ts';
import { withoutRuling } from './ruling.ts';

/** Ink fainter than this share of the paper's light is no ink. */
const faintestInk = 0.12;
/** Ink must stand out by this many standard deviations of the paper's noise, */
const clearOfNoise = 6;
/** and of the noise that neighbouring pixels show: white paper cuts off half of it. */
const clearOfGrain = 4;
/** So few pixels say nothing of noise. */
const fewPixels = 10_000;
/** Ink is darker than its paper by so many grey levels at least. */
const leastContrast = 18;
/** Rulings may be fainter than the ink. */
const faintestRuling = 0.05;

export interface FoundInk {
  /** The share of the paper's light that is missing at each pixel; rulings count as paper. */
  readonly ink: Plane;
  /** Of full ink; undefined if nothing stands out. */
  readonly darkest: number | undefined;
  /** How much darker the ink is than its paper on average, in grey levels; 0 if nothing stands out. */
  readonly contrast: number;
  /** Standard deviation of the paper's noise. */
  readonly noise: number;
  /** How many lines of ruled or squared paper were taken out. */
  readonly lines: number;
}

/**
 * Standard deviation of the paper's noise, from the pixels brighter than the paper, where no ink is. Half of a normal
 * distribution lies within 0.674 standard deviations of its middle.
 */
function noiseOf(values: Float32Array): number {
  return quantileBelowZero(values, 0.5) / 0.674;
}

function contrastOf(ink: Plane, paper: Plane, least: number): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < ink.values.length; at++) {
    if (ink.values[at]! <= least) continue;
    sum += ink.values[at]! * paper.values[at]!;
    count++;
  }
  return sum / count;
}

/** @param plane brightness, 0 to 255, of dark ink on lighter paper */
export function findInk(plane: Plane): FoundInk {
  const { ink: whole, paper } = inkOf(plane);
  const noise = noiseOf(whole.values);
  // In a small picture neighbours differ by the digit's edges.
  const grain = plane.values.length < fewPixels ? 0 : grainOf(plane);
  const { ink, lines } = withoutRuling(whole, Math.max(faintestRuling, 4 * noise, 4 * grain));
  const clear = valuesOver(ink.values, Math.max(faintestInk / 2, 4 * noise));
  const darkest = quantileOf(clear, 0.95);
  const isDark = clear.length > 0 && darkest >= Math.max(faintestInk, clearOfNoise * noise, clearOfGrain * grain);
  const contrast = isDark ? contrastOf(ink, paper, darkest / 2) : 0;
  const isInk = contrast >= leastContrast;
  return { ink, darkest: isInk ? darkest : undefined, contrast: isInk ? contrast : 0, noise, lines };
}
