/**
 * Dots with whiskers on one scale, a row for each: a mean, its interval, the single values, and the numbers beside it.
 */

import type { Drawing, Variant } from '../figure.ts';
import { formatFixed } from '../format.ts';
import { type AxisOptions, axisScale } from './scale.ts';
import { fitText, round, svgText, textWidth } from './svg.ts';

/** One row: a mean, its interval, and the values behind it. */
export interface IntervalRow {
  readonly label: string;
  /** Undefined: nothing to draw, only the label. */
  readonly mean?: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** The values behind the mean. */
  readonly points: readonly number[];
  /** Whether the row is one to look at; others are muted. */
  readonly strong: boolean;
  /** Beside the row instead of its mean and interval, where there is room. */
  readonly text?: string | undefined;
  /** Begins a group with a line above it. */
  readonly begins?: boolean | undefined;
}

/** Rows of means and intervals on one scale. */
export interface IntervalChart {
  readonly rows: readonly IntervalRow[];
  /** What the scale shows. */
  readonly quantity: string;
  readonly axis: AxisOptions;
  /** Decimals of the numbers beside the rows; 4 by default. */
  readonly digits?: number | undefined;
  readonly reference?: { readonly value: number; readonly label: string } | undefined;
}

const LAYOUT = {
  wide: { width: 720, mostLabel: 290, values: 178, row: 24, font: 13, besides: true },
  narrow: { width: 350, mostLabel: 0, values: 66, row: 42, font: 12, besides: false },
} as const;
const TOP = 26;
const BOTTOM = 46;

/** `0.9671` or `0.9671 (0.9650 to 0.9692)`. */
export function intervalText(
  { mean = Number.NaN, low, high }: Pick<IntervalRow, 'mean' | 'low' | 'high'>,
  digits = 4,
): string {
  const isRange = low !== undefined && high !== undefined && low !== high;
  const range = isRange ? ` (${formatFixed(low, digits)} to ${formatFixed(high, digits)})` : '';
  return formatFixed(mean, digits) + range;
}

/** Draws the rows from above; the hover area has a cell for each. */
export function drawIntervals(chart: IntervalChart, { theme, format }: Variant): Drawing {
  const { rows, quantity, reference, digits = 4 } = chart;
  const { width, mostLabel, values, row: pitch, font, besides } = LAYOUT[format];
  const longest = rows.reduce((most, { label }) => Math.max(most, textWidth(label, font)), 0);
  const left = besides ? Math.min(mostLabel, longest + 20) : 16;
  const right = width - values;
  const all = rows.flatMap(({ mean, low, high, points }) => [mean, low, high, ...points]);
  // The line of the reference is not to lie on the edge.
  const covered = [...all, reference && reference.value - chart.axis.minSpan / 10].filter(
    (value) => value !== undefined,
  );
  const scale = axisScale(covered, { ...chart.axis, steps: besides ? 5 : 3 });
  const at = (value: number) => {
    const share = (value - scale.min) / (scale.max - scale.min);
    return round(left + Math.max(0, Math.min(1, share)) * (right - left));
  };
  const bottom = TOP + rows.length * pitch;
  const label = { size: font, fill: theme.muted };

  const count = Math.round((scale.max - scale.min) / scale.step);
  const axis = Array.from({ length: count + 1 }, (_, i) => {
    const value = Math.min(scale.max, scale.min + i * scale.step);
    const x = at(value);
    return (
      `<path d="M${x} ${TOP}V${bottom}" stroke="${theme.grid}"/>` +
      svgText(formatFixed(value, scale.digits), { ...label, x, y: bottom + 18, anchor: 'middle' })
    );
  });
  const line =
    reference &&
    `<path d="M${at(reference.value)} ${TOP - 4}V${bottom}" stroke="${theme.muted}" stroke-dasharray="5 4"/>` +
      svgText(reference.label, {
        ...label,
        x: Math.min(at(reference.value), right - 4),
        y: TOP - 10,
        anchor: 'middle',
      });
  // Where labels are inside the plot, its lines end at them.
  const ground = (text: string, { x, y }: { x: number; y: number }) =>
    `<rect x="${x - 2}" y="${round(y - font)}" width="${round(textWidth(text, font) + 6)}" height="${font + 4}" fill="${theme.paper}"/>`;
  const marks = rows.map(({ label: name, mean, low, high, points, strong, begins, text: own }, i) => {
    const top = TOP + i * pitch;
    const y = besides ? top + pitch / 2 : top + pitch - 12;
    const color = strong ? theme.accent : theme.muted;
    const ink = strong ? theme.ink : theme.muted;
    const labelAt = besides ? { x: 0, y: y + font * 0.35 } : { x: left, y: y - 10 };
    const room = besides ? left - 12 : width - left;
    const parts = [
      begins && i > 0 ? `<path d="M0 ${top}H${width}" stroke="${theme.rule}"/>` : '',
      besides ? '' : ground(fitText(name, room, font), labelAt),
      svgText(fitText(name, room, font), { size: font, fill: ink, ...labelAt, weight: strong ? 600 : 400 }),
      ...points.map((value) => `<circle cx="${at(value)}" cy="${y}" r="2" fill="${color}" fill-opacity="0.45"/>`),
    ];
    if (low !== undefined && high !== undefined) {
      parts.push(
        `<path d="M${at(low)} ${y}H${at(high)}M${at(low)} ${y - 4}v8M${at(high)} ${y - 4}v8" stroke="${color}" stroke-width="1.6"/>`,
      );
    }
    if (mean !== undefined) {
      parts.push(
        `<circle cx="${at(mean)}" cy="${y}" r="4.5" fill="${strong ? color : theme.paper}" stroke="${color}" stroke-width="1.6"/>`,
      );
    }
    const shown = mean === undefined ? '' : intervalText(besides ? { mean, low, high } : { mean }, digits);
    const text = besides ? (own ?? shown) : shown;
    if (text !== '') {
      parts.push(svgText(text, { size: font - 0.5, fill: ink, x: right + 14, y: y + font * 0.35 }));
    }
    return parts.join('');
  });
  const name = svgText(quantity, { ...label, x: (left + right) / 2, y: bottom + 38, anchor: 'middle' });
  return {
    width,
    height: bottom + BOTTOM,
    body: `${axis.join('')}${line ?? ''}${marks.join('')}${name}`,
    areas: [{ x: 0, y: TOP, width, height: rows.length * pitch, columns: 1, rows: rows.length }],
  };
}
