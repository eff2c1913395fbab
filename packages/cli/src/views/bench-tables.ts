/** The tables of a bench report: plain cells under titles, for the terminal and for Markdown alike. */

import { plural } from '@inkgrad/tensor/text';
import { type CrossoverReport, type CrossoverStep, crossoverPlace } from '../bench/crossover-report.ts';
import type { BenchReport } from '../bench/report.ts';
import { formatTime } from '../terminal/format.ts';
import type { Look } from '../terminal/output.ts';
import { renderTable, type TableColumn } from '../terminal/table.ts';

export interface BenchTable {
  /** By which documents name it. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

const left = (title: string): TableColumn => ({ title, align: 'left' });
const right = (title: string, spare?: number): TableColumn => (spare === undefined ? { title } : { title, spare });

const percent = (fraction: number): string => `${(100 * fraction).toFixed(0)} %`;
/** Half the width that half of the samples lie in, relative to the median. */
const spread = ({ median, spread: deviation }: { median: number; spread: number }): string =>
  `±${((100 * deviation) / median).toFixed(1)} %`;
const times = (factor: number | null): string =>
  factor === null ? '–' : factor >= 100 ? `${factor.toFixed(0)}×` : `${factor.toPrecision(3)}×`;

function machineTable({ environment, backendDescription, loadAverage, peaks }: BenchReport): BenchTable {
  const rows = [
    ['machine', `${environment.cpu}, ${plural(environment.cores, 'core')}, ${environment.system}`],
    ['Node', `${environment.node} (V8 ${environment.v8})`],
    ['inkgrad', `${environment.inkgrad}, ${backendDescription}`],
    ...peaks.map(({ threads, gigaflops, fused, gigabytes }) => [
      `peak, ${plural(threads, 'thread')}`,
      `${gigaflops.toFixed(1)} GF/s of 128-bit arithmetic${fused ? ' (fused multiply-add)' : ''}, ` +
        `${gigabytes.toFixed(0)} GB/s of copying in cache`,
    ]),
    ['load average', `${loadAverage.before} before, ${loadAverage.after} after`],
    ['begun', environment.startedAt],
  ];
  return { name: 'machine', title: 'Measured on', columns: [left(''), { ...left(''), least: 60 }], rows, notes: [] };
}

function kernelTable(kernels: NonNullable<BenchReport['kernels']>): BenchTable {
  const columns = [
    left('kernel'),
    right('threads'),
    right('median'),
    right('spread', 4),
    right('GF/s', 2),
    right('of peak', 1),
    right('GB/s', 3),
    right('error', 5),
  ];
  const rows = kernels.map((result) => [
    result.kernel,
    String(result.threads),
    formatTime(result.seconds.median),
    spread(result.seconds),
    result.gigaflops.toFixed(1),
    percent(result.shareOfPeak),
    result.gigabytes.toFixed(1),
    result.error === 0 ? '0' : result.error.toExponential(0),
  ]);
  const notes = ['error: largest difference from the reference backend, relative to the largest value, before timing'];
  return { name: 'kernels', title: 'Kernels', columns, rows, notes };
}

function stepTable(steps: NonNullable<BenchReport['steps']>): BenchTable {
  const columns = [
    left('model'),
    right('threads'),
    right('step'),
    right('spread', 3),
    right('Mflop', 4),
    right('GF/s', 2),
    right('of peak', 1),
  ];
  const rows = steps.map(({ model, threads, seconds, flops, gigaflops, shareOfPeak }) => [
    model,
    String(threads),
    formatTime(seconds.median),
    spread(seconds),
    (flops / 1e6).toPrecision(4),
    gigaflops.toFixed(1),
    percent(shareOfPeak),
  ]);
  const notes = ['sparse products count the entries that are there, not the zeros they stand for'];
  return { name: 'step', title: 'Training steps', columns, rows, notes };
}

function epochTable(epochs: NonNullable<BenchReport['epochs']>): BenchTable {
  const columns = [
    left('experiment'),
    right('threads'),
    right('epoch'),
    right('spread', 2),
    right('fastest', 3),
    right('speed-up', 1),
  ];
  const rows = epochs.map(({ experiment, threads, seconds, speedup }) => [
    experiment,
    String(threads),
    formatTime(seconds.median),
    spread(seconds),
    formatTime(seconds.minimum),
    times(speedup),
  ]);
  const rounds = `${plural(epochs[0]?.seconds.count ?? 0, 'interleaved round')} of ${plural(epochs[0]?.epochsPerRound ?? 0, 'epoch')}, validation included`;
  return { name: 'epoch', title: 'Epochs', columns, rows, notes: [rounds] };
}

function peerTables({ summary, rounds, absent }: NonNullable<BenchReport['peers']>): BenchTable[] {
  const names = [...new Set(summary.map(({ experiment }) => experiment))];
  const most = Math.max(...summary.filter(({ isOwn }) => isOwn).map(({ threads }) => threads));
  return names.map((name) => {
    const lines = summary.filter(({ experiment }) => experiment === name);
    const order = ({ seconds }: (typeof lines)[number]): number => seconds?.median ?? Number.POSITIVE_INFINITY;
    type Line = (typeof lines)[number];
    // Without a run of our own there is nothing to compare with.
    const ratios = [
      {
        title: `× inkgrad, ${plural(most, 'thread')}`,
        of: ({ slowerThanOwn }: Line) => slowerThanOwn,
      },
      { title: '× inkgrad, 1 thread', of: ({ slowerThanOwnOneThread }: Line) => slowerThanOwnOneThread },
    ].filter(({ of }) => lines.some((line) => of(line) !== null));
    return {
      name: `peers-${name}`,
      title: `${name}: seconds per epoch, validation included`,
      columns: [
        left('trained by'),
        { ...left('version'), spare: 6 },
        right('epochs', 5),
        right('median'),
        right('fastest', 3),
        right('slowest', 4),
        ...ratios.map(({ title }) => right(title)),
        right('val_accuracy', 1),
        right('val_loss', 2),
      ],
      rows: lines
        .toSorted((a, b) => order(a) - order(b))
        .map((line) => [
          line.title,
          line.version,
          String(line.epochs),
          ...(line.seconds === null
            ? ['does not count', '–', '–']
            : [line.seconds.median, line.seconds.minimum, line.seconds.maximum].map(formatTime)),
          ...ratios.map(({ of }) => times(of(line))),
          line.validationAccuracy?.toFixed(4) ?? '–',
          line.validationLoss?.toFixed(4) ?? '–',
        ]),
      notes: [
        `${plural(rounds, 'interleaved round')}; a run’s time is the mean over its epochs`,
        ...lines.filter(({ notes }) => notes.length > 0).map(({ title, notes }) => `${title}: ${notes.join('; ')}`),
        ...lines.flatMap(({ title, problems }) => problems.map((problem) => `${title}, ${problem}`)),
        ...absent.map(({ title, reason }) => `${title} did not run: ${reason}`),
      ],
    };
  });
}

function crossoverTable(report: CrossoverReport): BenchTable {
  const { lines, widths, model, batchSize, limitSeconds, absent } = report;
  const skipped = `>${formatTime(limitSeconds)}`;
  const cellOf = ({ seconds, obstacle }: CrossoverStep): string =>
    seconds !== null ? formatTime(seconds.median) : obstacle!.kind === 'limit' ? skipped : 'cannot';
  const obstacles = lines.flatMap(({ title, steps }) => {
    const step = steps.find(({ obstacle }) => obstacle?.kind === 'backend');
    return step === undefined ? [] : [`${title} cannot from width ${step.width} on: ${step.obstacle!.reason}`];
  });
  const isCut = lines.some(({ steps }) => steps.some(({ obstacle }) => obstacle?.kind === 'limit'));
  return {
    name: crossoverPlace(report),
    title: `One training step of ${model}, batch ${batchSize}, by the width W`,
    columns: [left('backend'), ...widths.map((width) => right(String(width)))],
    rows: lines.map(({ title, steps }) => [title, ...steps.map(cellOf)]),
    notes: [
      `medians of ${plural(lines[0]!.steps[0]!.seconds?.count ?? 0, 'run')}; the first steps had the losses of wasm`,
      ...(isCut ? [`${skipped}: not measured, as a step was expected to take longer than that`] : []),
      ...obstacles,
      ...lines
        .filter(({ backend }) => backend.startsWith('gpu'))
        .map(({ title, description }) => `${title}: ${description}`),
      ...absent.map(({ name, reason }) => `${name} is not here: ${reason}`),
    ],
  };
}

export function benchTables(report: BenchReport): BenchTable[] {
  return [
    machineTable(report),
    ...(report.kernels ? [kernelTable(report.kernels)] : []),
    ...(report.steps ? [stepTable(report.steps)] : []),
    ...(report.epochs ? [epochTable(report.epochs)] : []),
    ...(report.peers ? peerTables(report.peers) : []),
    ...(report.crossover ? [crossoverTable(report.crossover)] : []),
  ];
}

export function renderBenchTable({ title, columns, rows, notes }: BenchTable, look: Look): string[] {
  const { colors } = look;
  return ['', colors.bold(title), ...renderTable(columns, rows, look), ...notes.map((note) => colors.dim(note))];
}

/** Cells hold no line feeds; a bar would end a cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The table as Markdown, laid out as the formatter of this repository does it, its notes as a list below. */
export function markdownTable({ columns, rows, notes }: BenchTable): string {
  const texts = [columns.map(({ title }) => title), ...rows].map((cells) => cells.map(cell));
  const widths = columns.map((_, at) => Math.max(3, ...texts.map((cells) => [...cells[at]!].length)));
  const isLeft = columns.map(({ align }) => align === 'left');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const padded = texts.map((cells) =>
    cells.map((text, at) => {
      const space = ' '.repeat(widths[at]! - [...text].length);
      return isLeft[at] ? text + space : space + text;
    }),
  );
  const rule = widths.map((width, at) => (isLeft[at] ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const table = [line(padded[0]!), line(rule), ...padded.slice(1).map(line)];
  return [...table, ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : [])].join('\n');
}
