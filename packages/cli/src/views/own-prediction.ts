/** A prediction for data of one's own, as lines of the terminal and as `--json` prints it. */
import type { OwnPrediction } from '../own-prediction.ts';
import { formatMetric } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { renderProbabilities, renderScores } from '../terminal/probability-bars.ts';
import { renderTable } from '../terminal/table.ts';
import { visibleLength } from '../terminal/text.ts';

const widestBar = 40;
const narrowestBar = 10;
/** The percentage and the spaces around it. */
const besideBar = 14;

export function renderOwnPrediction({ title, data, answer }: OwnPrediction, out: Output): string[] {
  const { colors } = out;
  if (answer.kind === 'values') {
    const rows = data.values.map((name, at) => [
      name,
      formatMetric(answer.predicted[at]!),
      ...(answer.values === undefined ? [] : [formatMetric(answer.values[at]!)]),
    ]);
    const columns = [{ title: 'value', align: 'left' as const }, { title: 'predicted' }, { title: 'true' }];
    return [colors.dim(title), ...renderTable(columns.slice(0, rows[0]!.length), rows, out.look())];
  }
  const { classes } = data;
  const { label, predicted, probabilities, scores } = answer;
  const mark = label === predicted ? colors.green(' ✓') : colors.red(` ✗ (true: ${classes[label ?? 0]})`);
  const room = out.columns() - besideBar - Math.max(...classes.map(visibleLength));
  const width = Math.max(narrowestBar, Math.min(widestBar, room));
  return [
    colors.dim(title),
    `predicted: ${colors.bold(classes[predicted]!)}${label === undefined ? '' : mark}`,
    '',
    ...(probabilities === null
      ? [colors.dim('outputs; they are no probabilities'), ...renderScores(scores!, colors, classes)]
      : renderProbabilities(probabilities, width, colors, classes)),
  ];
}

/** Names are part of the command's interface: add, never rename. */
export function ownPredictionJson({ data, answer }: OwnPrediction): Record<string, unknown> {
  if (answer.kind === 'values') {
    const { predicted, values } = answer;
    return { values: data.values, predicted, true: values ?? null };
  }
  const { label, predicted, ...outputs } = answer;
  const { kind: _, ...given } = outputs;
  const name = label === undefined ? null : data.classes[label]!;
  return { classes: data.classes, label: name, predicted: data.classes[predicted]!, ...given };
}
