/** What a trained experiment achieved, as text: the last epoch, the notebook's example, how it stands to the published. */
import { type PublishedCheck, type PublishedComparison, type RunResult, trainingSeconds } from '@inkgrad/experiments';
import type { Interruption, RecordedRun } from '@inkgrad/experiments/node';
import { formatCounted, formatDuration, formatMetric, formatShare } from '../terminal/format.ts';
import type { Colors, Look } from '../terminal/output.ts';
import { renderTable } from '../terminal/table.ts';
import { evaluationText } from './evaluation-text.ts';

function trainedFor({ epochs }: RunResult, interrupted: Interruption | undefined): string {
  const isPartial = interrupted !== undefined && interrupted.step < interrupted.steps;
  const whole = epochs.length - (isPartial ? 1 : 0);
  const text = formatCounted(whole, 'epoch');
  return isPartial ? `${text} and ${formatCounted(interrupted.step, 'step')}` : text;
}

export function renderOutcome({ result, interrupted }: RecordedRun, colors: Colors): string[] {
  const lines = [
    `${colors.bold(result.experiment)}  ${evaluationText(result.evaluation, colors)} ` +
      `after ${trainedFor(result, interrupted)} in ${formatDuration(trainingSeconds(result))}`,
  ];
  const example = result.predictionOfTestSample1000;
  if (example !== null) {
    const { predicted, probabilities, scores } = example;
    const given =
      probabilities === null ? `output ${formatMetric(scores![predicted]!)}` : formatShare(probabilities[predicted]!);
    const verdict = predicted === example.label ? colors.green('✓') : colors.red('✗');
    lines.push(`    test image 1000, a ${example.label}: predicts ${predicted} with ${given} ${verdict}`);
  }
  return lines;
}

const checkNames: Record<PublishedCheck['name'], string> = {
  validationAccuracy: 'val_accuracy',
  validationLoss: 'val_loss',
  predictionOfTestSample1000: 'digit of test image 1000',
};

function band({ least, most }: PublishedCheck): string {
  if (least === null) return `at most ${most}`;
  if (most === null) return `at least ${least}`;
  return least === most ? `exactly ${least}` : `${least} to ${most}`;
}

/** Whether the run reproduces the published one, check by check. */
export function renderVerdict(comparison: PublishedComparison, look: Look): string[] {
  const { colors } = look;
  const { experiment, checks, reproduced, notJudgedBecause } = comparison;
  if (reproduced === null) return [colors.yellow(`${experiment} is not judged: ${notJudgedBecause}.`)];
  const rows = checks.map((check) => {
    const text = (value: number | null) =>
      value === null ? '–' : Number.isInteger(value) ? String(value) : formatMetric(value);
    const mark = check.passed ? colors.green('✓') : colors.red('✗');
    return [mark, checkNames[check.name], text(check.ours), text(check.published), band(check)];
  });
  const columns = [
    { title: '', align: 'left' },
    { title: 'after the last epoch', align: 'left' },
    { title: 'ours' },
    { title: 'publ.' },
    { title: 'must be', align: 'left', spare: 1 },
  ] as const;
  const verdict = reproduced
    ? colors.green(`${experiment} reproduces the published run.`)
    : colors.red(`${experiment} does not reproduce the published run.`);
  return [...renderTable(columns, rows, look), verdict];
}
