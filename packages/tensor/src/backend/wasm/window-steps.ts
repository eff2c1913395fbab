/**
 * All that the wasm backend has for convolutions and pools, added to its tables by who makes such tensors (`functions/windows.ts`):
 * so a page without them carries neither their kernels nor what prepares them.
 */
import { addAccesses } from './accesses.ts';
import { windowKernels } from './generated/window-kernels.ts';
import { addLowerings } from './lower.ts';
import { lowerConvolution, lowerPool } from './lower-windows.ts';
import { addWindowKernels } from './module.ts';
import { addPartitions } from './partition.ts';
import { convolutionAccesses, poolAccesses } from './window-accesses.ts';
import { convolutionPartition, poolPartition } from './window-partition.ts';

export function addWindowSteps(): void {
  addLowerings({ convolution: lowerConvolution, pool: lowerPool });
  addPartitions({ convolution: convolutionPartition, pool: poolPartition });
  addAccesses({ convolution: convolutionAccesses, pool: poolAccesses });
  addWindowKernels(windowKernels);
}
