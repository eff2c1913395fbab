/**
 * Round axis limits: a start, an end and a step of 1, 2, 2.5 or 5 times a power of ten that cover the data.
 */

export interface AxisScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Decimals needed to print every tick exactly. */
  readonly digits: number;
}

/** How far an axis reaches, and into how many steps it falls. */
export interface AxisOptions {
  /** The axis covers at least this much, so that noise isn't blown up to fill the plot. */
  readonly minSpan: number;
  /** The axis may not reach beyond these. */
  readonly floor?: number | undefined;
  /** The same above. */
  readonly ceiling?: number | undefined;
  /** About how many steps; default 5. */
  readonly steps?: number | undefined;
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return factor * power;
}

/** Axis limits that cover the finite values; `[0, minSpan]` when there are none. */
export function axisScale(values: readonly number[], options: AxisOptions): AxisScale {
  const { minSpan, floor = -Infinity, ceiling = Infinity, steps = 5 } = options;
  const finite = values.filter(Number.isFinite);
  let low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  let high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  if (finite.length === 0) [low, high] = [0, minSpan];
  // Beyond 2^53 relative precision no step could be told apart on the axis.
  const span = Math.max(minSpan, high - low, Math.abs(high) * 1e-9);
  const slack = (span - (high - low)) / 2;
  const step = roundStep(span / steps);
  // A tiny tolerance keeps a value that lies on a tick up to rounding from adding a whole step.
  const min = Math.max(floor, Math.floor((low - slack) / step + 1e-6) * step);
  const max = Math.min(ceiling, Math.ceil((high + slack) / step - 1e-6) * step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const exact = Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6;
  const digits = Math.min(12, exact ? decimals : decimals + 1);
  // Without rounding, 2.3 would be 2.3000000000000003, and ECharts drops reference lines on such an axis.
  const round = (value: number) => Number(value.toFixed(digits));
  return { min: round(min), max: round(max), step: round(step), digits };
}

/** Powers of ten around the positive values, and the number of powers from one label to the next. */
export function logScale(values: readonly number[]): {
  readonly min: number;
  readonly max: number;
  readonly every: number;
} {
  const exponents = values.filter((value) => Number.isFinite(value) && value > 0).map(Math.log10);
  const low = Math.floor(exponents.reduce((a, b) => Math.min(a, b), Infinity) + 1e-9);
  const high = Math.ceil(exponents.reduce((a, b) => Math.max(a, b), -Infinity) - 1e-9);
  if (!(high >= low)) return { min: 0.1, max: 1, every: 1 };
  const top = Math.max(high, low + 1);
  return { min: 10 ** low, max: 10 ** top, every: Math.ceil((top - low) / 5) };
}

/** At most about `count` whole-number ticks from `first` to `last`, both ends included, evenly stepped between. */
export function epochTicks(last: number, count: number, first = 1): number[] {
  if (last <= first) return [last];
  const step = Math.max(1, Math.round(roundStep(last / count)));
  const ticks = [first];
  for (let tick = step === 1 ? first + 1 : step; tick <= last; tick += step) ticks.push(tick);
  // The last epoch is always labelled; a tick too near to it would run into its label.
  if (last - ticks.at(-1)! < step / 2 && ticks.length > 1) ticks.pop();
  if (ticks.at(-1) !== last) ticks.push(last);
  return ticks;
}
