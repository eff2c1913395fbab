/**
 * Times of a training step against the width of a network, both axes logarithmic: a line for each backend, named where
 * it ends. Lines that end early are those whose steps would have taken too long.
 */
import { lightTheme, svgDocument, svgText } from '@inkgrad/charts';
import type { CrossoverLine, CrossoverReport } from '../bench/crossover-report.ts';
import { formatTime } from '../terminal/format.ts';

const theme = lightTheme;
const layout = { left: 74, plot: 520, names: 200, top: 8, height: 400, bottom: 48, font: 14, nameGap: 19 } as const;
const width = layout.left + layout.plot + layout.names;

/** Blue for wasm, orange for gpu.js, broken where it computes on no GPU, grey for what only explains the others. */
function styleOf({ backend, threads, isGpu }: CrossoverLine, mostThreads: number) {
  if (backend === 'wasm') return { color: theme.accent, width: threads === mostThreads ? 3 : 1.5, dash: undefined };
  if (backend === 'reference' || backend === 'gpu:cpu') return { color: theme.muted, width: 1.5, dash: '2 4' };
  return { color: theme.series[1]!, width: isGpu ? 3 : 1.8, dash: isGpu ? undefined : '7 4' };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Name {
  readonly point: Point;
  readonly title: string;
  readonly color: string;
}

/** Room for a name, judged by the typeface's average character. */
const roomOf = ({ title }: Name): number => title.length * layout.font * 0.52;

/** Heights for names beside their points, as near to them as other names leave room. */
function apart(names: readonly Name[]): number[] {
  const heights = names.map(({ point }) => point.y);
  const placed: number[] = [];
  const isFree = (at: number, y: number): boolean =>
    placed.every((other) => {
      const [left, right] = names[at]!.point.x < names[other]!.point.x ? [at, other] : [other, at];
      const overlaps = names[right]!.point.x - names[left]!.point.x < roomOf(names[left]!);
      return !overlaps || Math.abs(heights[other]! - y) >= layout.nameGap;
    });
  const order = names.map((_, at) => at).sort((a, b) => heights[a]! - heights[b]!);
  for (const at of order) {
    const { y } = names[at]!.point;
    for (let distance = 0; !isFree(at, heights[at]!); distance++) {
      heights[at] = isFree(at, y + distance) ? y + distance : y - distance;
    }
    placed.push(at);
  }
  return heights;
}

const shorten = (value: number): number => Number(value.toFixed(2));

/** @throws RangeError if nothing was measured */
export function drawCrossover({ lines, widths, model, axis, batchSize }: CrossoverReport): string {
  const measured = lines
    .map((line) => ({
      line,
      times: line.steps.flatMap(({ width: at, seconds }) =>
        seconds === null ? [] : [{ at, seconds: seconds.median }],
      ),
    }))
    .filter(({ times }) => times.length > 0);
  if (measured.length === 0) throw new RangeError('no times to draw');
  const all = measured.flatMap(({ times }) => times.map(({ seconds }) => seconds));
  const first = Math.floor(Math.log10(Math.min(...all)));
  const decades = Math.max(1, Math.ceil(Math.log10(Math.max(...all))) - first);
  const [narrowest, widest] = [Math.min(...widths), Math.max(...widths)];
  const octaves = Math.max(1, Math.log2(widest / narrowest));
  const xOf = (at: number): number => shorten(layout.left + (Math.log2(at / narrowest) / octaves) * layout.plot);
  const yOf = (seconds: number): number =>
    shorten(layout.top + layout.height - ((Math.log10(seconds) - first) / decades) * layout.height);
  const base = layout.top + layout.height;
  const label = { size: layout.font - 1, fill: theme.muted } as const;
  const parts: string[] = [];
  for (let decade = 0; decade <= decades; decade++) {
    const seconds = 10 ** (first + decade);
    const y = yOf(seconds);
    parts.push(
      `<line x1="${layout.left}" y1="${y}" x2="${layout.left + layout.plot}" y2="${y}" stroke="${theme.grid}"/>`,
    );
    parts.push(svgText(tickOf(seconds), { ...label, x: layout.left - 8, y: y + 4, anchor: 'end' }));
  }
  for (const at of widths) {
    const x = xOf(at);
    parts.push(`<line x1="${x}" y1="${layout.top}" x2="${x}" y2="${base}" stroke="${theme.grid}"/>`);
    parts.push(svgText(String(at), { ...label, x, y: base + 20, anchor: 'middle' }));
  }
  const caption = { ...label, x: layout.left + layout.plot / 2, y: base + 42, anchor: 'middle' } as const;
  parts.push(svgText(axis, caption));
  const most = Math.max(...lines.map(({ threads }) => threads));
  const ends: Name[] = [];
  for (const { line, times } of measured) {
    const style = styleOf(line, most);
    const points = times.map(({ at, seconds }): Point => ({ x: xOf(at), y: yOf(seconds) }));
    const dash = style.dash === undefined ? '' : ` stroke-dasharray="${style.dash}"`;
    const path = points.map(({ x, y }) => `${x},${y}`).join(' ');
    parts.push(`<polyline points="${path}" fill="none" stroke="${style.color}" stroke-width="${style.width}"${dash}/>`);
    for (const { x, y } of points) parts.push(`<circle cx="${x}" cy="${y}" r="3" fill="${style.color}"/>`);
    ends.push({ point: points.at(-1)!, title: line.title, color: style.color });
  }
  const heights = apart(ends);
  const names = ends.map(({ point, title, color }, at) =>
    svgText(title, { x: point.x + 10, y: shorten(heights[at]! + 4), size: layout.font, fill: color }),
  );
  // A rim of the ground's colour keeps a name readable where a line passes behind it.
  parts.push(`<g stroke="${theme.paper}" stroke-width="4" paint-order="stroke">${names.join('')}</g>`);
  const list = measured.map(({ line, times }) => {
    const last = times.at(-1)!;
    return `${line.title} ${formatTime(last.seconds)} at width ${last.at}`;
  });
  const heading = `One training step of ${model}, batch ${batchSize}`;
  const description = `Line chart, both axes logarithmic. ${heading}: ${list.join(', ')}.`;
  const height = base + layout.bottom;
  return svgDocument({ width, height, body: parts.join(''), description, theme, heading });
}

/** A power of ten with its unit: "100 µs", "1 ms", "10 s". */
function tickOf(seconds: number): string {
  if (seconds < 1e-3) return `${Number((seconds * 1e6).toPrecision(1))} µs`;
  return seconds < 1 ? `${Number((seconds * 1e3).toPrecision(1))} ms` : `${Number(seconds.toPrecision(1))} s`;
}
