/** An ablation as a table, a line for each row, and what was found, in sentences. */
import { type AblationResult, type AblationRow, type AblationRowKind, finalAccuracy } from '@inkgrad/experiments';
import { plural } from '@inkgrad/tensor/text';
import { formatMetric } from '../terminal/format.ts';
import type { Colors, Look } from '../terminal/output.ts';
import { renderTable, type TableColumn, type TableRow } from '../terminal/table.ts';

const absent = '–';

const columns: readonly TableColumn[] = [
  { title: 'change', align: 'left' },
  { title: 'mean', group: 'val_accuracy' },
  { title: '95 % interval', group: 'val_accuracy', spare: 1 },
  { title: 'n', group: 'val_accuracy', spare: 2 },
  { title: 'rescued', align: 'left' },
];

/** Above the first row of its kind. */
const headings: Readonly<Partial<Record<AblationRowKind, string>>> = {
  pair: 'Pairs',
  part: 'The change that rescues, in fewer layers',
  target: 'Target',
};

const indented: readonly AblationRowKind[] = ['pair', 'part', 'target'];

function cellsOf(row: AblationRow, colors: Colors): string[] {
  const accuracy = finalAccuracy(row);
  const { kind, rescued, runs } = row;
  const paint = { yes: colors.green, partly: colors.yellow, no: colors.dim }[rescued];
  const low = accuracy?.low ?? null;
  const interval = low === null ? absent : `${formatMetric(low)} – ${formatMetric(accuracy!.high!)}`;
  const done = runs.filter(({ failure }) => failure === undefined).length;
  return [
    indented.includes(kind) ? `  ${row.title}` : row.title,
    accuracy === undefined ? absent : formatMetric(accuracy.mean),
    interval,
    done === runs.length ? String(done) : `${done}/${runs.length}`,
    kind === 'base' || kind === 'target' ? '' : paint(rescued),
  ];
}

export function renderAblation(result: AblationResult, look: Look): string[] {
  const { base, target, threshold, seeds, rows, notes, finding } = result;
  const { colors } = look;
  const lines = rows.flatMap((row, index): TableRow[] => {
    const heading = rows[index - 1]?.kind === row.kind ? undefined : headings[row.kind];
    return [...(heading === undefined ? [] : [{ heading }]), cellsOf(row, colors)];
  });
  const size = plural(seeds.length, 'seed');
  const heading = `${colors.bold(base.name)} toward ${target.name}  ${size}, rescued from ${threshold} up`;
  const table = renderTable(columns, lines, look);
  return [heading, ...table, '', ...notes.map((note) => colors.dim(note)), ...finding.sentences];
}
