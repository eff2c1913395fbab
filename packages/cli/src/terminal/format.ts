/**
 * Numbers as people read them in a terminal: durations, metrics, counts. Not for files: those hold full precision.
 */
import { plural } from '@inkgrad/tensor/text';

/** "0.42s", "4.2s", "42s", "1m 05s", "1h 02m". */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${seconds.toFixed(2)}s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${twoDigits(Math.floor((whole % 3600) / 60))}m`;
}

/** A short time with its unit: "3.1µs", "190µs", "1.9ms", "2.0s". */
export function formatMicroseconds(microseconds: number): string {
  const scaled = (value: number, unit: string) => `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${unit}`;
  if (microseconds < 999.5) return scaled(microseconds, 'µs');
  if (microseconds < 999_500) return scaled(microseconds / 1e3, 'ms');
  return scaled(microseconds / 1e6, 's');
}

/** A loss or an accuracy as Keras prints it: four decimals, an exponent below 0.001. */
export function formatMetric(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if ((magnitude !== 0 && magnitude < 1e-3) || magnitude >= 1e6) return value.toExponential(4);
  return value.toFixed(4);
}

/** "97.31 %" of a probability; a number that is none, as old records hold, stays one. */
export function formatShare(probability: number): string {
  return probability >= 0 && probability <= 1 + 1e-6
    ? `${(probability * 100).toFixed(2)} %`
    : formatMetric(probability);
}

/** A standard deviation beside a loss or an accuracy: four decimals as well, an exponent where they would be zeros. */
export function formatSpread(value: number): string {
  return value !== 0 && value < 5e-5 ? value.toExponential(1) : value.toFixed(4);
}

/** "+0.0013" or "−0.0013": a difference with its sign. */
export function formatDifference(value: number, decimals = 4): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return `±${text}`;
  return (value < 0 ? '−' : '+') + text;
}

/** 60000 → "60,000". */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** "1 epoch", "60,000 steps". */
export function formatCounted(value: number, one: string, many?: string): string {
  return plural(value, one, many, formatCount(value));
}

/** 47040016 → "47.0 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 999_950_000) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Three significant digits with a unit: "3.42 µs", "1.20 ms", "0.412 s". */
export function formatTime(seconds: number): string {
  const [value, unit] = seconds < 1e-3 ? [seconds * 1e6, 'µs'] : seconds < 0.1 ? [seconds * 1e3, 'ms'] : [seconds, 's'];
  return `${value >= 1000 ? formatCount(Math.round(value)) : value.toPrecision(3)} ${unit}`;
}
