/** A cross-validation as a table: a line for each fold, mean and spread, and the final model below. */
import { type CrossValidationResult, sampleNounOf, shownNames, trainingSeconds } from '@inkgrad/experiments';
import { plural } from '@inkgrad/tensor/text';
import { formatCounted, formatDuration, formatMetric, formatSpread } from '../terminal/format.ts';
import { kerasName } from '../terminal/keras-name.ts';
import type { Colors, Look } from '../terminal/output.ts';
import { renderTable, type TableColumn } from '../terminal/table.ts';
import { evaluationText } from './evaluation-text.ts';

function renderFinal(final: CrossValidationResult['final'], colors: Colors): string {
  if (final === null) return colors.red('The final model has no result.');
  const { evaluation } = final.result;
  const noun = sampleNounOf(final.result);
  const tested = formatCounted(evaluation.count, noun.slice(0, -1));
  return `Trained on all training ${noun}: ${evaluationText(evaluation, colors)} on ${tested}, in ${formatDuration(trainingSeconds(final.result))}.`;
}

export function renderCrossValidation(result: CrossValidationResult, look: Look): string[] {
  const { colors } = look;
  const { experiment, folds, runs, summaries, final } = result;
  const names = shownNames(experiment);
  const columns: TableColumn[] = [
    { title: 'fold', align: 'left' },
    ...names.map((name) => ({ title: kerasName(name), ...(name.startsWith('validation') ? {} : { spare: 2 }) })),
    { title: 'training time', spare: 1 },
  ];
  const rows = runs.map(({ fold, result }) => [
    String(fold),
    ...names.map((name) => formatMetric(result.history[name]?.at(-1) ?? Number.NaN)),
    formatDuration(trainingSeconds(result)),
  ]);
  const total = runs.reduce((sum, { result }) => sum + trainingSeconds(result), 0);
  const means = names.map((name) => summaries[name]?.mean ?? Number.NaN).map(formatMetric);
  const mean = ['mean', ...means, formatDuration(total / runs.length)];
  const spread = names.map((name) => summaries[name]?.sd ?? null).map((sd) => (sd === null ? '–' : formatSpread(sd)));
  const { epochs } = experiment;
  const size = `${plural(folds, 'fold')}, after ${formatCounted(epochs, 'epoch')}`;
  const heading = `${colors.bold(experiment.name)}  ${size}`;
  const lines = renderTable(columns, [...rows, mean.map(colors.bold), ['sd', ...spread, '']], look);
  return [heading, ...lines, '', renderFinal(final, colors)];
}
