/**
 * Colour arithmetic for cells whose text must stay readable on a coloured ground.
 */

type Rgb = readonly [number, number, number];

function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/**
 * The colour at `fraction` (0…1, clamped) of a scale of equally spaced `#rrggbb` stops, interpolated in sRGB.
 * @example
 * colorAt(['#000000', '#ffffff'], 0.5); // → '#808080'
 */
export function colorAt(stops: readonly string[], fraction: number): string {
  const position = Math.min(1, Math.max(0, fraction)) * (stops.length - 1);
  const lower = Math.min(stops.length - 2, Math.floor(position));
  const weight = position - lower;
  const from = parseHex(stops[lower]!);
  const to = parseHex(stops[lower + 1]!);
  const channels = from.map((channel, i) => Math.round(channel + (to[i]! - channel) * weight));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Relative luminance, 0…1. https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r, g, b] = parseHex(hex).map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Contrast ratio of two colours, 1…21. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter! + 0.05) / (darker! + 0.05);
}

/** Black or white, whichever stands out more: at least √21 ≈ 4.58 : 1 on any ground. */
export function textColorOn(ground: string): string {
  return contrast(ground, '#000000') >= contrast(ground, '#ffffff') ? '#000000' : '#ffffff';
}
