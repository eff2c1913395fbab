/**
 * Places for the plots of one chart: under each other, or in rows of several.
 */

import type { Format } from '../figure.ts';

export interface Columns {
  readonly wide: number;
  readonly narrow: number;
}

export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Where the plot's label begins. */
  readonly title: number;
  /** Whether no other plot is below it, so that it carries the shared axis. */
  readonly lowest: boolean;
  /** About how many steps its upright axis has room for. */
  readonly steps: number;
}

export interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly font: number;
  /** Plots beside each other. */
  readonly columns: number;
  /** About how many ticks a plot has room for. */
  readonly ticks: number;
  readonly grids: readonly Panel[];
}

interface ArrangeOptions {
  readonly columns?: Columns | undefined;
  /** Width of all entries of the legend together; 0: no legend. */
  readonly legend: number;
  /** Margin for what stands at the right of the plots. */
  readonly right?: number | undefined;
}

const LAYOUT = {
  wide: { width: 720, left: 62, right: 22, plot: 300, extraPlot: 190, panel: 130, ticks: 6, font: 13 },
  narrow: { width: 350, left: 50, right: 16, plot: 230, extraPlot: 170, panel: 110, ticks: 5, font: 12 },
} as const;
const LABEL = 34;
const EPOCHS = 44;
const LEGEND_LINE = 26;

/** Arranges `count` plots. */
export function arrange(count: number, format: Format, options: ArrangeOptions): Arrangement {
  const layout = LAYOUT[format];
  const { width, left, font } = layout;
  const right = Math.max(layout.right, options.right ?? 0);
  const columns = Math.min(count, options.columns?.[format] ?? 1);
  const cell = (width - left - right + (columns > 1 ? left : 0)) / Math.max(1, columns);
  const lines = options.legend === 0 ? 0 : Math.max(1, Math.ceil(options.legend / (width - left - right)));
  const grids: Panel[] = [];
  let top = lines === 0 ? 0 : lines * LEGEND_LINE + 4;
  for (let start = 0; start < count; start += columns) {
    const height = columns > 1 ? layout.panel : start === 0 ? layout.plot : layout.extraPlot;
    const isLast = start + columns >= count;
    for (let i = start; i < Math.min(count, start + columns); i += 1) {
      const column = i - start;
      grids.push({
        left: left + column * cell,
        top: top + LABEL,
        width: columns > 1 ? cell - left : cell,
        height,
        title: column * cell + 4,
        lowest: i + columns >= count,
        steps: columns > 1 || start > 0 ? 3 : 5,
      });
    }
    // A row that has an empty place below it shows its axis too.
    const showsAxis = isLast || start + 2 * columns > count;
    top += LABEL + height + (showsAxis ? EPOCHS : 12);
  }
  return { width, height: top, left, right, font, columns, ticks: columns > 1 ? 4 : layout.ticks, grids };
}
