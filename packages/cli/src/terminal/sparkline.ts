/** Values over time as one line of blocks, eight heights between the scale's ends. */

const blocks = '▁▂▃▄▅▆▇█';
const unknown = '·';

/** Ends of the scale on which lines are drawn, of all finite values; undefined where there is none. */
export function commonScale(lines: readonly (readonly number[])[]): readonly [low: number, high: number] | undefined {
  const finite = lines.flat().filter(Number.isFinite);
  if (finite.length === 0) return undefined;
  return [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))];
}

/**
 * One block for each value; where there are more than `width`, for the last of each of `width` parts of them.
 * @param scale from `commonScale`
 */
export function sparkline(values: readonly number[], [low, high]: readonly [number, number], width: number): string {
  const count = Math.min(values.length, Math.max(1, Math.floor(width)));
  // Halved, as the distance of the ends may be more than the largest number.
  const span = high / 2 - low / 2;
  let line = '';
  for (let part = 1; part <= count; part++) {
    const value = values[Math.ceil((part * values.length) / count) - 1]!;
    const share = span > 0 ? (value / 2 - low / 2) / span : 0.5;
    line += Number.isFinite(value) ? blocks[Math.min(7, Math.floor(share * 8))]! : unknown;
  }
  return line;
}
