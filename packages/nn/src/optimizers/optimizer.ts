/** What every optimizer offers: state beside each parameter, and how a gradient changes both. */
import type { Tensor, Variable } from '@inkgrad/tensor';

export interface UpdateContext<Slot extends string> {
  readonly parameter: Variable;
  readonly slots: Readonly<Record<Slot, Variable>>;
  readonly gradient: Tensor;
  /** f32 [] */
  readonly learningRate: Tensor;
  /** What `prepare` gave. */
  readonly prepared: Tensor;
}

/** The rule of one kind of optimizer, whose settings are O. */
export interface OptimizerRule<O, Slot extends string = string> {
  /** Names of the state kept beside each parameter, of its shape, zero at first. */
  slots(options: O): readonly Slot[];
  /**
   * A scalar that all parameters' updates share.
   * @param learningRate f32 []
   * @param step i32 [], counted from 1
   */
  prepare(options: O, learningRate: Tensor, step: Tensor): Tensor;
  /** Update nodes for one parameter. */
  update(options: O, context: UpdateContext<Slot>): Tensor[];
}
