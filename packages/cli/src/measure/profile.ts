/**
 * Times of a plan's steps joined with what the steps cost and what the machine can do: operations, bytes, rates, and
 * the share of the roofline. A step's roofline time is the longer of its arithmetic at the measured peak and its
 * traffic at the measured copying speed; its share is that time over the time taken.
 */
import type { Plan, StepTime } from '@inkgrad/tensor';
import { stepCost } from '@inkgrad/tensor';
import type { MachinePeak } from '@inkgrad/tensor/measure';
import { stepLabel } from './step-label.ts';

export interface StepProfile {
  readonly index: number;
  readonly kind: string;
  readonly label: string;
  readonly seconds: number;
  /** Of the sum over all steps. */
  readonly share: number;
  readonly flops: number;
  readonly bytes: number;
  /** 10⁹ operations per second; null for a step too short to time. */
  readonly gigaflops: number | null;
  /** 10⁹ bytes per second; null for a step too short to time. */
  readonly gigabytes: number | null;
  /** Roofline time over time taken, 1 for a step that cannot be faster; null for a step too short to time. */
  readonly roofline: number | null;
}

export interface PlanProfile {
  /** Sum over the steps. */
  readonly seconds: number;
  readonly flops: number;
  readonly bytes: number;
  readonly gigaflops: number;
  readonly steps: readonly StepProfile[];
}

/** @throws RangeError unless there is a time for each step of the plan */
export function profilePlan(plan: Plan, times: readonly StepTime[], peak: MachinePeak): PlanProfile {
  if (times.length !== plan.steps.length) {
    throw new RangeError(`${times.length} times for the ${plan.steps.length} steps of a plan`);
  }
  const total = times.reduce((sum, { seconds }) => sum + seconds, 0);
  const steps = plan.steps.map((step, index): StepProfile => {
    const { flops, bytes } = stepCost(plan, step);
    const { seconds } = times[index]!;
    const least = Math.max(flops / (peak.gigaflops * 1e9), bytes / (peak.gigabytes * 1e9));
    const rate = (amount: number): number | null => (seconds > 0 ? amount / seconds / 1e9 : null);
    return {
      index,
      kind: step.kind,
      label: stepLabel(plan, step),
      seconds,
      share: total > 0 ? seconds / total : 0,
      flops,
      bytes,
      gigaflops: rate(flops),
      gigabytes: rate(bytes),
      roofline: seconds > 0 ? least / seconds : null,
    };
  });
  const flops = steps.reduce((sum, step) => sum + step.flops, 0);
  return {
    seconds: total,
    flops,
    bytes: steps.reduce((sum, step) => sum + step.bytes, 0),
    gigaflops: total > 0 ? flops / total / 1e9 : 0,
    steps,
  };
}

/** The floating-point operations of a whole plan. */
export function planFlops(plan: Plan): number {
  return plan.steps.reduce((sum, step) => sum + stepCost(plan, step).flops, 0);
}

/** The bytes that the steps of a whole plan read and write. */
export function planBytes(plan: Plan): number {
  return plan.steps.reduce((sum, step) => sum + stepCost(plan, step).bytes, 0);
}
