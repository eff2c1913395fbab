/** What an experiment may say about its optimizer. Names and defaults are those of `@inkgrad/nn`. */
import { z } from 'zod';

const clippingKeys = ['clipValue', 'clipNorm', 'globalClipNorm'] as const;

const clipping = {
  clipValue: z.number().positive().optional().describe('Each element of a gradient is brought into ± this.'),
  clipNorm: z.number().positive().optional().describe('The norm of each parameter’s gradient is at most this.'),
  globalClipNorm: z
    .number()
    .positive()
    .optional()
    .describe('The norm of the gradients of all parameters together is at most this.'),
};

/** Refuses two ways of clipping; `meta` says the same to editors. */
function onlyOneClips(optimizer: { readonly [key in (typeof clippingKeys)[number]]?: number | undefined }): boolean {
  return clippingKeys.filter((key) => optimizer[key] !== undefined).length < 2;
}
const clippingMistake = { error: 'only one of clipValue, clipNorm and globalClipNorm can clip' };
const clippingMeta = {
  allOf: [
    { not: { required: ['clipValue', 'clipNorm'] } },
    { not: { required: ['clipValue', 'globalClipNorm'] } },
    { not: { required: ['clipNorm', 'globalClipNorm'] } },
  ],
};

const adam = z
  .strictObject({
    type: z.literal('adam'),
    learningRate: z.number().positive().default(0.001),
    beta1: z.number().min(0).lt(1).default(0.9).describe('Decay of the mean of gradients.'),
    beta2: z.number().min(0).lt(1).default(0.999).describe('Decay of the mean of squared gradients.'),
    epsilon: z.number().positive().default(1e-7),
    ...clipping,
  })
  .refine(onlyOneClips, clippingMistake)
  .meta(clippingMeta);

const sgd = z
  .strictObject({
    type: z.literal('sgd'),
    learningRate: z.number().positive().default(0.01),
    momentum: z.number().min(0).lt(1).default(0),
    nesterov: z.boolean().default(false),
    ...clipping,
  })
  .refine(onlyOneClips, clippingMistake)
  .meta(clippingMeta);

export const optimizerSchema = z
  .discriminatedUnion('type', [adam, sgd])
  .describe('How the weights follow the gradient.');
