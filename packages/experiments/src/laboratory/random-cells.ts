/**
 * Random search: combinations drawn from lists of values and from ranges, by a seed. A range is written `low..high`; it is
 * drawn on a logarithmic scale where it spans ten times or more, in whole numbers where both ends are.
 * Source: J. Bergstra, Y. Bengio, Random search for hyper-parameter optimization, https://jmlr.org/papers/v13/bergstra12a.html
 */
import { uniform } from '@inkgrad/tensor';
import { ConfigError } from '../errors.ts';
import type { GridAxis, Json, Setting } from './setting.ts';

/** Of the seed's Philox streams one that no model uses. */
const drawStream = 0x5100_0000;

/** Draws that come up twice are drawn again, so many times for each that is wanted. */
const patience = 50;

interface Range {
  readonly low: number;
  readonly high: number;
}

/** The range that an axis is, or undefined. */
export function rangeOf({ values }: GridAxis): Range | undefined {
  const [text] = values;
  const ends = values.length === 1 && typeof text === 'string' ? text.split('..') : [];
  const [low, high] = ends.map((end) => (end.trim() === '' ? Number.NaN : Number(end)));
  if (ends.length !== 2 || !Number.isFinite(low) || !Number.isFinite(high)) return undefined;
  return { low: low!, high: high! };
}

function drawn({ low, high }: Range, share: number): number {
  const isWhole = Number.isInteger(low) && Number.isInteger(high);
  const isWide = low > 0 && high / low >= 10;
  const within = (from: number, to: number): number =>
    isWide ? Math.exp(Math.log(from) + share * Math.log(to / from)) : from + share * (to - from);
  if (isWhole)
    return Math.min(high, Math.max(low, Math.round(within(low - (isWide ? 0 : 0.5), high + (isWide ? 0 : 0.5)))));
  return Number(within(low, high).toPrecision(4));
}

/**
 * Different combinations, as many as are asked for, or as there are if those are fewer.
 * @throws ConfigError for a range that falls
 */
export function randomCells(axes: readonly GridAxis[], count: number, seed: number): Setting[][] {
  const ranges = axes.map(rangeOf);
  for (const [at, range] of ranges.entries()) {
    if (range === undefined || range.low < range.high) continue;
    const sentence = `the range ${range.low}..${range.high} does not rise.`;
    throw new ConfigError(axes[at]!.path, [{ path: '', sentence }]);
  }
  const shares = uniform(seed, drawStream, Math.max(1, count * patience * axes.length));
  const cells = new Map<string, Setting[]>();
  for (let draw = 0; draw < count * patience && cells.size < count; draw++) {
    const cell = axes.map(({ path, values }, at): Setting => {
      const share = shares[draw * axes.length + at]!;
      const range = ranges[at];
      const value: Json = range === undefined ? values[Math.floor(share * values.length)]! : drawn(range, share);
      return { path, value };
    });
    const key = JSON.stringify(cell);
    if (!cells.has(key)) cells.set(key, cell);
  }
  return [...cells.values()];
}
