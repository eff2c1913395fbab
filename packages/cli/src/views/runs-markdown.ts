/** A comparison of runs as Markdown: tables, and curves as rows of blocks. */
import type { ComparisonResult } from '@inkgrad/experiments';
import { comparisonCurves, comparisonTables, runHeading, runLetter } from '../comparison/tables.ts';
import { commonScale, sparkline } from '../terminal/sparkline.ts';
import { pad } from '../terminal/text.ts';

const curveWidth = 60;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const rule = columns.map((_, at) => (at === 0 ? ':--' : '--:'));
  return [row(columns), `| ${rule.join(' | ')} |`, ...rows.map(row), ''];
}

function curves(result: ComparisonResult): string[] {
  const lines = comparisonCurves(result).flatMap(({ name, lines: own }) => {
    const scale = commonScale(own.map(({ values }) => values));
    if (scale === undefined) return [];
    return own.map(({ run, values }) => `${pad(name, 24)} ${run} ${sparkline(values, scale, curveWidth)}`);
  });
  return [
    '## Curves',
    '',
    'Each quantity on one scale, from its least value to its largest.',
    '',
    '```',
    ...lines,
    '```',
    '',
  ];
}

export function runsMarkdown(result: ComparisonResult): string {
  const [settings, metrics, ...others] = comparisonTables(result).map(({ title, columns, rows, notes }) => {
    const table = rows.length === 0 ? [] : markdownTable(columns, rows);
    return [`## ${title}`, '', ...table, ...(notes.length === 0 ? [] : [notes.join(' '), ''])];
  });
  return [
    `# ${result.runs.map(({ name }) => name).join(' and ')}`,
    '',
    ...result.runs.map((run, at) => `- **${runLetter(at)}** ${runHeading(run)}`),
    '',
    ...settings!,
    ...metrics!,
    ...curves(result),
    ...others.flat(),
  ]
    .join('\n')
    .trimEnd();
}
