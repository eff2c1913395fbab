/** A model's answers on a test set, counted: the confusion matrix, the worst mistakes, single predictions. */
import { predictedClasses } from '@inkgrad/nn';
import { classCount } from '../data/data-set.ts';
import type { Mistake, Prediction } from './run-result.ts';

/** What a model gave for each digit, f32 [count, 10]: probabilities, or scores where its outputs are none. */
export type Outputs = { readonly probabilities: Float32Array } | { readonly scores: Float32Array };

/** Outputs with the true labels, u8 [count]. */
export type Answers = Outputs & { readonly labels: Uint8Array };

function valuesOf(outputs: Outputs): Float32Array {
  return 'scores' in outputs ? outputs.scores : outputs.probabilities;
}

/**
 * The digit with the largest output; the smallest digit of equals.
 * @throws NonFiniteValueError for an output that is NaN or infinite
 */
export function predictedDigit(outputs: ArrayLike<number>, offset = 0): number {
  const data = Float32Array.from({ length: classCount }, (_, digit) => outputs[offset + digit]!);
  return predictedClasses({ shape: [1, classCount], data })[0]!;
}

/** Of each image in turn. @throws NonFiniteValueError that names the first image whose output is NaN or infinite */
function digitsOf(outputs: Outputs): Int32Array {
  const data = valuesOf(outputs);
  return predictedClasses({ shape: [data.length / classCount, classCount], data });
}

/** The answers as one text of digits, in the order of the set. */
export function predictedDigits(outputs: Outputs): string {
  return digitsOf(outputs).join('');
}

/** Counts: rows true digits, columns predicted ones. */
export function confusionMatrix(answers: Answers): number[][] {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (const [index, digit] of digitsOf(answers).entries()) counts[answers.labels[index]!]![digit]! += 1;
  return counts;
}

/** The most confident wrong answers, worst first; of equals the one with the smaller index. */
export function worstMistakes(answers: Answers, atMost = 24): Mistake[] {
  const values = valuesOf(answers);
  const mistakes = Array.from(digitsOf(answers), (predicted, index) => {
    return { index, label: answers.labels[index]!, predicted, value: values[index * classCount + predicted]! };
  })
    .filter(({ label, predicted }) => label !== predicted)
    .sort((a, b) => b.value - a.value || a.index - b.index);
  return mistakes.slice(0, atMost).map(({ value, ...mistake }) => ({
    ...mistake,
    ...('scores' in answers ? { probability: null, score: value } : { probability: value }),
  }));
}

/** What a model makes of each image. @throws NonFiniteValueError */
export function predictionsOf(outputs: Outputs): Omit<Prediction, 'label'>[] {
  const values = valuesOf(outputs);
  return Array.from(digitsOf(outputs), (predicted, index) => {
    const own = [...values.subarray(index * classCount, (index + 1) * classCount)];
    return { predicted, ...('scores' in outputs ? { probabilities: null, scores: own } : { probabilities: own }) };
  });
}

/** The answer for one image, or null where there is no such image. */
export function predictionOf(answers: Answers, index: number): Prediction | null {
  const label = answers.labels[index];
  if (label === undefined) return null;
  const own = valuesOf(answers).subarray(index * classCount, (index + 1) * classCount);
  const outputs = 'scores' in answers ? { scores: own } : { probabilities: own };
  return { label, ...predictionsOf(outputs)[0]! };
}
