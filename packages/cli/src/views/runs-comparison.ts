/** A comparison of runs as lines of the terminal: tables, and curves as rows of blocks on one scale. */
import type { ComparisonResult } from '@inkgrad/experiments';
import {
  type ComparisonTable,
  comparisonCurves,
  comparisonTables,
  formatQuantity,
  runHeading,
  runLetter,
} from '../comparison/tables.ts';
import type { Colors, Look } from '../terminal/output.ts';
import { commonScale, sparkline } from '../terminal/sparkline.ts';
import { renderTable, type TableColumn } from '../terminal/table.ts';
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

/** @param isText whether cells are no figures, and may be cut */
function columnsOf({ columns, hasDifference }: ComparisonTable, isText: boolean): TableColumn[] {
  return columns.map((title, at) => ({
    title,
    align: at === 0 ? 'left' : 'right',
    ...(isText && at > 0 ? { least: narrowestValue } : {}),
    ...(hasDifference && at === columns.length - 1 ? { spare: 1 } : {}),
  }));
}

/** No narrower are the values of settings cut. */
const narrowestValue = 10;

export function renderRunsComparison(result: ComparisonResult, look: Look, columns: number): string[] {
  const { colors } = look;
  const [settings, metrics, ...others] = comparisonTables(result).map((each, at) => {
    const { title, rows, notes } = each;
    const lines = rows.length === 0 ? [] : renderTable(columnsOf(each, at === 0), rows, look);
    const paint = at === 0 && !result.sameData ? colors.yellow : colors.dim;
    return ['', colors.bold(title), ...lines, ...notes.map(paint)];
  });
  return [
    ...result.runs.map((run, at) => truncate(`${runLetter(at)}  ${runHeading(run)}`, look.width)),
    ...settings!,
    ...metrics!,
    '',
    colors.bold('Curves, each quantity on one scale'),
    ...curveLines(result, colors, columns),
    ...others.flat(),
  ];
}
