/** A profile as a table: one line for each plan step, then the sums. */
import { plural } from '@inkgrad/tensor/text';
import type { ProfileReport } from '../measure/profile-experiment.ts';
import { formatCounted } from '../terminal/format.ts';
import type { Look } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';

const columns = [
  { title: '' },
  { title: 'step', align: 'left' },
  { title: '', align: 'left', least: 12 },
  { title: 'µs' },
  { title: 'share' },
  { title: 'kflop', spare: 5 },
  { title: 'KiB', spare: 4 },
  { title: 'GF/s', spare: 2 },
  { title: 'GB/s', spare: 3 },
  { title: 'roofline', spare: 1 },
] as const;

const longest = 48;
const shorten = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
const fixed = (value: number | null, digits: number): string => (value === null ? '–' : value.toFixed(digits));
const percent = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(0)} %`);

export function renderProfile(report: ProfileReport, look: Look): string[] {
  const { colors } = look;
  const { profile, peak, unbrokenSeconds } = report;
  const rows = profile.steps.map((step) => [
    String(step.index),
    step.kind,
    shorten(step.label),
    fixed(step.seconds * 1e6, 2),
    percent(step.share),
    fixed(step.flops / 1e3, 1),
    fixed(step.bytes / 1024, 1),
    fixed(step.gigaflops, 1),
    fixed(step.gigabytes, 1),
    percent(step.roofline),
  ]);
  const arithmetic = `128-bit arithmetic${peak.fused ? ' (fused multiply-add)' : ''}`;
  const machine =
    `measured here: ${peak.gigaflops.toFixed(1)} GF/s of ${arithmetic} and ${peak.gigabytes.toFixed(1)} GB/s of ` +
    `copying in cache on ${plural(peak.threads, 'thread')}; ` +
    `load ${report.loadAverage.before} to ${report.loadAverage.after}`;
  return [
    colors.bold(`${report.experiment}: a training step of ${report.batchSize}, ${report.backendDescription}`),
    colors.dim(`median of ${formatCounted(report.runs, 'step')} timed one plan step at a time`),
    '',
    ...renderTable(columns, rows, look),
    '',
    `sum ${(profile.seconds * 1e6).toFixed(1)} µs, ${(profile.flops / 1e6).toFixed(3)} Mflop, ` +
      `${profile.gigaflops.toFixed(1)} GF/s; unbroken ${(unbrokenSeconds * 1e6).toFixed(1)} µs a step`,
    colors.dim(machine),
  ];
}
