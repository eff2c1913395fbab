/** A sweep as a table: a line for each combination of settings, the best first. */
import { axisNames, formatValue, type Summary, type SweepCell, type SweepResult } from '@inkgrad/mnist';
import { formatDuration, formatMetric, formatSpread } from '../terminal/format.ts';
import { kerasName } from '../terminal/keras-name.ts';
import type { Colors } from '../terminal/output.ts';
import { renderTable, type TableColumn } from '../terminal/table.ts';

const absent = '–';

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

function secondsOf({ runs }: SweepCell): string {
  const trained = runs.filter(({ failure }) => failure === undefined);
  if (trained.length === 0) return absent;
  return formatDuration(trained.reduce((sum, { seconds }) => sum + seconds, 0) / trained.length);
}

export function renderSweep(result: SweepResult, colors: Colors): string[] {
  const { axes, seeds, sortBy, cells, experiment } = result;
  const sorted = kerasName(sortBy);
  const other = ['validationAccuracy', 'validationLoss', 'accuracy', 'loss'].filter((name) => name !== sortBy);
  const columns: TableColumn[] = [
    ...axisNames(axes).map((title) => ({ title, align: 'left' as const })),
    ...['mean', 'sd', '95 % interval', 'n'].map((title) => ({ title, group: sorted })),
    ...other.map((name) => ({ title: kerasName(name) })),
    { title: 'time' },
  ];
  const rows = cells.map((cell) => {
    const mean = (name: string) => cell.summaries[name]?.mean;
    return [
      ...cell.settings.map(({ value }) => formatValue(value)),
      ...statistics(cell.summaries[sortBy], seeds.length),
      ...other.map((name) => (mean(name) === undefined ? absent : formatMetric(mean(name)!))),
      secondsOf(cell),
    ];
  });
  const { epochs } = experiment;
  const runs = `${cells.length} × ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}`;
  const heading = `${colors.bold(experiment.name)}  ${runs}, after ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
  return [heading, ...renderTable(columns, rows, colors)];
}
