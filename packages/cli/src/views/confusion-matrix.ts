/**
 * A confusion matrix as lines of text: rows true, columns predicted; the diagonal bold, zeros as dim dots. Where it would
 * be too wide, a line for each digit with what it was taken for most.
 */
import { formatCounted } from '../terminal/format.ts';
import type { Colors, Look } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';
import { pad } from '../terminal/text.ts';

type Counts = readonly (readonly number[])[];

const corner = 'true\\predicted';
/** Mistakes of a digit that are named. */
const mostNamed = 2;

function matrixLines(matrix: Counts, cellWidth: number, colors: Colors): string[] {
  const cell = (count: number, row: number, column: number): string => {
    const text = pad(count === 0 ? '·' : String(count), cellWidth, 'right');
    return row === column ? colors.bold(text) : count === 0 ? colors.dim(text) : text;
  };
  const head = matrix.map((_, digit) => pad(String(digit), cellWidth, 'right')).join('');
  return [
    colors.dim(`${corner}${head}`),
    ...matrix.map(
      (row, digit) => pad(String(digit), corner.length, 'right') + row.map((n, i) => cell(n, digit, i)).join(''),
    ),
  ];
}

/** "7 (12 times), 9 (once)" */
function mistakesOf(row: readonly number[], digit: number): string {
  const times = (count: number): string => (count === 1 ? 'once' : formatCounted(count, 'time'));
  return row
    .map((count, predicted) => ({ count, predicted }))
    .filter(({ count, predicted }) => predicted !== digit && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostNamed)
    .map(({ count, predicted }) => `${predicted} (${times(count)})`)
    .join(', ');
}

function listLines(matrix: Counts, look: Look): string[] {
  const columns = [
    { title: 'digit' },
    { title: 'right' },
    { title: 'of' },
    { title: 'taken for', align: 'left', least: 10 },
  ] as const;
  const rows = matrix.map((row, digit) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return [String(digit), String(row[digit]!), String(all), mistakesOf(row, digit)];
  });
  return renderTable(columns, rows, look);
}

export function renderConfusionMatrix(matrix: Counts, look: Look): string[] {
  const cellWidth = Math.max(...matrix.flat().map((count) => String(count).length), 2) + 1;
  if (corner.length + matrix.length * cellWidth > look.width) return listLines(matrix, look);
  return matrixLines(matrix, cellWidth, look.colors);
}
