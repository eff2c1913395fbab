/** An ablation as a table, a line for each row, and what was found, in sentences. */
import { type AblationResult, type AblationRow, type AblationRowKind, plateauText } from '@inkgrad/experiments';
import { plural } from '@inkgrad/tensor/text';
import { formatMetric } from '../terminal/format.ts';
import type { Colors, Look } from '../terminal/output.ts';
import { renderTable, type TableColumn, type TableRow } from '../terminal/table.ts';

const absent = '–';

const columns: readonly TableColumn[] = [
  { title: 'change', align: 'left' },
  { title: 'ends at epoch', align: 'left', group: 'plateau' },
  { title: 'times', group: 'plateau', spare: 3 },
  { title: 'verdict', align: 'left', group: 'plateau' },
  { title: 'mean', group: 'val_accuracy' },
  { title: '95 % interval', group: 'val_accuracy', spare: 1 },
  { title: 'n', group: 'val_accuracy', spare: 2 },
  { title: 'reaches', align: 'left', group: 'val_accuracy' },
];

/** Above the first row of its kind. */
const headings: Readonly<Partial<Record<AblationRowKind, string>>> = {
  pair: 'Pairs',
  part: 'In fewer layers',
  target: 'Target',
};

const indented: readonly AblationRowKind[] = ['pair', 'part', 'target'];

const brief = (verdict: string): string => verdict.replace('too few', 'few');

function cellsOf(row: AblationRow, colors: Colors): string[] {
  const { kind, plateau, reaches, values, seeds, accuracyAtBaseEpochs: accuracy } = row;
  const good = (text: string, isGood: boolean): string => (isGood ? colors.green(text) : colors.dim(text));
  const low = accuracy?.low ?? null;
  const ratio = plateau.comparison?.ratio;
  return [
    indented.includes(kind) ? `  ${row.title}` : row.title,
    plateauText(row).replace(/^epoch /, ''),
    ratio === undefined ? absent : ratio.toPrecision(2),
    plateau.verdict === null ? '' : good(brief(plateau.verdict), plateau.verdict === 'none'),
    accuracy === null ? absent : formatMetric(accuracy.mean),
    low === null ? absent : `${formatMetric(low)} – ${formatMetric(accuracy!.high!)}`,
    values.length === seeds.length ? String(values.length) : `${values.length}/${seeds.length}`,
    good(brief(reaches.verdict), reaches.verdict === 'yes'),
  ];
}

export function renderAblation(result: AblationResult, look: Look): string[] {
  const { base, target, threshold, level, mostEpochs, seeds, rows, notes, finding } = result;
  const { colors } = look;
  const lines = rows.flatMap((row, index): TableRow[] => {
    const heading = rows[index - 1]?.kind === row.kind ? undefined : headings[row.kind];
    return [...(heading === undefined ? [] : [{ heading }]), cellsOf(row, colors)];
  });
  const epochs = plural(base.epochs, 'epoch');
  const head = [
    `${colors.bold(base.name)} toward ${target.name}  ${plural(seeds.length, 'seed')}`,
    colors.dim(
      `plateau: val_accuracy below ${level}, at most ${mostEpochs} epochs; reaches: ${threshold} after ${epochs}`,
    ),
  ];
  const table = renderTable(columns, lines, look);
  return [...head, ...table, '', ...notes.map((note) => colors.dim(note)), ...finding.sentences];
}
