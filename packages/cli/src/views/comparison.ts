/**
 * Ours beside published, epoch by epoch: a table of the metrics that the notebook printed. Twenty epochs are condensed
 * to those where the curves still move, and the last; the report has them all.
 */
import { formatMetric } from '../terminal/format.ts';
import type { Look } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';

/** One epoch, ours or published. */
export interface EpochFigures {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy?: number | undefined;
  readonly validationLoss?: number | undefined;
  readonly validationAccuracy?: number | undefined;
}

const metrics = [
  ['loss', 'loss'],
  ['accuracy', 'accuracy'],
  ['validationLoss', 'val_loss'],
  ['validationAccuracy', 'val_accuracy'],
] as const;

/** 1, 2, 3, 5, 10, 15, 20, 30, 40, … and the last. */
export function condensedEpochs(count: number): number[] {
  const shown = [1, 2, 3, 5, 10, 15];
  for (let epoch = 20; epoch < count; epoch += 10) shown.push(epoch);
  return [...shown.filter((epoch) => epoch < count), count];
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : formatMetric(value);
}

/** The lines of the table; a dash where the notebook has no such epoch. */
export function renderComparison(
  ours: readonly EpochFigures[],
  published: readonly EpochFigures[],
  look: Look,
): string[] {
  const columns = [
    { title: 'epoch' },
    ...metrics.flatMap(([, group]) => [
      { title: 'ours', group },
      { title: 'publ.', group },
    ]),
  ];
  const rows = condensedEpochs(ours.length).map((epoch) => {
    const mine = ours[epoch - 1]!;
    const theirs = published.find((each) => each.epoch === epoch);
    const cells = metrics.flatMap(([name]) => [shown(mine[name]), look.colors.dim(shown(theirs?.[name]))]);
    return [String(epoch), ...cells];
  });
  return renderTable(columns, rows, look);
}
