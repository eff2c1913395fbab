/** The built-in learning-rate schedules. Adding one is a file in this folder and a line here. */
import type { Definable } from '../define/definable.ts';
import type { Schedule } from '../define/define-schedule.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import { cosineDecayBySteps } from './cosine-decay.ts';
import { cosineDecayRestarts } from './cosine-decay-restarts.ts';
import { exponentialDecayBySteps } from './exponential-decay.ts';
import { inverseTimeDecay } from './inverse-time-decay.ts';
import { piecewiseConstantDecay } from './piecewise-constant-decay.ts';
import { polynomialDecay } from './polynomial-decay.ts';

const builtIn = {
  exponentialDecay: exponentialDecayBySteps,
  cosineDecay: cosineDecayBySteps,
  cosineDecayRestarts,
  polynomialDecay,
  inverseTimeDecay,
  piecewiseConstantDecay,
};

export const builtInSchedules: readonly Definable<Schedule>[] = Object.values(builtIn);

/** `#/$defs/learningRate` */
export const learningRateSchema: JsonSchema = {
  description: 'A number, or a schedule: the rate as a function of the optimizer’s steps.',
  anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { oneOf: builtInSchedules.map(({ schema }) => schema) }],
};
