/** A sweep as a table: a line for each combination of settings, the best first. */
import {
  axisNames,
  bestSentence,
  formatValue,
  meanTrainingSeconds,
  partText,
  type Summary,
  type SweepCell,
  type SweepResult,
  shownNames,
  testOfFirst,
} from '@inkgrad/experiments';
import { plural } from '@inkgrad/tensor/text';
import { formatCounted, formatDuration, formatMetric, formatSpread } from '../terminal/format.ts';
import { kerasName } from '../terminal/keras-name.ts';
import type { Look } from '../terminal/output.ts';
import { renderTable, type TableColumn } from '../terminal/table.ts';

const absent = '–';
/** @param isWhole every cell has a result of each seed, as the heading says */
const statisticsOf = (isWhole: boolean): readonly TableColumn[] => [
  { title: 'mean' },
  { title: 'sd', spare: 1 },
  { title: '95 % interval', spare: 2 },
  isWhole ? { title: 'n', spare: 3 } : { title: 'n' },
];

function statistics(summary: Summary | undefined, seeds: number): string[] {
  if (summary === undefined) return [absent, absent, absent, `0/${seeds}`];
  const { mean, sd, low, high, n } = summary;
  const interval = low === null || high === null ? absent : `${formatMetric(low)} – ${formatMetric(high)}`;
  return [
    formatMetric(mean),
    sd === null ? absent : formatSpread(sd),
    interval,
    n === seeds ? `${n}` : `${n}/${seeds}`,
  ];
}

function secondsOf(cell: SweepCell): string {
  const seconds = meanTrainingSeconds(cell);
  return seconds === undefined ? absent : formatDuration(seconds);
}

/** How cells were chosen, and what is to be said of the best: notes under the table. */
function notesOf({ cells, validation, drawn, rungs, seeds }: SweepResult): string[] {
  const best = bestSentence({ cells, seeds });
  const test = testOfFirst(cells);
  return [
    ...(best === undefined ? [] : [best]),
    ...(drawn === undefined ? [] : [`${drawn.count} combinations, drawn with seed ${drawn.seed}.`]),
    ...(rungs === undefined
      ? []
      : [
          `Left behind early: ${rungs.map((rung) => `${rung.cells} trained ${plural(rung.epochs, 'epoch')}`).join(', ')}.`,
        ]),
    `Put in order on ${partText(validation)}, held out.`,
    ...(test === undefined ? [] : [`Test ${test.name} of the first, which chose nothing: ${formatMetric(test.mean)}.`]),
  ];
}

export function renderSweep(result: SweepResult, look: Look): string[] {
  const { colors } = look;
  const { axes, seeds, sortBy, cells, experiment, rungs } = result;
  const sorted = kerasName(sortBy);
  const other = shownNames(experiment)
    .reverse()
    .filter((name) => name !== sortBy);
  const isWhole = cells.every((cell) => cell.summaries[sortBy]?.n === seeds.length);
  const columns: TableColumn[] = [
    ...axisNames(axes).map((title) => ({ title, align: 'left' as const })),
    ...(rungs === undefined ? [] : [{ title: 'epochs' }]),
    ...statisticsOf(isWhole).map((column) => ({ ...column, group: sorted })),
    ...other.map((name, at) => ({ title: kerasName(name), spare: 5 + at })),
    { title: 'training time', spare: 4 },
  ];
  const rows = cells.map((cell) => {
    const mean = (name: string) => cell.summaries[name]?.mean;
    return [
      ...cell.settings.map(({ value }) => formatValue(value)),
      ...(rungs === undefined ? [] : [String(cell.epochs)]),
      ...statistics(cell.summaries[sortBy], seeds.length),
      ...other.map((name) => (mean(name) === undefined ? absent : formatMetric(mean(name)!))),
      secondsOf(cell),
    ];
  });
  const { epochs } = experiment;
  const runs = `${cells.length} × ${plural(seeds.length, 'seed')}`;
  const heading = `${colors.bold(experiment.name)}  ${runs}, after ${formatCounted(epochs, 'epoch')}`;
  return [heading, ...renderTable(columns, rows, look), '', ...notesOf(result).map((note) => colors.dim(note))];
}
