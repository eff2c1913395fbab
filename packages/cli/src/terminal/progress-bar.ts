/**
 * The line of a training epoch in the look of Keras:
 * `938/938 ━━━━━━━━━━━━━━━━━━━━ 0.2s 190µs/step 3.0µs/sample - loss: 0.5567 - accuracy: 0.8311 - val_loss: …`
 * A pure function from numbers to one line that fits the width: labels are shortened first, then the bar shrinks,
 * then times go, then all metrics but those of the validation. What changes over time (redrawing, ETA) is training-progress.ts.
 */
import { bar } from './bar.ts';
import { formatDuration, formatMetric, formatMicroseconds } from './format.ts';
import { kerasName } from './keras-name.ts';
import type { Colors } from './output.ts';
import { truncate, visibleLength } from './text.ts';

/** Metrics in the order they are printed. Names are those of the history: loss, accuracy, validationLoss, … */
export type Metrics = readonly (readonly [name: string, value: number])[];

export interface EpochState {
  /** Steps done of `steps`. */
  readonly step: number;
  readonly steps: number;
  readonly metrics: Metrics;
  /** Estimated seconds left of an epoch under way. */
  readonly secondsLeft?: number;
  /** Of a finished epoch. */
  readonly seconds?: number;
  readonly microsecondsPerSample?: number;
}

interface Layout {
  readonly times: readonly string[];
  readonly metrics: string;
  readonly bar: boolean;
}

const widestBar = 24;
const narrowestBar = 8;

/** A finished epoch in full, for a log file: no bar, whatever the width, times below one another. */
export function plainEpochLine({ step, steps, metrics, seconds = 0, microsecondsPerSample = 0 }: EpochState): string {
  const times = [
    formatDuration(seconds).padStart(6),
    `${formatMicroseconds((seconds * 1e6) / Math.max(1, step)).padStart(5)}/step`,
    `${formatMicroseconds(microsecondsPerSample).padStart(5)}/sample`,
  ].join(' ');
  return `${step}/${steps} ${times}${longMetrics(metrics)}`;
}

function longMetrics(metrics: Metrics): string {
  return metrics.map(([name, value]) => ` - ${kerasName(name)}: ${formatMetric(value)}`).join('');
}

function shortMetrics(metrics: Metrics): string {
  return metrics
    .map(([name, value]) => ` ${kerasName(name).replace('accuracy', 'acc')} ${formatMetric(value)}`)
    .join('');
}

/** The line, at most `columns` wide. */
export function renderEpochLine(state: EpochState, columns: number, colors: Colors): string {
  const { step, steps, metrics, secondsLeft, seconds, microsecondsPerSample } = state;
  const count = `${String(step).padStart(String(steps).length)}/${steps}`;
  const time =
    seconds !== undefined
      ? formatDuration(seconds)
      : secondsLeft !== undefined
        ? `ETA ${formatDuration(secondsLeft)}`
        : '';
  const perStep = seconds === undefined ? '' : `${formatMicroseconds((seconds * 1e6) / Math.max(1, step))}/step`;
  const perSample = microsecondsPerSample === undefined ? '' : `${formatMicroseconds(microsecondsPerSample)}/sample`;
  const long = longMetrics(metrics);
  const short = shortMetrics(metrics);
  // What a model is judged by.
  const validation = shortMetrics(metrics.filter(([name]) => name.startsWith('validation')));

  // Of an epoch under way the bar says more than the times, of a finished one the times say more than a full bar.
  const narrow: readonly Layout[] = [
    { times: [time], metrics: short, bar: true },
    { times: [time, perSample], metrics: short, bar: false },
  ];
  const layouts: readonly Layout[] = [
    { times: [time, perStep, perSample], metrics: long, bar: true },
    { times: [time, perSample], metrics: long, bar: true },
    { times: [time, perSample], metrics: short, bar: true },
    ...(seconds === undefined ? narrow : narrow.toReversed()),
    { times: [time], metrics: short, bar: false },
    { times: [], metrics: short, bar: false },
    ...(validation === '' ? [] : [{ times: [time], metrics: validation, bar: false }]),
    ...(validation === '' ? [] : [{ times: [], metrics: validation, bar: false }]),
  ];
  for (const layout of layouts) {
    const times = layout.times
      .filter(Boolean)
      .map((text) => ` ${text}`)
      .join('');
    const rest = visibleLength(count + times + layout.metrics);
    const barWidth = Math.min(widestBar, columns - rest - 1);
    if (layout.bar ? barWidth < narrowestBar : rest > columns) continue;
    return count + (layout.bar ? ` ${bar(step / steps, barWidth, colors)}` : '') + times + layout.metrics;
  }
  return truncate(count + (validation === '' ? short : validation), columns);
}
