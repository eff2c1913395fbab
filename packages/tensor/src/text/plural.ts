/** Counts in sentences: the one place that knows singular from plural. */

/**
 * A count with its noun: `1 epoch`, `2 epochs`, `1 axis`, `2 axes`.
 * @param many default: `one` with an s
 * @param text the count as it is to be read; default: its digits
 */
export function plural(count: number, one: string, many = `${one}s`, text = String(count)): string {
  return `${text} ${count === 1 ? one : many}`;
}
