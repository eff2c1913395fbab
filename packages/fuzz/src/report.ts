/** What a campaign tells people: a line as it goes on, and a summary. */
import { plural } from '@inkgrad/tensor/text';
import type { Summary } from './run/campaign.ts';

const count = (value: number): string => value.toLocaleString('en-US');

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function refusals(refused: Summary['refused']): string {
  const total = [...refused.values()].reduce((sum, each) => sum + each, 0);
  const kinds = [...refused].sort((a, b) => b[1] - a[1]).map(([name, each]) => `${name} ${count(each)}`);
  return kinds.length === 0 ? count(total) : `${count(total)}: ${kinds.join(', ')}`;
}

export function progressLine({ target, inputs, milliseconds, faults }: Summary): string {
  const found = plural(faults.length, 'kind of fault', 'kinds of fault');
  return `${target}: ${count(inputs)} inputs in ${duration(milliseconds)}, ${found}`;
}

export function summaryLines({ target, seed, inputs, milliseconds, ...counted }: Summary): string[] {
  const { accepted, refused, faults, slowest } = counted;
  return [
    `${target}: ${count(inputs)} inputs in ${duration(milliseconds)}, seed ${seed}`,
    `  accepted ${count(accepted)}`,
    `  refused  ${refusals(refused)}`,
    `  slowest  ${slowest === undefined ? 'none' : `${slowest.milliseconds.toFixed(1)} ms, input ${slowest.index}`}`,
    `  faults   ${count(faults.reduce((sum, each) => sum + each.count, 0))}`,
    ...faults.flatMap(({ reason, path, count: times }) => [
      `    ${count(times)} × ${reason}`,
      `      pnpm fuzz --repeat ${path}`,
    ]),
  ];
}
