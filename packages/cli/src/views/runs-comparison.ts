/** A comparison of runs as lines of the terminal: tables, and curves as rows of blocks on one scale. */
import type { ComparisonResult } from '@inkgrad/mnist';
import { comparisonCurves, comparisonTables, formatQuantity, runHeading, runLetter } from '../comparison/tables.ts';
import type { Colors } from '../terminal/output.ts';
import { commonScale, sparkline } from '../terminal/sparkline.ts';
import { renderTable } from '../terminal/table.ts';
import { pad, truncate, visibleLength } from '../terminal/text.ts';

function curveLines(result: ComparisonResult, colors: Colors, columns: number): string[] {
  const curves = comparisonCurves(result);
  const nameWidth = Math.max(...curves.map(({ name }) => visibleLength(name)));
  return curves.flatMap(({ name, lines }) => {
    const scale = commonScale(lines.map(({ values }) => values));
    if (scale === undefined) return [];
    return lines.map(({ run, values }, at) => {
      const ends = `${formatQuantity(name, values[0]!)} … ${formatQuantity(name, values.at(-1)!)}`;
      const head = `${colors.dim(pad(at === 0 ? name : '', nameWidth))}  ${run}  `;
      const room = columns - visibleLength(head) - visibleLength(ends) - 2;
      return `${head}${sparkline(values, scale, room)}  ${colors.dim(ends)}`;
    });
  });
}

export function renderRunsComparison(result: ComparisonResult, colors: Colors, columns: number): string[] {
  // The paths of settings take about a third of the line.
  const widestValue = Math.max(8, Math.min(28, Math.floor((columns * 0.65) / result.runs.length) - 2));
  const [settings, metrics, ...others] = comparisonTables(result, widestValue).map(
    ({ title, columns: titles, rows, notes }) => {
      const [first, ...rest] = titles.map((each, at) => ({ title: each, align: at === 0 ? 'left' : 'right' }) as const);
      const table = rows.length === 0 ? [] : renderTable([first!, ...rest], rows, colors);
      return ['', colors.bold(title), ...table, ...notes.map(colors.dim)];
    },
  );
  return [
    ...result.runs.map((run, at) => truncate(`${runLetter(at)}  ${runHeading(run)}`, columns)),
    ...settings!,
    ...metrics!,
    '',
    colors.bold('Curves, each quantity on one scale'),
    ...curveLines(result, colors, columns),
    ...others.flat(),
  ];
}
