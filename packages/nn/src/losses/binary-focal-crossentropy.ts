/** Source: https://arxiv.org/abs/1708.02002, https://keras.io/api/losses/probabilistic_losses/#binaryfocalcrossentropy-class */
import { add, exp, log, maximum, mean, mul, neg, softplus, sub, type Tensor } from '@inkgrad/tensor';
import { defineLoss } from '../define/define-loss.ts';
import { defaulted } from '../define/field.ts';
import { flag, nonNegative, probability } from '../define/fields.ts';
import { clipProbability, crossentropyFields } from './crossentropy.ts';
import { overSample } from './over-sample.ts';

/**
 * Binary cross-entropy times (1 − pₜ)^gamma, with pₜ the probability of what is right: easy examples count less.
 * Targets of the outputs' shape.
 * @example
 * model.compile({ optimizer: 'adam', loss: binaryFocalCrossentropy({ gamma: 2 }) });
 */
export const binaryFocalCrossentropy = defineLoss({
  name: 'binaryFocalCrossentropy',
  fields: {
    ...crossentropyFields,
    /** How much less easy examples count; 2 by default. */
    gamma: defaulted(nonNegative, 2, 'How much less easy examples count; 2 by default.'),
    /** Weigh yes by alpha and no by 1 − alpha; false by default. */
    applyClassBalancing: defaulted(flag, false, 'Weigh yes by alpha and no by 1 − alpha; false by default.'),
    /** 0.25 by default. */
    alpha: defaulted(probability, 0.25),
  },
  link: 'sigmoid',
  perSample: ({ gamma, applyClassBalancing, alpha }, { outputs, logits, targets: y }) => {
    const no = sub(1, y);
    // Logarithms of p and of 1 − p.
    const [yesLog, noLog] =
      logits === undefined
        ? [log(clipProbability(outputs)), log(sub(1, clipProbability(outputs)))]
        : [neg(softplus(neg(logits))), neg(softplus(logits))];
    const entropy = neg(add(mul(y, yesLog), mul(no, noLog)));
    // 1 − pₜ; a logarithm of 0 has no gradient.
    const miss = maximum(add(mul(y, exp(noLog)), mul(no, exp(yesLog))), 1e-30);
    const focal = gamma === 0 ? entropy : mul(exp(mul(log(miss), gamma)), entropy);
    const balance: Tensor | number = applyClassBalancing ? add(mul(y, alpha), mul(no, 1 - alpha)) : 1;
    return overSample(mean, mul(focal, balance));
  },
});
