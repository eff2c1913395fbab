/** A cross-validation as a table: a line for each fold, mean and spread, and the final model below. */
import type { CrossValidationResult } from '@inkgrad/mnist';
import { formatCount, formatDuration, formatMetric, formatSpread } from '../terminal/format.ts';
import { kerasName } from '../terminal/keras-name.ts';
import type { Colors } from '../terminal/output.ts';
import { renderTable, type TableColumn } from '../terminal/table.ts';

const names = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const;

function renderFinal(final: CrossValidationResult['final'], colors: Colors): string {
  if (final === null) return colors.red('The final model has no result.');
  const { evaluation, seconds } = final.result;
  const accuracy = colors.bold(formatMetric(evaluation.accuracy));
  const figures = `test accuracy ${accuracy}, test loss ${formatMetric(evaluation.loss)}`;
  return `Trained on all training images: ${figures} on ${formatCount(evaluation.count)} images, in ${formatDuration(seconds)}.`;
}

export function renderCrossValidation(result: CrossValidationResult, colors: Colors): string[] {
  const { experiment, folds, runs, summaries, final } = result;
  const columns: TableColumn[] = [
    { title: 'fold', align: 'left' },
    ...names.map((name) => ({ title: kerasName(name) })),
    { title: 'time' },
  ];
  const rows = runs.map(({ fold, result: { history, seconds } }) => [
    String(fold),
    ...names.map((name) => formatMetric(history[name]?.at(-1) ?? Number.NaN)),
    formatDuration(seconds),
  ]);
  const total = runs.reduce((sum, { result: { seconds } }) => sum + seconds, 0);
  const means = names.map((name) => summaries[name]?.mean ?? Number.NaN).map(formatMetric);
  const mean = ['mean', ...means, formatDuration(total / runs.length)];
  const spread = names.map((name) => summaries[name]?.sd ?? null).map((sd) => (sd === null ? '–' : formatSpread(sd)));
  const { epochs } = experiment;
  const size = `${folds} folds, after ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
  const heading = `${colors.bold(experiment.name)}  ${size}`;
  const lines = renderTable(columns, [...rows, mean.map(colors.bold), ['sd', ...spread, '']], colors);
  return [heading, ...lines, '', renderFinal(final, colors)];
}
