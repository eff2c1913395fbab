/** What a plan costs on WebGPU, known without a device. */
import type { Plan } from '../../plan/plan.ts';
import { lowerPlan } from './lower.ts';

/** What `lowerPlan` is told about WebGPU; 64 numbers are its usual alignment of 256 bytes. */
const webGpu = { packed: true, checksOnDevice: true, alignment: 64, dispatched: true } as const;

/** Kernel launches of one step of `plan` on `gpu:webgpu`. */
export function webGpuLaunches(plan: Plan): number {
  return lowerPlan(plan, webGpu).launches.length;
}
