/**
 * Answers of a classifier counted on the host: the confusion matrix, and precision, recall and F1 of each class.
 * Source: https://scikit-learn.org/stable/modules/model_evaluation.html#precision-recall-f-measure-metrics
 */
import { ArgumentError } from '@inkgrad/tensor';
import { nonNegativeWhole, positiveWhole } from '../define/check.ts';
import { describe } from '../define/names.ts';
import { DataError } from '../errors.ts';

/** Precision, recall and F1 of one class, or of an average of classes. */
export interface ClassScores {
  /** Of what was answered with the class, the fraction that is of it; 0 where nothing was. */
  readonly precision: number;
  /** Of what is of the class, the fraction that was answered with it; 0 where nothing is. */
  readonly recall: number;
  /** 2 · precision · recall / (precision + recall); 0 where both are. */
  readonly f1: number;
  /** Number of samples of the class. */
  readonly support: number;
}

/** Precision, recall and F1 of every class and over all of them. */
export interface ClassificationReport {
  readonly classes: readonly ClassScores[];
  /** Fraction of right answers. */
  readonly accuracy: number;
  /** Plain means over the classes; the support is the total. */
  readonly macroAverage: ClassScores;
  /** Means over the classes, weighted by their support. */
  readonly weightedAverage: ClassScores;
}

type Classes = { readonly length: number; readonly [at: number]: number };

/**
 * How often each class was answered with each: rows are true classes, columns answers.
 * @param labels whole numbers in [0, classes)
 * @param predictions the answers, of the same length
 * @throws DataError for lengths that differ or a class outside
 * @example
 * confusionMatrix([0, 0, 1], [0, 1, 1], 2); // → [[1, 1], [0, 1]]
 */
export function confusionMatrix(labels: Classes, predictions: Classes, classes: number): number[][] {
  positiveWhole('confusionMatrix', 'classes', classes);
  if (labels.length !== predictions.length) {
    throw new DataError('predictions', `${labels.length}, one for each label`, `${predictions.length}`);
  }
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const classAt = (name: string, values: Classes, at: number): number => {
    const value = values[at]!;
    if (Number.isInteger(value) && value >= 0 && value < classes) return value;
    throw new DataError(name, `whole numbers in [0, ${classes})`, `${describe(value)} at position ${at}`);
  };
  for (let at = 0; at < labels.length; at++) {
    matrix[classAt('labels', labels, at)]![classAt('predictions', predictions, at)]!++;
  }
  return matrix;
}

/**
 * Precision, recall, F1 and support of each class, and their averages.
 * @param matrix counts [classes][classes]: rows are true classes, columns answers
 * @throws ArgumentError unless the matrix is square and of whole numbers
 * @example
 * const { accuracy, classes } = classificationReport([[1, 1], [0, 1]]);
 * accuracy; // → 0.6667
 * classes[0].recall; // → 0.5
 */
export function classificationReport(matrix: readonly (readonly number[])[]): ClassificationReport {
  checkMatrix(matrix);
  const classes = matrix.map((row, own): ClassScores => {
    const hits = row[own]!;
    const support = total(row);
    const precision = ratio(hits, total(matrix.map((other) => other[own]!)));
    const recall = ratio(hits, support);
    return { precision, recall, f1: ratio(2 * precision * recall, precision + recall), support };
  });
  const support = total(classes.map((own) => own.support));
  const average = (weightOf: (own: ClassScores) => number): ClassScores => {
    const mean = (pick: (own: ClassScores) => number): number => total(classes.map((own) => weightOf(own) * pick(own)));
    return { precision: mean((c) => c.precision), recall: mean((c) => c.recall), f1: mean((c) => c.f1), support };
  };
  return {
    classes,
    accuracy: ratio(total(matrix.map((row, own) => row[own]!)), support),
    macroAverage: average(() => 1 / classes.length),
    weightedAverage: average((own) => ratio(own.support, support)),
  };
}

function checkMatrix(matrix: unknown): void {
  const where = 'classificationReport';
  if (!Array.isArray(matrix) || matrix.length === 0) {
    throw new ArgumentError(where, 'matrix', 'an array of at least one row', describe(matrix));
  }
  for (const [at, row] of matrix.entries()) {
    if (!Array.isArray(row) || row.length !== matrix.length) {
      throw new ArgumentError(where, `matrix[${at}]`, `an array of ${matrix.length} counts`, describe(row));
    }
    for (const [column, count] of row.entries()) nonNegativeWhole(where, `matrix[${at}][${column}]`, count);
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
