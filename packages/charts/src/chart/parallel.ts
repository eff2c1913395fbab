/**
 * Parallel coordinates: an axis for each setting and one for the figure that came out, a line through all of them for each row.
 * Lines have the colour of their figure; the best row is told by its width, its dots and its values. On a desk the axes stand
 * upright, on a phone they lie below one another. Knows nothing of what the numbers mean.
 */

import { type Drawing, type HoverArea, idPrefix, type Variant } from '../figure.ts';
import { colorAt } from './color.ts';
import { type AxisValue, axisText, type ParallelAxis, parallelAxis } from './parallel-axis.ts';
import { fitText, round, svgText } from './svg.ts';
import { FONT_FAMILY, type Theme } from './theme.ts';

export interface ParallelRow {
  /** One for each name of the chart. */
  readonly values: readonly AxisValue[];
  readonly figure: number;
  /** Its figure is not to be set beside the others: dashed, without a colour. */
  readonly isPartial?: boolean | undefined;
}

/** Combinations of settings as lines across one axis for each setting and one for the figure. */
export interface ParallelChart {
  /** Of the settings. */
  readonly names: readonly string[];
  /** Name of the figure. */
  readonly figure: string;
  /** How a figure is written. */
  readonly text: (figure: number) => string;
  /** The best first; at least one. */
  readonly rows: readonly ParallelRow[];
  /** Whether the best figure is the smallest. */
  readonly isLessBetter: boolean;
}

/** Cells of an axis of numbers that have a readout. */
const BINS = 6;
const LAYOUT = {
  wide: { width: 720, start: 64, end: 70, top: 42, length: 320, font: 13, apart: 0.07, spread: 12 },
  narrow: { width: 350, start: 24, end: 34, top: 44, pitch: 78, font: 12, apart: 0.16, spread: 8 },
} as const;

/** Axes of the settings, and that of the figure last. */
function axesOf({ names, rows }: ParallelChart): ParallelAxis[] {
  const settings = names.map((_, at) => parallelAxis(rows.map(({ values }) => values[at]!)));
  return [...settings, parallelAxis(rows.map(({ figure }) => figure))];
}

function valuesOf(row: ParallelRow): readonly AxisValue[] {
  return [...row.values, row.figure];
}

/** Colours of figures, from the worst to the best: without the palest, which would not stand out from the paper. */
const stopsOf = ({ blues }: Theme): readonly string[] => blues.slice(5);

/** The cell of an axis that a value lies in, from the lower end. */
function cellOf(axis: ParallelAxis, value: AxisValue): number {
  const cells = cellsOf(axis);
  return Math.min(cells - 1, Math.floor(axis.share(value) * cells));
}

function cellsOf({ kind, count }: ParallelAxis): number {
  return kind === 'category' ? count : BINS;
}

/**
 * For each axis, part by part from its lower end: the values of its lines, how many those are and the best of them. One text a
 * hover area, as parts run upwards on a desk and to the right on a phone.
 */
export function parallelReadouts(chart: ParallelChart): string[][] {
  const { names, figure, rows, text } = chart;
  return axesOf(chart).flatMap((axis, at) => {
    const name = names[at] ?? figure;
    const written = (value: AxisValue) => (at === names.length ? text(Number(value)) : axisText(value));
    return Array.from({ length: cellsOf(axis) }, (_, cell) => {
      const here = rows.filter((row) => cellOf(axis, valuesOf(row)[at]!) === cell);
      const [best] = here;
      if (best === undefined) return [`${name}: no line here`];
      const values = here.map((row) => valuesOf(row)[at]!).sort((a, b) => axis.share(a) - axis.share(b));
      const ends = [...new Set([written(values[0]!), written(values.at(-1)!)])].join(' to ');
      const way = names.map((own, i) => `${own} ${axisText(best.values[i]!)}`).join(', ');
      return [`${name} ${ends}\n${figure} ${text(best.figure)}, the best of ${here.length}\n${way}`];
    });
  });
}

interface Places {
  readonly isUpright: boolean;
  readonly width: number;
  readonly height: number;
  /** Of an axis: where it begins, how far it reaches, and which way. */
  readonly point: (axis: number, share: number) => readonly [x: number, y: number];
  readonly pitch: number;
  readonly reach: number;
}

function placesOf(count: number, format: Variant['format']): Places {
  if (format === 'wide') {
    const { width, start, end, top, length } = LAYOUT.wide;
    const pitch = (width - start - end) / Math.max(1, count - 1);
    const point = (axis: number, share: number) => [start + axis * pitch, top + (1 - share) * length] as const;
    return { isUpright: true, width, height: top + length + 14, point, pitch, reach: length };
  }
  const { width, start, end, top, pitch } = LAYOUT.narrow;
  const reach = width - start - end;
  const point = (axis: number, share: number) => [start + share * reach, top + axis * pitch] as const;
  return { isUpright: false, width, height: top + (count - 1) * pitch + 30, point, pitch, reach };
}

/** Where a row meets an axis. Rows with the same value are a little apart, the better ones higher. */
function meetings(chart: ParallelChart, axes: readonly ParallelAxis[], spread: number): number[][] {
  const { rows } = chart;
  return rows.map((row, rank) =>
    valuesOf(row).map((value, at) => {
      const axis = axes[at]!;
      const isShared = axis.count <= rows.length / 2;
      const shift = isShared && rows.length > 1 ? (0.5 - rank / (rows.length - 1)) * spread : 0;
      return axis.share(value) + shift;
    }),
  );
}

/** Draws the rows, the worst first; each axis is a hover area. */
export function drawParallel(name: string, chart: ParallelChart, variant: Variant): Drawing {
  const { theme, format } = variant;
  const { names, rows, figure, text } = chart;
  const { font, apart, spread } = LAYOUT[format];
  const axes = axesOf(chart);
  const places = placesOf(axes.length, format);
  const { isUpright, point, pitch, reach, width, height } = places;
  const last = axes.length - 1;
  const better = stopsOf(theme);
  // From the lower end of the figure's axis to the upper one.
  const stops = chart.isLessBetter ? [...better].reverse() : better;
  const shares = meetings(chart, axes, spread / reach);
  const path = (row: number) =>
    `M${shares[row]!.map((share, axis) => point(axis, share).map(round).join(' ')).join('L')}`;
  const lines = rows.map((row, at) => {
    const stroke = row.isPartial ? theme.muted : colorAt(stops, axes[last]!.share(row.figure));
    const look = row.isPartial ? 'stroke-width="1" stroke-dasharray="4 4" stroke-opacity="0.7"' : 'stroke-width="1.6"';
    return `<path d="${path(at)}" stroke="${stroke}" ${look}/>`;
  });
  const best = `<path d="${path(0)}" stroke="${theme.paper}" stroke-width="6"/><path d="${path(0)}" stroke="${theme.ink}" stroke-width="3"/>`;
  const dots = shares[0]!.map((share, axis) => {
    const [x, y] = point(axis, share);
    return `<circle cx="${round(x)}" cy="${round(y)}" r="4.5" fill="${theme.ink}" stroke="${theme.paper}" stroke-width="1.5"/>`;
  });

  const bars = axes.map((_, axis) => {
    const [x1, y1] = point(axis, 0);
    const [x2, y2] = point(axis, 1);
    // The axis of the figure shows its colours.
    if (axis < last)
      return `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" stroke="${theme.rule}" stroke-width="1.5"/>`;
    const box = isUpright
      ? { x: x1 - 4, y: y2, width: 8, height: reach }
      : { x: x1, y: y1 - 4, width: reach, height: 8 };
    return `<rect x="${round(box.x)}" y="${round(box.y)}" width="${round(box.width)}" height="${round(box.height)}" fill="url(#${idPrefix(name, variant)}-figure)"/>`;
  });
  const [x2, y2] = isUpright ? [0, 0] : [1, 0];
  const gradient = `<linearGradient id="${idPrefix(name, variant)}-figure" x1="0" y1="${isUpright ? 1 : 0}" x2="${x2}" y2="${y2}">${stops.map((color, i) => `<stop offset="${i / (stops.length - 1)}" stop-color="${color}"/>`).join('')}</linearGradient>`;

  const texts: string[] = [];
  for (const [axis, own] of axes.entries()) {
    const title = axis === last ? figure : names[axis]!;
    const [titleX, titleY] = isUpright ? [point(axis, 1)[0], 16] : [0, point(axis, 0)[1] - 26];
    // Outer names stay within the picture.
    const anchor = !isUpright || axis === 0 ? 'start' : axis === last ? 'end' : 'middle';
    const titleAt = isUpright && axis === 0 ? 0 : isUpright && axis === last ? width : titleX;
    const head = { x: titleAt, y: titleY, size: font, fill: theme.ink, weight: 600 as const, anchor } as const;
    texts.push(svgText(fitText(title, isUpright ? pitch - 8 : width, font), head));
    const bestText = axis === last ? text(rows[0]!.figure) : axisText(rows[0]!.values[axis]!);
    const isFigure = axis === last;
    let isWritten = false;
    for (const { share, text: tick } of own.ticks(apart)) {
      const [x, y] = point(axis, share);
      // At the right of the last axis there are no lines, and there the best figure stands.
      const isBeside = isUpright && isFigure;
      if (isBeside && Math.abs(share - shares[0]![axis]!) < apart) continue;
      const isBest = !isFigure && tick === bestText;
      isWritten ||= isBest;
      const lying = own.kind === 'category' && !isUpright ? reach / own.count - 4 : 80;
      const room = isUpright ? Math.max(48, pitch * 0.55) : lying;
      const besides = { x: isBeside ? x + 9 : x - 8, y: y + font * 0.35, anchor: isBeside ? 'start' : 'end' } as const;
      const at = isUpright ? besides : ({ x, y: y + font + 8, anchor: 'middle' } as const);
      const look = isBest ? ({ fill: theme.ink, weight: 600 } as const) : { fill: theme.muted };
      texts.push(svgText(fitText(tick, room, font), { ...at, ...look, size: font - 0.5 }));
    }
    if (isWritten) continue;
    const [bestX, bestY] = point(axis, shares[0]![axis]!);
    const end = bestX > width - 50 ? 'end' : bestX < 40 ? 'start' : 'middle';
    const at = isUpright
      ? ({ x: bestX + 9, y: bestY + font * 0.35, anchor: 'start' } as const)
      : ({ x: bestX, y: bestY - 9, anchor: end } as const);
    const bold = { size: font, fill: theme.ink, weight: 600 } as const;
    texts.push(svgText(fitText(bestText, isUpright ? pitch * 0.6 : 140, font), { ...at, ...bold }));
  }

  const half = Math.min(pitch / 2, 28);
  const areas = axes.flatMap((axis, at) => {
    const cells = cellsOf(axis);
    return Array.from({ length: cells }, (_, cell): HoverArea => {
      const [x, y] = point(at, (isUpright ? cell + 1 : cell) / cells);
      const box = isUpright
        ? { x: x - half, y, width: 2 * half, height: reach / cells }
        : { x, y: y - half, width: reach / cells, height: 2 * half };
      return { ...box, columns: 1, rows: 1 };
    });
  });
  return {
    width,
    height,
    body:
      `<defs>${gradient}</defs>${bars.join('')}<g fill="none" stroke-linejoin="round">${lines.reverse().join('')}${best}</g>${dots.join('')}` +
      // A rim of the ground's colour keeps a text readable where lines pass behind it.
      `<g stroke="${theme.paper}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke" font-family="${FONT_FAMILY}">${texts.join('')}</g>`,
    areas,
  };
}
