/** An ablation as a table, a line for each row, and what was found, in sentences. */
import { type AblationResult, type AblationRow, type AblationRowKind, finalAccuracy } from '@inkgrad/mnist';
import { formatMetric } from '../terminal/format.ts';
import type { Colors } from '../terminal/output.ts';
import { renderTable, type TableColumn } from '../terminal/table.ts';

const absent = '–';

const columns: readonly TableColumn[] = [
  { title: 'change', align: 'left' },
  { title: 'mean', group: 'val_accuracy' },
  { title: '95 % interval', group: 'val_accuracy' },
  { title: 'n', group: 'val_accuracy' },
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

export function renderAblation(result: AblationResult, colors: Colors): string[] {
  const { base, target, threshold, seeds, rows, notes, finding } = result;
  const cells = rows.map((row) => cellsOf(row, colors));
  const [head, ...lines] = splitHead(renderTable(columns, cells, colors));
  const body = rows.flatMap(({ kind }, index) => {
    const heading = rows[index - 1]?.kind === kind ? undefined : headings[kind];
    return heading === undefined ? [lines[index]!] : [colors.dim(heading), lines[index]!];
  });
  const size = `${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}`;
  const heading = `${colors.bold(base.name)} toward ${target.name}  ${size}, rescued from ${threshold} up`;
  return [heading, ...head!, ...body, '', ...notes.map((note) => colors.dim(note)), ...finding.sentences];
}

/** The lines above the first row, then each row. */
function splitHead(lines: readonly string[]): [string[], ...string[]] {
  const titles = lines.findIndex((line) => line.includes('─')) + 1;
  return [lines.slice(0, titles), ...lines.slice(titles)];
}
