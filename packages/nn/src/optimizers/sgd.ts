/**
 * Gradient descent: w ← w − lr · g; with momentum v ← momentum · v − lr · g and w ← w + v, or with Nesterov
 * w ← w + momentum · v − lr · g. Source: https://keras.io/api/optimizers/sgd/
 */
import { assign, momentumUpdate, mul, sub } from '@inkgrad/tensor';
import { flag, fraction, positive } from '../define/check.ts';
import { checkKeys } from '../define/names.ts';
import { type Clipping, checkClipping, clippingKeys } from './clipping.ts';
import type { OptimizerRule } from './optimizer.ts';

export interface Sgd extends Clipping {
  readonly name: 'sgd';
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
}

export interface SgdOptions extends Clipping {
  /** 0.01 by default. */
  readonly learningRate?: number;
  /** In [0, 1); 0 by default. */
  readonly momentum?: number;
  /** Look ahead along the velocity; false by default. Without momentum it changes nothing. */
  readonly nesterov?: boolean;
}

/** @throws ArgumentError for a rate that is not above 0, a momentum outside [0, 1), or two ways of clipping. */
export function sgd(options: SgdOptions = {}): Sgd {
  checkKeys('sgd', options, ['name', 'learningRate', 'momentum', 'nesterov', ...clippingKeys]);
  return {
    name: 'sgd',
    learningRate: positive('sgd', 'learningRate', options.learningRate ?? 0.01),
    momentum: fraction('sgd', 'momentum', options.momentum ?? 0),
    nesterov: flag('sgd', 'nesterov', options.nesterov ?? false),
    ...checkClipping('sgd', options),
  };
}

export const sgdRule: OptimizerRule<Sgd, 'velocity'> = {
  slots: ({ momentum }) => (momentum === 0 ? [] : ['velocity']),
  prepare: (_, learningRate) => learningRate,
  update: ({ momentum, nesterov }, { parameter, slots, gradient, learningRate }) =>
    momentum === 0
      ? [assign(parameter, sub(parameter.tensor, mul(gradient, learningRate)))]
      : [momentumUpdate({ parameter, velocity: slots.velocity }, gradient, learningRate, { momentum, nesterov })],
};
