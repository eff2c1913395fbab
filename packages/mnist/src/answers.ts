/** A model's answers on a test set, counted: the confusion matrix, the worst mistakes, single predictions. */
import { classCount } from './idx.ts';
import type { Mistake, Prediction } from './run-result.ts';

/** Probabilities f32 [count, 10] and labels u8 [count]. */
export interface Answers {
  readonly probabilities: Float32Array;
  readonly labels: Uint8Array;
}

/** The digit with the largest probability; the smallest digit of equals. */
export function predictedDigit(probabilities: ArrayLike<number>, offset = 0): number {
  let best = 0;
  for (let digit = 1; digit < classCount; digit++) {
    if (probabilities[offset + digit]! > probabilities[offset + best]!) best = digit;
  }
  return best;
}

/** The answers as one text of digits, in the order of the set. */
export function predictedDigits({ probabilities, labels }: Answers): string {
  return Array.from(labels, (_, index) => predictedDigit(probabilities, index * classCount)).join('');
}

/** Counts: rows true digits, columns predicted ones. */
export function confusionMatrix({ probabilities, labels }: Answers): number[][] {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (const [index, label] of labels.entries()) {
    const row = counts[label]!;
    row[predictedDigit(probabilities, index * classCount)]! += 1;
  }
  return counts;
}

/** The most confident wrong answers, worst first; of equals the one with the smaller index. */
export function worstMistakes({ probabilities, labels }: Answers, atMost = 24): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const [index, label] of labels.entries()) {
    const predicted = predictedDigit(probabilities, index * classCount);
    if (predicted === label) continue;
    mistakes.push({ index, label, predicted, probability: probabilities[index * classCount + predicted]! });
  }
  return mistakes.sort((a, b) => b.probability - a.probability || a.index - b.index).slice(0, atMost);
}

/** The answer for one image, or null where there is no such image. */
export function predictionOf({ probabilities, labels }: Answers, index: number): Prediction | null {
  const label = labels[index];
  if (label === undefined) return null;
  const offset = index * classCount;
  return {
    label,
    predicted: predictedDigit(probabilities, offset),
    probabilities: [...probabilities.subarray(offset, offset + classCount)],
  };
}
