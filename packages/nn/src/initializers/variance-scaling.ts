/**
 * Initializers whose variance is scale / n, with n the inputs of a unit, its outputs or their mean, so that values keep
 * their size from layer to layer. Source: https://keras.io/api/layers/initializers/
 */
import { uniform } from '@inkgrad/tensor';
import { defineInitializer, type Filling } from '../define/define-initializer.ts';
import { defaulted } from '../define/field.ts';
import { choice, positive } from '../define/fields.ts';
import { cutDeviation, cutNormal } from './cut-normal.ts';

/** Uniform in ±√(3 · variance), which has this variance. */
function uniformOf(limit: number, { seed, stream, length }: Filling): Float32Array {
  return uniform(seed, stream, length, { min: -limit, max: limit });
}

/** Normal, cut at two standard deviations of the uncut distribution, which has the variance after the cut. */
function normalOf(deviation: number, { seed, stream, length }: Filling): Float32Array {
  return cutNormal(seed, stream, length, deviation / cutDeviation);
}

/**
 * Uniform in ±√(6 / (fanIn + fanOut)). Source: https://proceedings.mlr.press/v9/glorot10a.html
 * @example
 * dense({ units: 4, kernelInitializer: glorotUniform() });
 */
export const glorotUniform = defineInitializer({
  name: 'glorotUniform',
  fields: {},
  fill: (_, filling) => uniformOf(Math.sqrt(6 / (filling.fanIn + filling.fanOut)), filling),
});

/**
 * Normal with variance 2 / (fanIn + fanOut), cut at two standard deviations of the uncut distribution.
 * @example
 * dense({ units: 4, kernelInitializer: glorotNormal() });
 */
export const glorotNormal = defineInitializer({
  name: 'glorotNormal',
  fields: {},
  fill: (_, filling) => normalOf(Math.sqrt(2 / (filling.fanIn + filling.fanOut)), filling),
});

/**
 * Uniform in ±√(6 / fanIn). Source: https://arxiv.org/abs/1502.01852
 * @example
 * dense({ units: 4, kernelInitializer: heUniform() });
 */
export const heUniform = defineInitializer({
  name: 'heUniform',
  fields: {},
  fill: (_, filling) => uniformOf(Math.sqrt(6 / filling.fanIn), filling),
});

/**
 * Normal with variance 2 / fanIn, cut at two standard deviations of the uncut distribution.
 * @example
 * dense({ units: 4, kernelInitializer: heNormal() });
 */
export const heNormal = defineInitializer({
  name: 'heNormal',
  fields: {},
  fill: (_, filling) => normalOf(Math.sqrt(2 / filling.fanIn), filling),
});

/**
 * Uniform in ±√(3 / fanIn). Source: https://arxiv.org/abs/1706.02515
 * @example
 * dense({ units: 4, kernelInitializer: lecunUniform() });
 */
export const lecunUniform = defineInitializer({
  name: 'lecunUniform',
  fields: {},
  fill: (_, filling) => uniformOf(Math.sqrt(3 / filling.fanIn), filling),
});

/**
 * Normal with variance 1 / fanIn, cut at two standard deviations of the uncut distribution; for selu.
 * @example
 * dense({ units: 4, kernelInitializer: lecunNormal() });
 */
export const lecunNormal = defineInitializer({
  name: 'lecunNormal',
  fields: {},
  fill: (_, filling) => normalOf(Math.sqrt(1 / filling.fanIn), filling),
});

/**
 * Variance scale / n, of which the others are cases.
 * @example
 * dense({ units: 4, kernelInitializer: varianceScaling({ scale: 2, mode: 'fanOut' }) });
 */
export const varianceScaling = defineInitializer({
  name: 'varianceScaling',
  fields: {
    /** 1 by default. */
    scale: defaulted(positive, 1),
    /** What n is: inputs, outputs or their mean; 'fanIn' by default. */
    mode: defaulted(
      choice('mode', ['fanIn', 'fanOut', 'fanAverage']),
      'fanIn',
      "What n is: inputs, outputs or their mean; 'fanIn' by default.",
    ),
    /** 'truncatedNormal' by default. */
    distribution: defaulted(choice('distribution', ['truncatedNormal', 'uniform']), 'truncatedNormal'),
  },
  fill: ({ scale, mode, distribution }, filling) => {
    const { fanIn, fanOut } = filling;
    const n = { fanIn, fanOut, fanAverage: (fanIn + fanOut) / 2 }[mode];
    return distribution === 'uniform'
      ? uniformOf(Math.sqrt((3 * scale) / n), filling)
      : normalOf(Math.sqrt(scale / n), filling);
  },
});
