/**
 * What must be in the files that say how a run ended, for whoever shows or compares runs, as zod schemas: a person may have
 * edited them. Keys beyond that are kept as they are.
 */
import { z } from 'zod';

const count = z.int().min(0);
const fromOne = z.int().min(1);
/** JSON has null for what is NaN or infinite. */
const figure = z.number().nullable();
const label = count.max(255);

const epoch = z.looseObject({ epoch: fromOne, seconds: z.number().min(0), loss: figure, accuracy: figure.optional() });

const prediction = z.looseObject({
  label,
  predicted: label,
  probabilities: z.array(z.number()).min(1).nullable(),
  scores: z.array(z.number()).min(1).optional(),
});

const mistake = z.looseObject({ index: count, label, predicted: label, probability: z.number().nullable() });

export const resultSchema = z.looseObject({
  experiment: z.string(),
  title: z.string(),
  /** What it must be, `parseExperiment` says. */
  config: z.looseObject({}),
  backend: z.string(),
  backendDescription: z.string(),
  seed: count,
  split: z.looseObject({ kind: z.enum(['test', 'fold', 'testAtEnd', 'validation']) }),
  epochs: z.array(epoch),
  seconds: z.number().min(0),
  history: z.record(z.string(), z.array(figure)),
  evaluation: z.looseObject({ set: z.enum(['test', 'fold']), count, loss: figure, accuracy: figure.optional() }),
  predictedDigits: z.string().regex(/^([\da-z]*|(\d+,)*)$/),
  targets: z.looseObject({ kind: z.enum(['classes', 'values']), names: z.array(z.string()).min(1) }).optional(),
  predictedValues: z.looseObject({ predicted: z.array(figure), true: z.array(figure) }).optional(),
  predictionOfTestSample1000: prediction.nullable(),
  confusionMatrix: z.array(z.array(count)).refine((rows) => rows.every((row) => row.length === rows.length)),
  mistakes: z.array(mistake),
  diagnoses: z.array(z.looseObject({ epoch: count, layers: z.array(z.looseObject({ name: z.string() })) })),
  dataShapes: z.array(z.looseObject({ name: z.string(), shape: z.array(count) })),
  parameterCount: count,
  summary: z.string(),
});

export const failureSchema = z.looseObject({
  message: z.string().min(1),
  epoch: fromOne.nullable(),
  step: fromOne.nullable(),
});

export const interruptionSchema = z.looseObject({ epoch: fromOne, epochs: fromOne, step: count, steps: fromOne });

/** Beside the state of a training in a checkpoint. */
export const notesSchema = z.looseObject({ seconds: z.number().min(0), diagnoses: resultSchema.shape.diagnoses });
