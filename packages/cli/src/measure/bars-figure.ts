/** Seconds per epoch as horizontal bars on a logarithmic axis, fastest first: one line for each that was measured. */
import { fitText, lightTheme, svgDocument, svgText } from '@inkgrad/charts';

export interface Bar {
  readonly name: string;
  readonly seconds: number;
  /** Smallest and largest round, drawn as a whisker. */
  readonly minimum: number;
  readonly maximum: number;
  /** What the chart is about, drawn in another colour than what it is compared with. */
  readonly isOwn: boolean;
}

const theme = lightTheme;
const layout = { names: 250, bars: 420, numbers: 80, row: 30, axis: 34, font: 14 } as const;
const width = layout.names + layout.bars + layout.numbers;

/** Three significant digits: 0.0832, 1.24, 13.8. */
function formatEpochSeconds(seconds: number): string {
  return `${Number(seconds.toPrecision(3))} s`;
}

/** @throws RangeError without bars, or for a time that is not above 0 */
export function drawBars(bars: readonly Bar[], heading: string): string {
  if (bars.length === 0 || bars.some(({ minimum }) => !(minimum > 0))) throw new RangeError('no times to draw');
  const sorted = [...bars].sort((a, b) => a.seconds - b.seconds);
  const first = Math.floor(Math.log10(Math.min(...bars.map(({ minimum }) => minimum))));
  const last = Math.ceil(Math.log10(Math.max(...bars.map(({ maximum }) => maximum))));
  const decades = Math.max(1, last - first);
  const position = (seconds: number): number =>
    Number((layout.names + ((Math.log10(seconds) - first) / decades) * layout.bars).toFixed(2));
  const height = bars.length * layout.row + layout.axis;
  const base = bars.length * layout.row;
  const parts: string[] = [];
  for (let decade = 0; decade <= decades; decade++) {
    const x = position(10 ** (first + decade));
    parts.push(`<line x1="${x}" y1="0" x2="${x}" y2="${base}" stroke="${theme.grid}"/>`);
    const text = { x, y: base + 20, size: layout.font - 1, fill: theme.muted, anchor: 'middle' } as const;
    parts.push(svgText(`${Number((10 ** (first + decade)).toPrecision(1))} s`, text));
  }
  for (const [at, { name, seconds, minimum, maximum, isOwn }] of sorted.entries()) {
    const top = at * layout.row;
    const line = top + layout.row / 2 + 5;
    const end = position(seconds);
    const text = { size: layout.font, fill: theme.ink, weight: isOwn ? 600 : 400 } as const;
    parts.push(
      svgText(fitText(name, layout.names - 14, layout.font), { ...text, x: layout.names - 10, y: line, anchor: 'end' }),
    );
    const fill = isOwn ? theme.accent : theme.rule;
    parts.push(
      `<rect x="${layout.names}" y="${top + 5}" width="${Number((end - layout.names).toFixed(2))}" height="${layout.row - 10}" fill="${fill}"/>`,
    );
    const middle = top + layout.row / 2;
    parts.push(
      `<line x1="${position(minimum)}" y1="${middle}" x2="${position(maximum)}" y2="${middle}" stroke="${theme.ink}"/>`,
    );
    parts.push(svgText(formatEpochSeconds(seconds), { ...text, x: Math.max(end, position(maximum)) + 6, y: line }));
  }
  const list = sorted.map(({ name, seconds }) => `${name} ${formatEpochSeconds(seconds)}`).join(', ');
  return svgDocument({ width, height, body: parts.join(''), description: `${heading}: ${list}.`, theme, heading });
}
