/**
 * A matrix product as one or two instructions. Where enough rows share it, b is first packed into panels of 8 columns:
 * a small one by each thread for itself, a large one by all together. Otherwise the tiles read b in place, which only
 * works for a b that is not transposed.
 */
import { bytesPerElement } from '../../dtype.ts';
import type { MatmulStep } from '../../plan/plan.ts';
import * as code from './generated/opcode.ts';
import type { LoweringContext } from './lowering-context.ts';
import { packingOf, packPartition, sharesB } from './partition.ts';

export function lowerMatmul(step: MatmulStep, context: LoweringContext): void {
  const { batch, m, k, n, transposeA, transposeB, batchStrideA, batchStrideB } = step;
  const { tape, address, partition } = context;
  if (batch * m * n === 0) return;
  const panels = Math.ceil(n / code.tileColumns);
  const panelBytes = k * code.tileColumns * bytesPerElement;
  const packing = packingOf(step);
  const pack = packPartition(step);
  const b = packing === 'shared' ? context.workspace(pack.units * panelBytes) : address(step.b);
  if (packing === 'shared') {
    const words = [address(step.b), b, k, n, transposeB ? 1 : 0, batchStrideB * bytesPerElement];
    tape.instruction(code.instructionPack, pack, words);
    tape.wait();
  }
  const inPlace = packing === 'none';
  tape.instruction(code.instructionMatmul, partition, [
    address(step.a),
    b,
    address(step.out),
    m,
    k,
    n,
    (transposeA ? 1 : k) * bytesPerElement,
    (transposeA ? m : 1) * bytesPerElement,
    inPlace ? n * bytesPerElement : code.tileColumns * bytesPerElement,
    inPlace ? code.tileColumns * bytesPerElement : panelBytes,
    batchStrideA * bytesPerElement,
    sharesB(step) ? 0 : inPlace ? batchStrideB * bytesPerElement : panels * panelBytes,
    packing === 'alone' ? (transposeB ? 2 : 1) : 0,
    packing === 'alone' ? context.ownWorkspace(panels * panelBytes) : 0,
  ]);
}
