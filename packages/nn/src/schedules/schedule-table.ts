/** The built-in learning-rate schedules, and a learning rate as an option: a number, or a schedule of it. */
import { ArgumentError } from '@inkgrad/tensor';
import type { Definable } from '../define/definable.ts';
import { isDescribed } from '../define/define-named.ts';
import type { Schedule } from '../define/define-schedule.ts';
import type { Check } from '../define/field.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import { describe, isRecord } from '../define/names.ts';
import { resolve } from '../define/registry.ts';
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

/** A learning rate as an option of an optimizer. */
export const learningRate: Check<number | Schedule> = {
  schema: { $ref: '#/$defs/learningRate' },
  complete: (where, name, value, known = []) => {
    if (isRecord(value)) {
      const own = known.filter(({ kind }) => kind === 'schedule');
      return resolve(
        `${where} ${name}`,
        { kind: 'schedule', builtIn: builtInSchedules, made: isDescribed },
        value,
        own,
      );
    }
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    throw new ArgumentError(where, name, 'a finite number above 0, or a schedule such as cosineDecay', describe(value));
  },
};
