/**
 * A table that fits the width it is given: columns as wide as their widest cell, two spaces between, the head dim above a
 * thin rule. Neighbouring columns of one group share a heading above their own. Cells may hold colour codes. What is too
 * wide is cut where a column allows it; then columns that can be spared are left out, which a line below says; what is
 * too wide even so stands one row below the other, with all its cells. No figure is lost because a terminal is narrow.
 */
import type { Look } from './output.ts';
import { type Align, pad, truncate, visibleLength } from './text.ts';

export interface TableColumn {
  readonly title: string;
  /** Default 'right', as for numbers. */
  readonly align?: Align;
  readonly group?: string;
  /** How easily it can be left out: the highest goes first, one without never. */
  readonly spare?: number;
  /** Its cells name the rows where they stand one below the other; default: the first column with a title. */
  readonly isName?: boolean;
  /** How narrow its cells may be cut; default: not at all. */
  readonly least?: number;
}

/** Cells, or a line across the table above the rows that follow. */
export type TableRow = readonly string[] | { readonly heading: string };

interface Fitted {
  readonly columns: readonly TableColumn[];
  readonly widths: readonly number[];
  readonly rows: readonly TableRow[];
  readonly leftOut: readonly TableColumn[];
}

const gap = '  ';
const indentation = '  ';

const isCells = (row: TableRow): row is readonly string[] => Array.isArray(row);

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
}

function naturalWidths(columns: readonly TableColumn[], rows: readonly TableRow[]): number[] {
  const cells = rows.filter(isCells);
  return columns.map(({ title }, i) =>
    cells.reduce((widest, row) => Math.max(widest, visibleLength(row[i]!)), visibleLength(title)),
  );
}

/** Takes columns off the widest that may be cut, until all fit; undefined where they do not. */
function shrunk(columns: readonly TableColumn[], natural: readonly number[], width: number): number[] | undefined {
  const least = columns.map((column, i) => Math.min(natural[i]!, column.least ?? natural[i]!));
  if (totalOf(least) > width) return undefined;
  const widths = [...natural];
  for (let over = totalOf(widths) - width; over > 0; over--) {
    const slack = widths.map((each, i) => (each > least[i]! ? each : 0));
    widths[slack.indexOf(Math.max(...slack))]! -= 1;
  }
  return widths;
}

/** Undefined where it does not fit without what can be spared either. */
function fitted(columns: readonly TableColumn[], rows: readonly TableRow[], width: number): Fitted | undefined {
  const natural = naturalWidths(columns, rows);
  const bySpare = columns
    .map((column, at) => ({ at, spare: column.spare }))
    .filter(({ spare }) => spare !== undefined)
    .sort((a, b) => b.spare! - a.spare!);
  for (let count = 0; count <= bySpare.length; count++) {
    const without = new Set(bySpare.slice(0, count).map(({ at }) => at));
    const keep = <T>(of: readonly T[]): T[] => of.filter((_, at) => !without.has(at));
    const widths = shrunk(keep(columns), keep(natural), width);
    if (widths === undefined) continue;
    const kept = rows.map((row) => (isCells(row) ? keep(row) : row));
    return { columns: keep(columns), widths, rows: kept, leftOut: columns.filter((_, at) => without.has(at)) };
  }
  return undefined;
}

function groupLine(columns: readonly TableColumn[], widths: readonly number[]): string {
  const cells: string[] = [];
  for (let i = 0; i < columns.length; ) {
    const { group = '' } = columns[i]!;
    let end = i + 1;
    while (end < columns.length && columns[end]!.group === columns[i]!.group) end++;
    const width = totalOf(widths.slice(i, end));
    // Above numbers, which stand at the right, a heading in the middle is the one that reads as theirs.
    cells.push(pad(' '.repeat(Math.max(0, Math.floor((width - visibleLength(group)) / 2))) + group, width));
    i = end;
  }
  return cells.join(gap).trimEnd();
}

function fullTitle({ group, title }: TableColumn): string {
  return [group, title].filter(Boolean).join(' ');
}

function tableLines({ columns, widths, rows, leftOut }: Fitted, { colors }: Look): string[] {
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => pad(truncate(cell, widths[i]!), widths[i]!, columns[i]!.align ?? 'right'))
      .join(gap)
      .trimEnd();
  const head = [line(columns.map(({ title }) => title))];
  if (columns.some(({ group }) => group)) head.unshift(groupLine(columns, widths));
  const body = rows.map((row) => (isCells(row) ? line(row) : colors.dim(row.heading)));
  const lines = [...head.map(colors.dim), colors.dim('─'.repeat(totalOf(widths))), ...body];
  if (leftOut.length > 0) lines.push(colors.dim(`Left out: ${leftOut.map(fullTitle).join(', ')}.`));
  return lines;
}

/** The parts one after the other, on as few lines as hold them. */
function wrapped(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = last === undefined ? indentation + part : last + gap + part;
    if (last !== undefined && visibleLength(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(indentation + part);
  }
  return lines;
}

/** Each row as its name and, below, what its other cells are. */
function recordLines(columns: readonly TableColumn[], rows: readonly TableRow[], { colors, width }: Look): string[] {
  const marked = columns.findIndex(({ isName }) => isName);
  const titled = columns.findIndex(({ title }) => title !== '');
  const named = Math.max(0, marked === -1 ? titled : marked);
  const pair = (cell: string, at: number): string[] => {
    const title = fullTitle(columns[at]!);
    if (cell === '') return [];
    return [title === '' ? cell : `${colors.dim(title)} ${cell}`];
  };
  return rows.flatMap((row) => {
    if (!isCells(row)) return [colors.dim(row.heading)];
    const isText = columns[named]!.align === 'left';
    const mark = titled > 0 ? row.slice(0, titled).filter((cell) => cell !== '') : [];
    const name = [...mark, isText ? row[named]! : `${columns[named]!.title} ${row[named]!}`].join(' ');
    const others = row.flatMap((cell, at) => (at === named || at < titled ? [] : pair(cell, at)));
    return [name, ...wrapped(others, width)];
  });
}

/** The lines of the table, without trailing spaces. @throws RangeError if a row has another number of cells. */
export function renderTable(columns: readonly TableColumn[], rows: readonly TableRow[], look: Look): string[] {
  for (const row of rows) {
    if (isCells(row) && row.length !== columns.length) {
      throw new RangeError(`table row of ${row.length} cells, not ${columns.length}`);
    }
  }
  const table = fitted(columns, rows, look.width);
  return table === undefined ? recordLines(columns, rows, look) : tableLines(table, look);
}
