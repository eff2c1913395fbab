/**
 * A confusion matrix as lines of text: rows true, columns predicted; the diagonal bold, zeros as dim dots. Where it would
 * be too wide, a line for each class with what it was taken for most.
 */
import { printable } from '@inkgrad/tensor/text';
import { formatCounted } from '../terminal/format.ts';
import type { Colors, Look } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';
import { pad } from '../terminal/text.ts';

type Counts = readonly (readonly number[])[];

const corner = 'true\\predicted';
/** Mistakes of a class that are named. */
const mostNamed = 2;

function matrixLines(matrix: Counts, names: readonly string[], cellWidth: number, colors: Colors): string[] {
  const left = Math.max(corner.length, ...names.map((name) => name.length));
  const cell = (count: number, row: number, column: number): string => {
    const text = pad(count === 0 ? '·' : String(count), cellWidth, 'right');
    return row === column ? colors.bold(text) : count === 0 ? colors.dim(text) : text;
  };
  const head = names.map((name) => pad(name, cellWidth, 'right')).join('');
  return [
    colors.dim(`${pad(corner, left, 'right')}${head}`),
    ...matrix.map((row, digit) => pad(names[digit]!, left, 'right') + row.map((n, i) => cell(n, digit, i)).join('')),
  ];
}

/** "7 (12 times), 9 (once)" */
function mistakesOf(row: readonly number[], digit: number, names: readonly string[]): string {
  const times = (count: number): string => (count === 1 ? 'once' : formatCounted(count, 'time'));
  return row
    .map((count, predicted) => ({ count, predicted }))
    .filter(({ count, predicted }) => predicted !== digit && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, mostNamed)
    .map(({ count, predicted }) => `${names[predicted]} (${times(count)})`)
    .join(', ');
}

function listLines(matrix: Counts, names: readonly string[], word: string, look: Look): string[] {
  const columns = [
    { title: word },
    { title: 'right' },
    { title: 'of' },
    { title: 'taken for', align: 'left', least: 10 },
  ] as const;
  const rows = matrix.map((row, digit) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return [names[digit]!, String(row[digit]!), String(all), mistakesOf(row, digit, names)];
  });
  return renderTable(columns, rows, look);
}

/** @param classes their names; default: the ten digits */
export function renderConfusionMatrix(matrix: Counts, look: Look, classes?: readonly string[]): string[] {
  const names = (classes ?? matrix.map((_, label) => String(label))).map(printable);
  const widest = Math.max(
    ...matrix.flat().map((count) => String(count).length),
    ...names.map((name) => name.length),
    2,
  );
  if (corner.length + matrix.length * (widest + 1) > look.width) {
    return listLines(matrix, names, classes === undefined ? 'digit' : 'class', look);
  }
  return matrixLines(matrix, names, widest + 1, look.colors);
}
