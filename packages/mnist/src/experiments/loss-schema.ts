/**
 * What an experiment may say about its loss. Names are those of `@inkgrad/nn`. A name says all that most experiments need:
 * the logits of a softmax or sigmoid that ends the model are found without `fromLogits`.
 */
import { z } from 'zod';

const named = z.enum([
  'sparseCategoricalCrossentropy',
  'categoricalCrossentropy',
  'binaryCrossentropy',
  'meanSquaredError',
]);

const withOptions = z
  .strictObject({
    name: named,
    fromLogits: z
      .boolean()
      .default(false)
      .describe(
        'The last layer gives logits; of cross-entropies only. Those of a softmax or sigmoid are found without it.',
      ),
  })
  .refine(({ name, fromLogits }) => name !== 'meanSquaredError' || !fromLogits, {
    path: ['fromLogits'],
    error: 'meanSquaredError takes values as they are, so that there are no logits',
  })
  .describe('A loss with settings.');

export const lossSchema = z
  .union([named, withOptions])
  .default('sparseCategoricalCrossentropy')
  // One way to say one thing, so that experiments that train alike are equal.
  .transform((loss) => (typeof loss === 'object' && !loss.fromLogits ? loss.name : loss))
  .describe(
    'What training makes small: a cross-entropy of probabilities or logits, or the squared error of any values.',
  );

export type LossConfig = z.output<typeof lossSchema>;
type LossName = z.output<typeof named>;

export function lossName(loss: LossConfig): LossName {
  return typeof loss === 'string' ? loss : loss.name;
}

/** Whether the targets are labels; else they are a value for each digit, 1 for the label's. */
export function takesLabels(loss: LossConfig): boolean {
  return lossName(loss) === 'sparseCategoricalCrossentropy';
}

/** Whether it is the cross-entropy of one class among all, which costs ln 10 where all digits are equally likely. */
export function isOfClasses(loss: LossConfig): boolean {
  return ['sparseCategoricalCrossentropy', 'categoricalCrossentropy'].includes(lossName(loss));
}
