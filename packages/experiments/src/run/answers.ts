/** A model's answers on a test set, counted: the confusion matrix, the worst mistakes, single predictions. */
import { predictedClasses } from '@inkgrad/nn';
import { mnistForm } from '../data/data-set.ts';
import type { Mistake, Prediction } from './run-result.ts';

/** What a model gave for each class, f32 [count, classes]: probabilities, or scores where its outputs are none. */
export type Outputs = ({ readonly probabilities: Float32Array } | { readonly scores: Float32Array }) & {
  /** Default: ten. */
  readonly classes?: number;
};

/** Outputs with the true labels, u8 [count]. */
export type Answers = Outputs & { readonly labels: Uint8Array };

const countOf = ({ classes = mnistForm.classes.length }: Outputs): number => classes;

function valuesOf(outputs: Outputs): Float32Array {
  return 'scores' in outputs ? outputs.scores : outputs.probabilities;
}

/**
 * The digit with the largest output; the smallest digit of equals.
 * @throws NonFiniteValueError for an output that is NaN or infinite
 * @example
 * predictedDigit([0.1, 0, 0, 0.6, 0, 0.2, 0, 0, 0.1, 0]); // → 3
 */
export function predictedDigit(outputs: ArrayLike<number>, offset = 0): number {
  const count = mnistForm.classes.length;
  const data = Float32Array.from({ length: count }, (_, digit) => outputs[offset + digit]!);
  return predictedClasses({ shape: [1, count], data })[0]!;
}

/** Of each image in turn. @throws NonFiniteValueError that names the first image whose output is NaN or infinite */
function classesOf(outputs: Outputs): Int32Array {
  const data = valuesOf(outputs);
  const count = countOf(outputs);
  return predictedClasses({ shape: [data.length / count, count], data });
}

/** Classes with a character of their own: 0 to 9, then a to z. */
const mostCharacters = 36;

/**
 * The answers as one text, in the order of the set: of up to 36 classes one character each, `7210…` or `3az…`; of more
 * their numbers, each with a comma behind it. `readAnswers` reads it.
 */
export function predictedDigits(outputs: Outputs): string {
  const answered = Array.from(classesOf(outputs));
  return countOf(outputs) <= mostCharacters
    ? answered.map((label) => label.toString(mostCharacters)).join('')
    : answered.map((label) => `${label},`).join('');
}

/** The labels that `predictedDigits` wrote. */
export function readAnswers(text: string): number[] {
  if (text.endsWith(',')) return text.slice(0, -1).split(',').map(Number);
  return Array.from(text, (character) => Number.parseInt(character, mostCharacters));
}

/** Counts: rows true digits, columns predicted ones. */
export function confusionMatrix(answers: Answers): number[][] {
  const count = countOf(answers);
  const counts = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (const [index, digit] of classesOf(answers).entries()) counts[answers.labels[index]!]![digit]! += 1;
  return counts;
}

/** The most confident wrong answers, worst first; of equals the one with the smaller index. */
export function worstMistakes(answers: Answers, atMost = 24): Mistake[] {
  const values = valuesOf(answers);
  const count = countOf(answers);
  const mistakes = Array.from(classesOf(answers), (predicted, index) => {
    return { index, label: answers.labels[index]!, predicted, value: values[index * count + predicted]! };
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
  const count = countOf(outputs);
  return Array.from(classesOf(outputs), (predicted, index) => {
    const own = [...values.subarray(index * count, (index + 1) * count)];
    return { predicted, ...('scores' in outputs ? { probabilities: null, scores: own } : { probabilities: own }) };
  });
}

/** The answer for one image, or null where there is no such image. */
export function predictionOf(answers: Answers, index: number): Prediction | null {
  const label = answers.labels[index];
  if (label === undefined) return null;
  const classes = countOf(answers);
  const own = valuesOf(answers).subarray(index * classes, (index + 1) * classes);
  const outputs = { ...('scores' in answers ? { scores: own } : { probabilities: own }), classes };
  return { label, ...predictionsOf(outputs)[0]! };
}
