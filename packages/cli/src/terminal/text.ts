/**
 * Text as it stands in terminal columns: its visible length without colour codes, padded or cut to a width. Every
 * character that inkgrad prints is one column wide; a user's own title in a wide script may come out misaligned.
 */
import { stripVTControlCharacters } from 'node:util';

export type Align = 'left' | 'right';

/** Columns that `text` takes. */
export function visibleLength(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** `text` filled with spaces to `width` columns; longer text stays as it is. */
export function pad(text: string, width: number, align: Align = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - visibleLength(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

/** `text` cut to `width` columns, the last one an ellipsis. Loses colours where it cuts. */
export function truncate(text: string, width: number): string {
  if (visibleLength(text) <= width) return text;
  return `${[...stripVTControlCharacters(text)].slice(0, Math.max(0, width - 1)).join('')}…`;
}
