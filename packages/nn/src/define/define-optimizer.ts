/**
 * How an optimizer is defined: its options, the state it keeps beside each weight, and what a gradient makes of both.
 * What all optimizers share – clipping, weight decay, averages of weights, accumulated gradients – is added here once
 * and done in `optimizers/update-weights.ts`.
 */
import type { Tensor, Variable } from '@inkgrad/tensor';
import { checkShared, type SharedOptions, sharedFields } from '../optimizers/shared-options.ts';
import { defineNamed, type NamedFactory, namedDefinition, resolveNamed } from './define-named.ts';
import type { Schedule } from './define-schedule.ts';
import type { CompletedOf, Field, Fields } from './field.ts';
import type { Registry } from './registry.ts';

/** Plain data: the optimizer's name and options; the state that it keeps belongs to the model. */
export interface Optimizer extends SharedOptions {
  readonly name: string;
  /** A number, or a schedule of it by steps. */
  readonly learningRate: number | Schedule;
}

/** What an optimizer sees of one weight. */
export interface WeightStep<Slot extends string> {
  /** After weight decay. */
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /** The state beside the weight, before the step. */
  readonly slots: Readonly<Record<Slot, Tensor>>;
  /** f32 [] */
  readonly learningRate: Tensor;
  /** i32 []: optimizer steps, counted from 1. */
  readonly step: Tensor;
  /** What `prepare` gave; the learning rate without it. */
  readonly prepared: Tensor;
}

/** Values after the step. */
export interface NextWeight<Slot extends string> {
  readonly weight: Tensor;
  readonly slots: Readonly<Record<Slot, Tensor>>;
}

/** For an optimizer that has a kernel of its own: the variables themselves. */
export interface FusedStep<Slot extends string> extends Omit<WeightStep<Slot>, 'weight' | 'slots'> {
  readonly weight: Variable;
  readonly slots: Readonly<Record<Slot, Variable>>;
}

/** Options of an optimizer; a learning rate must be among them. */
type OptimizerFields = Fields & { readonly learningRate: Field<number | Schedule, number | Schedule> };

/** What `defineOptimizer` needs: a name, options, the state beside each weight, and the step. */
export interface OptimizerDefinition<Name extends string, F extends Fields, Slot extends string> {
  /** By which `compile` and saved models find it; unique. */
  readonly name: Name;
  /** Its own options, `learningRate` among them. */
  readonly fields: F;
  /** Checks options against one another. @throws ArgumentError */
  check?(where: string, options: CompletedOf<F>): void;
  /** The state kept beside each weight, of its shape, with what it is filled with at first. */
  slots(options: CompletedOf<F>): Readonly<Record<Slot, number>>;
  /** A scalar that all weights' steps share. */
  prepare?(options: CompletedOf<F>, learningRate: Tensor, step: Tensor): Tensor;
  /** One weight and its state after the step. */
  next(options: CompletedOf<F>, step: WeightStep<Slot>): NextWeight<Slot>;
  /** The same by a kernel, as update nodes, where nothing else changes the weight; undefined where there is none. */
  fused?(options: CompletedOf<F>, step: FusedStep<Slot>): Tensor[] | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: which options it takes is known to the definition alone
export type AnyOptimizerDefinition = OptimizerDefinition<string, any, string>;

/**
 * A kind of optimizer, as a function that makes optimizers of it.
 * @example
 * const signDescent = defineOptimizer({
 *   name: 'signDescent',
 *   fields: { learningRate: defaulted(positive, 0.001) },
 *   slots: () => ({}),
 *   next: (_, { weight, gradient, learningRate }) => ({
 *     weight: sub(weight, mul(sign(gradient), learningRate)),
 *     slots: {},
 *   }),
 * });
 */
export function defineOptimizer<const Name extends string, F extends OptimizerFields, Slot extends string>(
  definition: OptimizerDefinition<Name, F, Slot>,
): NamedFactory<'optimizer', Name, F & Omit<typeof sharedFields, keyof F>, OptimizerDefinition<Name, F, Slot>> {
  // An optimizer's own default of a shared option, such as AdamW's weight decay, comes first.
  const fields = { ...sharedFields, ...definition.fields };
  const ordered = { ...definition.fields, ...fields };
  const check = (where: string, options: CompletedOf<F>): void => {
    checkShared(where, options as SharedOptions);
    definition.check?.(where, options);
  };
  return defineNamed('optimizer', { ...definition, fields: ordered, check } as never) as never;
}

export function optimizerDefinition(optimizer: Optimizer): AnyOptimizerDefinition {
  return namedDefinition<AnyOptimizerDefinition>(optimizer)!;
}

/** Completes and checks an optimizer. @throws UnknownNameError, ArgumentError */
export function checkOptimizer(where: string, value: unknown, registry: Registry = []): Optimizer {
  return resolveNamed('optimizer', where, value, registry);
}
