/**
 * Several bars under one another: a line for the whole and one for each part that is under way, in columns that fit the
 * width. A pure function; what changes over time is jobs/progress.ts.
 */
import { bar } from './bar.ts';
import type { Colors } from './output.ts';
import { pad, truncate, visibleLength } from './text.ts';

export interface BarsRow {
  readonly title: string;
  /** Done, from 0 to 1. */
  readonly share: number;
  /** Behind the bar. */
  readonly text: string;
}

const widestBar = 24;
const narrowestBar = 8;
/** Titles are cut before the bar goes, down to this. */
const narrowestTitle = 12;
const gap = '  ';

function widest(rows: readonly BarsRow[], part: (row: BarsRow) => string): number {
  return Math.max(...rows.map((row) => visibleLength(part(row))));
}

/** The lines of the block, each at most `columns` wide; the first row is set apart as that of the whole. */
export function renderBarsBlock(rows: readonly BarsRow[], columns: number, colors: Colors): string[] {
  const text = widest(rows, (row) => row.text);
  const room = columns - text - 2 * gap.length;
  const fullTitle = widest(rows, (row) => row.title);
  const barWidth = Math.min(widestBar, Math.max(narrowestBar, room - fullTitle));
  const title = Math.min(fullTitle, room - barWidth);
  const hasBar = title >= Math.min(fullTitle, narrowestTitle);
  const titleWidth = hasBar ? title : Math.min(fullTitle, Math.max(narrowestTitle, columns - text - gap.length));
  return rows.map((row, index) => {
    const name = pad(truncate(row.title, titleWidth), titleWidth);
    if (!hasBar) return truncate(`${name}${gap}${row.text}`.trimEnd(), columns);
    const line = `${index === 0 ? colors.bold(name) : name}${gap}${bar(row.share, barWidth, colors)}`;
    return `${line}${gap}${row.text}`.trimEnd();
  });
}
