/**
 * An upright colour bar with ticks at its right: which colour means which value.
 */

import type { AxisScale } from './scale.ts';
import { round, svgText } from './svg.ts';
import type { Theme } from './theme.ts';

export interface ColorBar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Colours from the lowest to the highest value, at equal distances. */
  readonly stops: readonly string[];
  readonly min: number;
  readonly max: number;
  /** Ticks outside of `min` and `max` are left out. */
  readonly ticks: AxisScale;
  readonly format: (value: number) => string;
  readonly font: number;
  /** Identifier of the gradient, unique on a page. */
  readonly id: string;
}

/** The bar as SVG content. */
export function colorBar(bar: ColorBar, theme: Theme): string {
  const { x, y, width, height, stops, min, max, ticks, format, font, id } = bar;
  const offsets = stops.map((color, i) => `<stop offset="${i / (stops.length - 1)}" stop-color="${color}"/>`);
  const count = Math.round((ticks.max - ticks.min) / ticks.step);
  const marks = Array.from({ length: count + 1 }, (_, i) => {
    const value = Number((ticks.min + i * ticks.step).toFixed(ticks.digits));
    if (value < min - 1e-12 || value > max + 1e-12) return '';
    const at = round(y + height - ((value - min) / (max - min)) * height);
    return (
      `<path d="M${x + width} ${at}h5" stroke="${theme.rule}"/>` +
      svgText(format(value), { x: x + width + 9, y: at + font * 0.35, size: font, fill: theme.muted })
    );
  });
  return (
    `<linearGradient id="${id}" x1="0" y1="1" x2="0" y2="0">${offsets.join('')}</linearGradient>` +
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="url(#${id})"/>${marks.join('')}`
  );
}
