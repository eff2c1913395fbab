/**
 * What an experiment may say, as a zod schema. Layers, optimizer, loss and metrics are nn's (`vocabulary.ts`). An experiment
 * is pure data, so that a user's own JSON runs exactly as the two published ones do. Keys are named as Keras's, in
 * camelCase. Reading and error sentences are `parse.ts`.
 */
import { z } from 'zod';
import { classCount } from '../data/data-set.ts';
import { callbacksSchema } from './callbacks-schema.ts';
import { metricsSchema, namesLogged, unfitMetric } from './metrics-schema.ts';
import { isOfClasses, layerSchema, lossSchema, nameOf, optimizerSchema, takesClassWeight } from './vocabulary.ts';

/** Bounds against slips such as a number with too many zeros, far beyond what MNIST can use. */
const mostEpochs = 100_000;
const mostBatchSize = 65_536;
const mostLayers = 100;
const mostSeed = 2 ** 32 - 1;

/** By digit. Spelt out, so that editors and errors know the digits. */
const classWeight = z
  .strictObject(
    Object.fromEntries(
      Array.from({ length: classCount }, (_, digit) => [
        digit,
        z.number().min(0).optional().describe(`Of each training image of a ${digit}; default: 1.`),
      ]),
    ) as Record<`${number}`, z.ZodOptional<z.ZodNumber>>,
  )
  .describe('Factors of the loss by digit, in training.');

const divisionSeed = z
  .int()
  .min(0)
  .max(mostSeed)
  .default(1)
  .describe('Of the division; the same for every seed of the run.');

/** Which part of the training set validates. */
export const validationSchema = z
  .union([
    z.strictObject({
      fraction: z.number().gt(0).lt(1).describe('Share of the training images, of each digit alike.'),
      seed: divisionSeed,
    }),
    z.strictObject({
      folds: z
        .int()
        .min(2)
        .max(1000)
        .default(5)
        .describe('Parts that the training set is divided into, alike in their digits.'),
      fold: z.int().min(1).max(1000).default(1).describe('The one that validates, counted from 1.'),
      seed: divisionSeed,
    }),
  ])
  .refine((part) => !('fold' in part) || part.fold <= part.folds, { path: ['fold'], error: 'must be at most folds' })
  .describe(
    'A part of the training set that validates after each epoch instead of the test set, which then is used once, at the end. Default: none.',
  );
/** The part of the training set that validates. */
export type ValidationConfig = z.output<typeof validationSchema>;

/** The schema itself; `experimentJsonSchema` is the form for editors. */
export const experimentSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where the schema is, for editors; not a part of the experiment.'),
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
      .describe('Short name, also of the run folder: letters, digits, ".", "_" and "-".'),
    title: z.string().min(1).max(200).optional().describe('Heading of the report; default: the name.'),
    description: z.string().max(2000).default('').describe('What the experiment is for.'),
    preprocessing: z
      .enum(['normalizeColumns', 'divideBy255', 'standardize', 'none'])
      .default('normalizeColumns')
      .describe(
        'Of images normalizeColumns, which is tf.keras.utils.normalize(x, axis=1), or divideBy255: pixels from 0 to 1. ' +
          'Of rows of numbers standardize, to mean 0 and deviation 1 of each over the training set, or none.',
      ),
    layers: z
      .array(layerSchema)
      .min(1)
      .max(mostLayers)
      .describe(
        'From the sample, of MNIST 28×28, to a value for each class, of MNIST ten; or to the values to be predicted.',
      ),
    optimizer: optimizerSchema,
    loss: lossSchema
      .default('sparseCategoricalCrossentropy')
      .describe('What training makes small: a loss of probabilities or logits, or one of any values.'),
    metrics: metricsSchema,
    validation: validationSchema.optional(),
    classWeight: classWeight.optional(),
    callbacks: callbacksSchema.optional(),
    batchSize: z.int().min(1).max(mostBatchSize).default(32).describe('Samples per step; a last short batch is kept.'),
    epochs: z.int().min(1).max(mostEpochs).describe('Passes over the training set.'),
    seed: z.int().min(0).max(mostSeed).default(1).describe('Of all random numbers, unless the command names another.'),
  })
  .superRefine(({ optimizer, metrics, loss, callbacks, classWeight: weights }, context) => {
    const setsRate = (['learningRateSchedule', 'reduceLROnPlateau'] as const).find((name) => callbacks?.[name]);
    if (setsRate !== undefined && typeof optimizer.learningRate !== 'number') {
      const message = `must be absent where optimizer.learningRate is a schedule of its own`;
      context.addIssue({ code: 'custom', path: ['callbacks', setsRate], message });
    }
    if (weights !== undefined && !takesClassWeight(loss)) {
      const message = `must be absent with ${nameOf(loss)}, whose targets are no classes`;
      context.addIssue({ code: 'custom', path: ['classWeight'], message });
    }
    if (isOfClasses(loss) && !metrics.map(nameOf).includes('accuracy')) {
      context.addIssue({ code: 'custom', path: ['metrics'], message: '"accuracy" must be among them' });
    }
    const unfit = unfitMetric(metrics, loss);
    if (unfit !== undefined)
      context.addIssue({ code: 'custom', path: ['metrics', unfit.index], message: unfit.sentence });
    const logged = namesLogged(metrics);
    for (const name of ['earlyStopping', 'stopAfterReaching', 'reduceLROnPlateau'] as const) {
      const monitor = callbacks?.[name]?.monitor;
      if (monitor === undefined || logged.includes(monitor)) continue;
      const message = `"${monitor}" is not measured; known are ${logged.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['callbacks', name, 'monitor'], message });
    }
  });

/** An experiment with its defaults filled in. */
export type Experiment = Omit<z.output<typeof experimentSchema>, '$schema'> & { title: string };

/** JSON Schema of an experiment as a user writes it, with defaults left out being fine. */
export function experimentJsonSchema(): Record<string, unknown> {
  return {
    title: 'inkgrad experiment',
    ...z.toJSONSchema(experimentSchema, {
      io: 'input',
      // zod's bound of whole numbers is JavaScript's own, and says nothing to people.
      override: ({ jsonSchema }) => {
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      },
    }),
  };
}
