/**
 * What gradients make of all weights: the optimizer's own step, and around it what every optimizer can do – decay,
 * averages, accumulated gradients. A kernel of the optimizer's own is used where none of these is asked for.
 */
import {
  abs,
  add,
  assign,
  cast,
  div,
  equal,
  floorDivide,
  less,
  mod,
  mul,
  select,
  smallestSlot,
  sub,
  type Tensor,
  type Variable,
} from '@inkgrad/tensor';
import { type Optimizer, optimizerDefinition } from '../define/define-optimizer.ts';
import { scheduledRate } from '../define/define-schedule.ts';
import type { Weight } from '../model/built-model.ts';
import { clipGradients } from './clipping.ts';

/** A weight that is trained, its gradient, and the state beside it by name. */
export interface TrainedWeight {
  readonly weight: Weight;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<string, Variable>>;
}

/** The running average of a weight. */
export const averageSlot = 'average';
/** The sum of gradients since the last step. */
const accumulatedSlot = 'accumulated';

/** What is kept beside a weight, with what it is filled with at first. */
export function slotsOf(optimizer: Optimizer): Readonly<Record<string, number>> {
  const { useEma, gradientAccumulationSteps = 1 } = optimizer;
  return {
    ...optimizerDefinition(optimizer).slots(optimizer),
    ...(useEma && { [averageSlot]: 0 }),
    ...(gradientAccumulationSteps > 1 && { [accumulatedSlot]: 0 }),
  };
}

/**
 * Update nodes for all weights.
 * @param rate f32 []; where the optimizer has a schedule that decides
 * @param batches i32 []: batches seen before this one
 */
export function updateWeights(
  optimizer: Optimizer,
  weights: readonly TrainedWeight[],
  rate: Tensor,
  batches: Tensor,
): Tensor[] {
  const { gradientAccumulationSteps: every = 1 } = optimizer;
  const definition = optimizerDefinition(optimizer);
  const before = every === 1 ? batches : floorDivide(batches, every);
  const step = add(before, 1);
  const { learningRate: given } = optimizer;
  const learningRate = typeof given === 'number' ? rate : scheduledRate(given, before);
  // Whether the gradients of enough batches are there.
  const isDue = every === 1 ? undefined : equal(mod(add(batches, 1), every), 0);
  const summed = weights.map(({ gradient, slots }) =>
    isDue === undefined ? gradient : add(slots[accumulatedSlot]!.tensor, gradient),
  );
  const gradients = clipGradients(optimizer, isDue === undefined ? summed : summed.map((own) => div(own, every)));
  const prepared = definition.prepare?.(optimizer, learningRate, step) ?? learningRate;
  return weights.flatMap(({ weight, slots }, at) => {
    const shared = { gradient: gradients[at]!, learningRate, step, prepared };
    const isPlain = isDue === undefined && !optimizer.useEma && !decays(optimizer, weight);
    const fused = isPlain ? definition.fused?.(optimizer, { ...shared, weight: weight.variable, slots }) : undefined;
    if (fused !== undefined) return fused;
    const decayed = decays(optimizer, weight)
      ? sub(weight.variable.tensor, mul(mul(weight.variable.tensor, optimizer.weightDecay!), learningRate))
      : weight.variable.tensor;
    const slotsBefore = Object.fromEntries(Object.entries(slots).map(([name, { tensor }]) => [name, tensor]));
    const next = definition.next(optimizer, { ...shared, weight: decayed, slots: slotsBefore });
    const kept = (value: Tensor, variable: Variable): Tensor =>
      assign(variable, isDue === undefined ? value : select(isDue, value, variable.tensor));
    const mean = optimizer.useEma ? average(optimizer, slotsBefore[averageSlot]!, next.weight, step) : undefined;
    return [
      kept(overwritten(optimizer, next.weight, mean, step), weight.variable),
      ...Object.entries(next.slots).map(([name, value]) => kept(withoutSubnormal(value), slots[name]!)),
      ...(mean === undefined ? [] : [kept(mean, slots[averageSlot]!)]),
      ...(isDue === undefined ? [] : [assign(slots[accumulatedSlot]!, select(isDue, 0, summed[at]!))]),
    ];
  });
}

/** Whether the weight decays. */
function decays({ weightDecay, excludeFromWeightDecay = [] }: Optimizer, { name, variable }: Weight): boolean {
  if (weightDecay === undefined || weightDecay === 0) return false;
  const layer = variable.name.slice(0, variable.name.lastIndexOf('/'));
  return !excludeFromWeightDecay.some((excluded) => excluded === name || excluded === layer);
}

/** The first step's average is the weight itself. */
function average({ emaMomentum = 0.99 }: Optimizer, before: Tensor, weight: Tensor, step: Tensor): Tensor {
  const momentum = select(equal(step, 1), 0, emaMomentum);
  return add(mul(before, cast(momentum, 'f32')), mul(weight, sub(1, momentum)));
}

/** The weight after a step: its average where that is due. */
function overwritten(
  { emaOverwriteFrequency: every }: Optimizer,
  weight: Tensor,
  mean: Tensor | undefined,
  step: Tensor,
): Tensor {
  return every === undefined || mean === undefined ? weight : select(equal(mod(step, every), 0), mean, weight);
}

/** As the kernels do: a state that has decayed to almost nothing is nothing, as subnormal numbers are slow. */
function withoutSubnormal(value: Tensor): Tensor {
  return select(less(abs(value), smallestSlot), 0, value);
}
