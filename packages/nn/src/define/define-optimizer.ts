/** How an optimizer is defined: its options, the state it keeps beside each weight, and how a gradient changes both. */
import type { Tensor, Variable } from '@inkgrad/tensor';
import { type Clipping, checkClipping, clippingFields } from '../optimizers/clipping.ts';
import { defineNamed, type NamedFactory, namedDefinition } from './define-named.ts';
import type { CompletedOf, Field, Fields } from './field.ts';

/** Plain data: the optimizer's name and options; the state that it keeps belongs to the model. */
export interface Optimizer extends Clipping {
  readonly name: string;
  readonly learningRate: number;
}

export interface UpdateCall<Slot extends string> {
  readonly weight: Variable;
  readonly slots: Readonly<Record<Slot, Variable>>;
  readonly gradient: Tensor;
  /** f32 [] */
  readonly learningRate: Tensor;
  /** i32 [], counted from 1 */
  readonly step: Tensor;
  /** What `prepare` gave. */
  readonly prepared: Tensor;
}

/** Options of an optimizer; a learning rate must be among them. */
type OptimizerFields = Fields & { readonly learningRate: Field<number, number> };

export interface OptimizerDefinition<Name extends string, F extends Fields, Slot extends string> {
  /** By which `compile` and saved models find it; unique. */
  readonly name: Name;
  /** Its own options, `learningRate` among them; ways of clipping come beside them. */
  readonly fields: F;
  /** Checks options against one another. @throws ArgumentError */
  check?(where: string, options: CompletedOf<F>): void;
  /** Names of the state kept beside each weight, of its shape, zero at first. */
  slots(options: CompletedOf<F>): readonly Slot[];
  /** A scalar that all weights' updates share; the learning rate by default. */
  prepare?(options: CompletedOf<F>, learningRate: Tensor, step: Tensor): Tensor;
  /** Update nodes for one weight. */
  update(options: CompletedOf<F>, call: UpdateCall<Slot>): Tensor[];
}

// biome-ignore lint/suspicious/noExplicitAny: which options it takes is known to the definition alone
export type AnyOptimizerDefinition = OptimizerDefinition<string, any, string>;

/** A kind of optimizer, as a function that makes optimizers of it. */
export function defineOptimizer<const Name extends string, F extends OptimizerFields, Slot extends string>(
  definition: OptimizerDefinition<Name, F, Slot>,
): NamedFactory<'optimizer', Name, F & typeof clippingFields, OptimizerDefinition<Name, F, Slot>> {
  const fields = { ...definition.fields, ...clippingFields };
  const check = (where: string, options: CompletedOf<F & typeof clippingFields>): void => {
    checkClipping(where, options as Clipping);
    definition.check?.(where, options as unknown as CompletedOf<F>);
  };
  return defineNamed('optimizer', { ...definition, fields, check } as never) as never;
}

export function optimizerDefinition(optimizer: Optimizer): AnyOptimizerDefinition {
  return namedDefinition<AnyOptimizerDefinition>(optimizer)!;
}
