/**
 * A table of numbers as coloured cells with the numbers in them, and a colour bar. Knows nothing of what they mean.
 */

import { escapeText } from '../escape.ts';
import { type Drawing, idPrefix, type Variant } from '../figure.ts';
import { formatFixed } from '../format.ts';
import { colorAt, textColorOn } from './color.ts';
import { colorBar } from './color-bar.ts';
import { axisScale } from './scale.ts';
import { fitText, round, svgText, textWidth } from './svg.ts';
import { FONT_FAMILY } from './theme.ts';

/** A table of numbers whose cells are coloured by them. */
export interface Matrix {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly rowName: string;
  readonly columnName: string;
  /** Row by row; what is not finite leaves its cell empty. */
  readonly values: readonly (readonly number[])[];
  /** `counts`: blues from 0. `range`: blues from the least to the most. `differences`: both signs, 0 in the middle. */
  readonly scale: 'counts' | 'range' | 'differences';
  /** What stands in a cell. */
  readonly text: (value: number) => string;
}

const LAYOUT = {
  wide: { width: 640, least: 60, cell: 46, lowest: 30, gap: 34, bar: 16, barText: 52, count: 13, font: 13 },
  narrow: { width: 350, least: 40, cell: 25, lowest: 25, gap: 8, bar: 8, barText: 44, count: 10, font: 12 },
} as const;
const TOP = 8;

interface ValueRange {
  readonly min: number;
  readonly max: number;
}

function rangeOf({ values, scale }: Matrix): ValueRange {
  const finite = values.flat().filter(Number.isFinite);
  if (scale === 'differences') {
    const most = finite.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
    return { min: -most, max: most };
  }
  const max = finite.reduce((a, b) => Math.max(a, b), scale === 'counts' ? 1 : -Infinity);
  const min = scale === 'counts' ? 0 : finite.reduce((a, b) => Math.min(a, b), Infinity);
  if (!(max >= min)) return { min: 0, max: 1 };
  return max > min ? { min, max } : { min: min - 0.5, max: max + 0.5 };
}

/** Characters, as a share of the font size each, of the longest text. */
function widestText(texts: readonly (readonly string[])[]): number {
  return textWidth(
    texts.flat().reduce((longest, text) => (text.length > longest.length ? text : longest), ''),
    1.04,
  );
}

/** Draws a matrix; its one hover area has a cell for each number. */
export function drawMatrix(name: string, matrix: Matrix, variant: Variant): Drawing {
  const { theme, format } = variant;
  const { rows, columns, values, text } = matrix;
  const layout = LAYOUT[format];
  const { font } = layout;
  const widest = (labels: readonly string[]) =>
    labels.reduce((most, label) => Math.max(most, textWidth(label, font)), 0);
  const left = Math.round(Math.min(layout.width * 0.36, Math.max(layout.least, widest(rows) + 34)));
  const room = layout.width - left - layout.gap - layout.bar - layout.barText;
  const cellWidth = Math.min(room / columns.length, Math.max(layout.cell, Math.min(110, widest(columns) + 12)));
  const cellHeight = Math.max(layout.lowest, Math.min(layout.cell, cellWidth));
  const width = cellWidth * columns.length;
  const height = cellHeight * rows.length;
  // Long numbers get smaller instead of running into each other.
  const texts = values.map((row) => row.map((value) => (Number.isFinite(value) ? text(value) : '')));
  const count = Math.min(layout.count, (cellWidth - 3) / Math.max(1, widestText(texts)));
  // Labels wider than their column are turned.
  const turned = widest(columns) > cellWidth - 4;
  const labels = turned ? Math.min(150, widest(columns)) + 12 : 20;

  const stops = matrix.scale === 'differences' ? theme.diverging : theme.blues;
  const { min, max } = rangeOf(matrix);
  const cells = values.map((row, y) =>
    row.map((value, x) => {
      if (!Number.isFinite(value)) return '';
      const ground = colorAt(stops, (value - min) / (max - min));
      const ink = value === 0 && matrix.scale !== 'range' ? theme.muted : textColorOn(ground);
      const [cx, cy] = [left + x * cellWidth, TOP + y * cellHeight];
      const baseLine = cy + cellHeight / 2 + count * 0.35;
      return (
        `<rect x="${round(cx)}" y="${round(cy)}" width="${round(cellWidth - 1)}" height="${round(cellHeight - 1)}" fill="${ground}"/>` +
        `<text x="${round(cx + cellWidth / 2)}" y="${round(baseLine)}" fill="${ink}">${escapeText(texts[y]![x]!)}</text>`
      );
    }),
  );
  const numbers = `<g font-family="${FONT_FAMILY}" font-size="${round(count)}" text-anchor="middle">${cells.flat().join('')}</g>`;

  const label = { size: font, fill: theme.muted };
  const rowLabels = rows.map((row, i) =>
    svgText(fitText(row, left - 30, font), {
      ...label,
      x: left - 8,
      y: TOP + (i + 0.5) * cellHeight + font * 0.35,
      anchor: 'end',
    }),
  );
  const columnLabels = columns.map((column, i) => {
    const x = left + (i + 0.5) * cellWidth;
    if (!turned) return svgText(column, { ...label, x, y: TOP + height + 18, anchor: 'middle' });
    const at = `translate(${x + font * 0.35} ${TOP + height + 8}) rotate(-90)`;
    return `<g transform="${at}">${svgText(fitText(column, 150, font), { ...label, x: 0, y: 0, anchor: 'end' })}</g>`;
  });
  const rowName = svgText(matrix.rowName, { ...label, x: 0, y: 0, anchor: 'middle' });
  const columnName = { ...label, x: left + width / 2, y: TOP + height + labels + 18, anchor: 'middle' as const };
  const ticks = axisScale([min, max], { minSpan: 1e-9, steps: 4 });
  const bar = {
    x: left + width + layout.gap,
    y: TOP,
    width: layout.bar,
    height: Math.max(height, 80),
    stops,
    min,
    max,
    ticks,
    format: (value: number) => formatFixed(value, ticks.digits),
    font,
    id: `${idPrefix(name, variant)}-bar`,
  };
  return {
    width: layout.width,
    height: Math.ceil(TOP + Math.max(height, 80) + labels + (matrix.columnName === '' ? 6 : 30)),
    body:
      `${numbers}${rowLabels.join('')}${columnLabels.join('')}` +
      `<g transform="translate(${font} ${TOP + height / 2}) rotate(-90)">${rowName}</g>` +
      `${svgText(matrix.columnName, columnName)}${colorBar(bar, theme)}`,
    areas: [{ x: left, y: TOP, width, height, columns: columns.length, rows: rows.length }],
  };
}
