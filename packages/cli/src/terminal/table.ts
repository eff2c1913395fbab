/**
 * A plain table: columns as wide as their widest cell, two spaces between, the head dim above a thin rule. Neighbouring
 * columns of one group share a heading above their own. Cells may hold colour codes. It does not wrap: who prints it
 * chooses columns that fit.
 */
import type { Colors } from './output.ts';
import { type Align, pad, visibleLength } from './text.ts';

export interface TableColumn {
  readonly title: string;
  /** Default 'right', as for numbers. */
  readonly align?: Align;
  readonly group?: string;
}

const gap = '  ';

function groupLine(columns: readonly TableColumn[], widths: readonly number[]): string {
  const cells: string[] = [];
  for (let i = 0; i < columns.length; ) {
    const { group = '' } = columns[i]!;
    let end = i + 1;
    while (end < columns.length && columns[end]!.group === columns[i]!.group) end++;
    const width = widths.slice(i, end).reduce((sum, each) => sum + each + gap.length, -gap.length);
    // Above numbers, which stand at the right, a heading in the middle is the one that reads as theirs.
    cells.push(pad(' '.repeat(Math.max(0, Math.floor((width - visibleLength(group)) / 2))) + group, width));
    i = end;
  }
  return cells.join(gap).trimEnd();
}

/** The lines of the table, without trailing spaces. @throws RangeError if a row has another number of cells. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  colors: Colors,
): string[] {
  for (const row of rows) {
    if (row.length !== columns.length) throw new RangeError(`table row of ${row.length} cells, not ${columns.length}`);
  }
  const widths = columns.map(({ title }, i) =>
    Math.max(visibleLength(title), ...rows.map((row) => visibleLength(row[i]!))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => pad(cell, widths[i]!, columns[i]!.align ?? 'right'))
      .join(gap)
      .trimEnd();
  const head = [line(columns.map(({ title }) => title))];
  if (columns.some(({ group }) => group)) head.unshift(groupLine(columns, widths));
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + gap.length, -gap.length));
  return [...head.map(colors.dim), colors.dim(rule), ...rows.map(line)];
}
