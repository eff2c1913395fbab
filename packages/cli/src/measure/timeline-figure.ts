/**
 * A profile as a picture: the steps of a plan from top to bottom, each a bar from when it begins to when it ends, as
 * long as it took. The darker the bar, the nearer the step is to the roofline.
 */
import { colorAt, fitText, lightTheme, svgDocument, svgText } from '@inkgrad/charts';
import type { PlanProfile, StepProfile } from './profile.ts';

const theme = lightTheme;
const layout = { row: 18, names: 300, bars: 520, numbers: 210, column: 62, axis: 30, font: 12 } as const;
const width = layout.names + layout.bars + layout.numbers;

const microseconds = (seconds: number): string => `${(seconds * 1e6).toFixed(seconds < 1e-5 ? 2 : 1)} µs`;

/** From pale for far away from the roofline to dark for at it. */
function colorOf({ roofline }: StepProfile): string {
  return colorAt(theme.blues.slice(3), Math.min(1, roofline ?? 0));
}

/** Time, rate and share of the roofline, in columns. */
function numbersOf({ seconds, flops, gigaflops, gigabytes, roofline }: StepProfile): readonly string[] {
  if (gigaflops === null || gigabytes === null || roofline === null) return ['≈ 0 µs', '', ''];
  const rate = flops > 0 && gigaflops >= 1 ? `${gigaflops.toFixed(0)} GF/s` : `${gigabytes.toFixed(0)} GB/s`;
  return [microseconds(seconds), rate, `${(100 * roofline).toFixed(0)} %`];
}

function columns(texts: readonly string[], y: number): string[] {
  return texts.map((text, at) => {
    const x = width - 4 - (texts.length - 1 - at) * layout.column;
    return svgText(text, { x, y, size: layout.font, fill: theme.muted, anchor: 'end' });
  });
}

/** @param heading of the picture; @returns an SVG document */
export function drawTimeline(profile: PlanProfile, heading: string): string {
  const { names, bars, row, font, axis } = layout;
  const scale = profile.seconds > 0 ? bars / profile.seconds : 0;
  const parts: string[] = [];
  let begins = 0;
  for (const [at, step] of profile.steps.entries()) {
    const top = axis + at * row;
    const line = top + row - 5;
    if (at % 2 === 0) parts.push(`<rect x="0" y="${top}" width="${width}" height="${row}" fill="${theme.panel}"/>`);
    const name = fitText(`${step.kind}  ${step.label}`, names - 40, font);
    parts.push(svgText(String(step.index), { x: 22, y: line, size: font, fill: theme.muted, anchor: 'end' }));
    parts.push(svgText(name, { x: 32, y: line, size: font, fill: theme.ink }));
    const x = (names + begins * scale).toFixed(2);
    const length = Math.max(0.75, step.seconds * scale).toFixed(2);
    parts.push(`<rect x="${x}" y="${top + 2}" width="${length}" height="${row - 4}" fill="${colorOf(step)}"/>`);
    parts.push(...columns(numbersOf(step), line));
    begins += step.seconds;
  }
  const text = { y: 14, size: font, fill: theme.muted } as const;
  parts.push(svgText('step', { ...text, x: 32 }));
  parts.push(svgText('0', { ...text, x: names }));
  parts.push(svgText(microseconds(profile.seconds), { ...text, x: names + bars, anchor: 'end' }));
  parts.push(...columns(['time', 'rate', 'roofline'], 14));
  const longest = [...profile.steps].sort((a, b) => b.seconds - a.seconds)[0];
  const description =
    `The ${profile.steps.length} steps of a training step one after the other, ${microseconds(profile.seconds)} in all` +
    `${longest === undefined ? '.' : `; the longest is step ${longest.index}, ${longest.kind} ${longest.label}, ${microseconds(longest.seconds)}.`}`;
  const height = axis + profile.steps.length * row;
  return svgDocument({ width, height, body: parts.join(''), description, theme, heading });
}
