/** A learning rate as an option: a number, or a schedule of it. */
import { ArgumentError } from '@inkgrad/tensor';
import { resolveNamed } from '../define/define-named.ts';
import type { Schedule } from '../define/define-schedule.ts';
import type { Check } from '../define/field.ts';
import { describe, isRecord } from '../define/names.ts';

/** A learning rate as an option of an optimizer. */
export const learningRate: Check<number | Schedule> = {
  schema: { $ref: '#/$defs/learningRate' },
  complete: (where, name, value, known = []) => {
    if (isRecord(value)) return resolveNamed('schedule', `${where} ${name}`, value, known);
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    throw new ArgumentError(where, name, 'a finite number above 0, or a schedule such as cosineDecay', describe(value));
  },
};
