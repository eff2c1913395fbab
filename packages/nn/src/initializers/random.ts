/** Initializers of a given spread. Source: https://keras.io/api/layers/initializers/ */
import { ArgumentError, normal, uniform } from '@inkgrad/tensor';
import { defineInitializer } from '../define/define-initializer.ts';
import { defaulted } from '../define/field.ts';
import { finite, nonNegative } from '../define/fields.ts';
import { cutNormal } from './cut-normal.ts';

/**
 * Uniform in [min, max); ±0.05 by default.
 * @example
 * dense({ units: 4, kernelInitializer: randomUniform({ min: -0.1, max: 0.1 }) });
 */
export const randomUniform = defineInitializer({
  name: 'randomUniform',
  fields: {
    /** −0.05 by default. */
    min: defaulted(finite, -0.05),
    /** 0.05 by default. */
    max: defaulted(finite, 0.05),
  },
  check: (where, { min, max }) => {
    if (min > max) throw new ArgumentError(where, 'min', `at most max (${max})`, min);
  },
  fill: ({ min, max }, { seed, stream, length }) => uniform(seed, stream, length, { min, max }),
});

const normalFields = {
  /** 0 by default. */
  mean: defaulted(finite, 0),
  /** 0.05 by default. */
  standardDeviation: defaulted(nonNegative, 0.05),
};

/**
 * Normal; mean 0 and standard deviation 0.05 by default.
 * @example
 * dense({ units: 4, kernelInitializer: randomNormal({ standardDeviation: 0.02 }) });
 */
export const randomNormal = defineInitializer({
  name: 'randomNormal',
  fields: normalFields,
  fill: ({ mean, standardDeviation }, { seed, stream, length }) =>
    normal(seed, stream, length, { mean, standardDeviation }),
});

/**
 * Normal without what is beyond two standard deviations; mean 0 and standard deviation 0.05, before the cut, by default.
 * @example
 * dense({ units: 4, kernelInitializer: truncatedNormal({ standardDeviation: 0.02 }) });
 */
export const truncatedNormal = defineInitializer({
  name: 'truncatedNormal',
  fields: normalFields,
  fill: ({ mean, standardDeviation }, { seed, stream, length }) => {
    const values = cutNormal(seed, stream, length, standardDeviation);
    return mean === 0 ? values : values.map((value) => value + mean);
  },
});
