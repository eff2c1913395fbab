/** What a plan costs on WebGPU, known without a device. */
import { checkPlan } from '../../plan/check-plan.ts';
import type { Plan } from '../../plan/plan.ts';
import { lowerPlan } from './lower.ts';

/** What `lowerPlan` is told about WebGPU; 64 numbers are its usual alignment of 256 bytes. */
const webGpu = { packed: true, checksOnDevice: true, alignment: 64, dispatched: true } as const;

/** Kernel launches of one step of `plan` on `gpu:webgpu`. @throws ArgumentError for what is no plan. */
export function webGpuLaunches(plan: Plan): number {
  checkPlan('webGpuLaunches', plan);
  return lowerPlan(plan, webGpu).launches.length;
}
