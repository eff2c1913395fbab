/** A confusion matrix as lines of text: rows true, columns predicted; the diagonal bold, zeros as dim dots. */
import type { Colors } from '../terminal/output.ts';
import { pad } from '../terminal/text.ts';

export function renderConfusionMatrix(matrix: readonly (readonly number[])[], colors: Colors): string[] {
  const width = Math.max(...matrix.flat().map((count) => String(count).length), 2) + 1;
  const cell = (count: number, row: number, column: number): string => {
    const text = pad(count === 0 ? '·' : String(count), width, 'right');
    return row === column ? colors.bold(text) : count === 0 ? colors.dim(text) : text;
  };
  const head = matrix.map((_, digit) => pad(String(digit), width, 'right')).join('');
  return [
    colors.dim(`true\\predicted${head}`),
    ...matrix.map((row, digit) => pad(String(digit), 14, 'right') + row.map((n, i) => cell(n, digit, i)).join('')),
  ];
}
