/**
 * Numbers and names as the report prints them. Every function returns readable text for every number:
 * what is not finite is printed as an en dash, so that no "NaN" can reach a page.
 */

const MISSING = '–';
const MINUS = '−';

/**
 * Fixed decimals with a real minus sign. `formatFixed(-0.5, 2)` → `−0.50`.
 * @example
 * formatFixed(-0.5, 2); // → '−0.50'
 */
export function formatFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return MISSING;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/**
 * Fixed decimals that always show a sign, for differences; zero is `±0`.
 * @example
 * formatDifference(0.0123, 3); // → '+0.012'
 */
export function formatDifference(value: number, digits: number): string {
  if (!Number.isFinite(value)) return MISSING;
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return `±${text}`;
  return (value < 0 ? MINUS : '+') + text;
}

/**
 * A whole number with thousands separators.
 * @example
 * formatCount(60000); // → '60,000'
 */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : MISSING;
}

/**
 * A fraction as a percentage: `formatPercent(0.1135, 2)` → `11.35 %`.
 * @example
 * formatPercent(0.1135, 2); // → '11.35\u00a0%'
 */
export function formatPercent(fraction: number, digits: number): string {
  return Number.isFinite(fraction) ? `${formatFixed(fraction * 100, digits)}\u00a0%` : MISSING;
}

/**
 * A probability as a percentage with one decimal; what would round to 0 or 100 without being so says so.
 * @example
 * formatProbability(0.99999); // → '>\u00a099.9\u00a0%'
 */
export function formatProbability(p: number): string {
  if (p > 0 && p < 0.0005) return '<\u00a00.1\u00a0%';
  if (p < 1 && p >= 0.9995) return '>\u00a099.9\u00a0%';
  return formatPercent(p, 1);
}

/**
 * A text that begins a sentence.
 * @example
 * capital('an epoch'); // → 'An epoch'
 */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/**
 * A duration for people: `0.42 s`, `12.3 s`, `3 min 5 s`.
 * @example
 * formatSeconds(185); // → '3\u00a0min 5\u00a0s'
 */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return MISSING;
  if (seconds < 10) return `${formatFixed(seconds, 2)}\u00a0s`;
  if (seconds < 60) return `${formatFixed(seconds, 1)}\u00a0s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}\u00a0min ${whole % 60}\u00a0s`;
}

/**
 * `[60000, 28, 28]` → `(60000, 28, 28)`, as the notebook prints it.
 * @example
 * formatShape([60000, 28, 28]); // → '(60000, 28, 28)'
 */
export function formatShape(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/**
 * A name fit for a file and an HTML id: lower case letters, digits and hyphens, at most 40 characters.
 * @example
 * slug('v1: ReLU, dropout'); // → 'v1-relu-dropout'
 */
export function slug(name: string): string {
  const text = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return text === '' ? 'run' : text;
}

/**
 * One slug per name, in order, each different from the others: a repeated name gets `-2`, `-3`, …
 * @example
 * uniqueSlugs(['v1', 'V1']); // → ['v1', 'v1-2']
 */
export function uniqueSlugs(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const base = slug(name);
    let candidate = base;
    for (let copy = 2; taken.has(candidate); copy += 1) candidate = `${base}-${copy}`;
    taken.add(candidate);
    return candidate;
  });
}
