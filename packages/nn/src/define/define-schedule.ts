/** How a learning-rate schedule is defined: its options, and the rate of each step. */
import { cast, type Tensor } from '@inkgrad/tensor';
import { type Arithmetic, ofNumbers, ofTensors } from '../schedules/arithmetic.ts';
import { defineNamed, type NamedFactory, namedDefinition } from './define-named.ts';
import type { CompletedOf, Fields } from './field.ts';

/** Plain data: the schedule's name and options. A learning rate that is a function of the optimizer's steps. */
export interface Schedule {
  readonly name: string;
}

export interface ScheduleDefinition<Name extends string, F extends Fields> {
  /** By which JSON finds it; unique. */
  readonly name: Name;
  readonly fields: F;
  /** Checks options against one another. @throws ArgumentError */
  check?(where: string, options: CompletedOf<F>): void;
  /** @param step counted from 0 */
  rate<T>(options: CompletedOf<F>, step: T, arithmetic: Arithmetic<T>): T;
}

// biome-ignore lint/suspicious/noExplicitAny: which options it takes is known to the definition alone
type AnyScheduleDefinition = ScheduleDefinition<string, any>;

/** A kind of schedule, as a function that makes schedules of it. */
export function defineSchedule<const Name extends string, F extends Fields>(
  definition: ScheduleDefinition<Name, F>,
): NamedFactory<'schedule', Name, F, ScheduleDefinition<Name, F>> {
  return defineNamed('schedule', definition);
}

/** The rate of a step, f32 []. @param step i32 [], counted from 0; exact below 2²⁴ */
export function scheduledRate(schedule: Schedule, step: Tensor): Tensor {
  return namedDefinition<AnyScheduleDefinition>(schedule)!.rate(schedule, cast(step, 'f32'), ofTensors);
}

/** The same on the host, in float64. */
export function rateOfStep(schedule: Schedule, step: number): number {
  return namedDefinition<AnyScheduleDefinition>(schedule)!.rate(schedule, step, ofNumbers);
}
