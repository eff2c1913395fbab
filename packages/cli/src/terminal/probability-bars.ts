/**
 * What a model gives for each digit, one line per digit, the predicted one highlighted: probabilities with percentages and
 * horizontal bars, outputs that are none as numbers.
 */
import { predictedClasses } from '@inkgrad/nn';
import { formatMetric } from './format.ts';
import type { Colors } from './output.ts';
import { pad, visibleLength } from './text.ts';

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function horizontalBar(share: number, width: number): string {
  const units = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return '█'.repeat(Math.floor(units / 8)) + eighths[units % 8]!;
}

/** What stands before each line: digits, or the names of classes in a column. */
function labelsOf(count: number, names: readonly string[] | undefined): string[] {
  const all = Array.from({ length: count }, (_, label) => names?.[label] ?? String(label));
  const width = Math.max(...all.map(visibleLength));
  return all.map((name) => pad(name, width));
}

/**
 * @param width columns of a bar of probability 1
 * @param names of the classes; default: their numbers
 */
export function renderProbabilities(
  probabilities: readonly number[],
  width: number,
  colors: Colors,
  names?: readonly string[],
): string[] {
  const predicted = predictedClasses([probabilities])[0];
  const labels = labelsOf(probabilities.length, names);
  return probabilities.map((probability, digit) => {
    const text = `${labels[digit]}  ${(probability * 100).toFixed(2).padStart(6)} %  `;
    const bar = horizontalBar(probability, width);
    return (digit === predicted ? colors.bold(text) + colors.green(bar) : text + colors.dim(bar)).trimEnd();
  });
}

/** Outputs that are no probabilities have neither percentages nor bars. */
export function renderScores(scores: readonly number[], colors: Colors, names?: readonly string[]): string[] {
  const predicted = predictedClasses([scores])[0];
  const labels = labelsOf(scores.length, names);
  return scores.map((score, digit) => {
    const text = `${labels[digit]}  ${formatMetric(score).padStart(11)}`;
    return digit === predicted ? colors.bold(text) : text;
  });
}
