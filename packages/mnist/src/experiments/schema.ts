/**
 * What an experiment may say, as a zod schema: the types, the bounds and the defaults, in one place. An experiment is
 * pure data, so that a user's own JSON runs exactly as the two published ones do. Keys are named as Keras's, in
 * camelCase. Reading and error sentences are `parse.ts`.
 */
import { z } from 'zod';
import { classCount } from '../data/idx.ts';
import { callbacksSchema } from './callbacks-schema.ts';
import { lossSchema } from './loss-schema.ts';
import { metricsSchema, namesLogged, unfitMetric } from './metrics-schema.ts';
import { optimizerSchema } from './optimizer-schema.ts';

/** Bounds against slips such as a number with too many zeros, far beyond what MNIST can use. */
const mostUnits = 16_384;
const mostEpochs = 100_000;
const mostBatchSize = 65_536;
const mostLayers = 100;
const mostSeed = 2 ** 32 - 1;

const regularizer = z
  .strictObject({
    l1: z.number().min(0).optional().describe('Factor of the sum of absolute values.'),
    l2: z.number().min(0).optional().describe('Factor of the sum of squares.'),
  })
  .describe('A penalty added to the loss.');

const activationName = z
  .enum(['linear', 'relu', 'leakyRelu', 'elu', 'softplus', 'sigmoid', 'tanh', 'softmax', 'logSoftmax'])
  .describe('What is applied to the output of a layer.');

const initializerName = z.enum(['glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'zeros', 'ones']);

const layerName = z.string().min(1).max(64).optional().describe('A name of its own; default: the kind and a number.');

const layer = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('flatten'), name: layerName }),
    z.strictObject({
      type: z.literal('dense'),
      units: z.int().min(1).max(mostUnits).describe('Number of outputs.'),
      activation: activationName.optional(),
      useBias: z.boolean().optional().describe('Default: true.'),
      kernelInitializer: initializerName.optional().describe('Default: glorotUniform.'),
      biasInitializer: initializerName.optional().describe('Default: zeros.'),
      kernelRegularizer: regularizer.optional(),
      biasRegularizer: regularizer.optional(),
      activityRegularizer: regularizer.optional().describe('On the output, divided by the batch size, as in Keras.'),
      name: layerName,
    }),
    z.strictObject({
      type: z.literal('dropout'),
      rate: z.number().min(0).lt(1).describe('Share of the values that is dropped in training.'),
      name: layerName,
    }),
    z.strictObject({ type: z.literal('activation'), activation: activationName, name: layerName }),
  ])
  .describe('A layer of the model.');

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
      .enum(['normalizeColumns', 'divideBy255'])
      .default('normalizeColumns')
      .describe('normalizeColumns: tf.keras.utils.normalize(x, axis=1). divideBy255: pixels from 0 to 1.'),
    layers: z.array(layer).min(1).max(mostLayers).describe('From the image, 28×28, to ten values, one for each digit.'),
    optimizer: optimizerSchema,
    loss: lossSchema,
    metrics: metricsSchema,
    classWeight: classWeight.optional(),
    callbacks: callbacksSchema.optional(),
    batchSize: z.int().min(1).max(mostBatchSize).default(32).describe('Samples per step; a last short batch is kept.'),
    epochs: z.int().min(1).max(mostEpochs).describe('Passes over the training set.'),
    seed: z.int().min(0).max(mostSeed).default(1).describe('Of all random numbers, unless the command names another.'),
  })
  .superRefine(({ metrics, loss, callbacks }, context) => {
    const unfit = unfitMetric(metrics, loss);
    if (unfit !== undefined)
      context.addIssue({ code: 'custom', path: ['metrics', unfit.index], message: unfit.sentence });
    const logged = namesLogged(metrics);
    for (const name of ['earlyStopping', 'reduceLROnPlateau'] as const) {
      const monitor = callbacks?.[name]?.monitor;
      if (monitor === undefined || logged.includes(monitor)) continue;
      const message = `"${monitor}" is not measured; known are ${logged.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['callbacks', name, 'monitor'], message });
    }
  });

/** An experiment with every default filled in. */
export type Experiment = Omit<z.output<typeof experimentSchema>, '$schema'> & { title: string };
/** A layer of an experiment. */
export type LayerConfig = Experiment['layers'][number];
/** A penalty of a layer. */
export type RegularizerConfig = z.output<typeof regularizer>;

/** JSON Schema of an experiment as a user writes it, with defaults left out being fine. */
export function experimentJsonSchema(): Record<string, unknown> {
  return { title: 'inkgrad experiment', ...z.toJSONSchema(experimentSchema, { io: 'input' }) };
}
