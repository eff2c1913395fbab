/**
 * A matrix product as one or two instructions. Where enough rows share it, b is first packed into panels of 8 columns;
 * otherwise the tiles read b in place, which only works for a b that is not transposed.
 */
import { bytesPerElement } from '../../dtype.ts';
import type { MatmulStep } from '../../plan/plan.ts';
import * as code from './generated/opcode.ts';
import type { LoweringContext } from './lowering-context.ts';

/** With fewer rows than this, packing costs more than the tiles gain. */
const rowsWorthPacking = 8;
/** Rows of the result that a thread takes at a time: whole passes of the kernel. */
const rowsPerChunk = 16;

/** Panels that a thread packs at a time: some ten kilobytes. */
const panelsPerChunk = (k: number): number => Math.max(1, Math.floor(512 / Math.max(1, k)));

export function lowerMatmul(step: MatmulStep, context: LoweringContext): void {
  const { batch, m, k, n, transposeA, transposeB, batchStrideA, batchStrideB } = step;
  const { tape, address } = context;
  if (batch * m * n === 0) return;
  const panels = Math.ceil(n / code.tileColumns);
  const panelBytes = k * code.tileColumns * bytesPerElement;
  const shared = batch === 1 || batchStrideB === 0;
  const matrices = shared ? 1 : batch;
  const rowsSharing = shared ? batch * m : m;
  const packed = k > 0 && (transposeB || rowsSharing >= rowsWorthPacking);
  const b = packed ? context.workspace(matrices * panels * panelBytes) : address(step.b);
  if (packed) {
    const words = [address(step.b), b, k, n, transposeB ? 1 : 0, batchStrideB * bytesPerElement];
    tape.instruction(code.instructionPack, matrices * panels, panelsPerChunk(k), words);
    tape.wait();
  }
  tape.instruction(code.instructionMatmul, batch * m, rowsPerChunk, [
    address(step.a),
    b,
    address(step.out),
    m,
    k,
    n,
    (transposeA ? 1 : k) * bytesPerElement,
    (transposeA ? m : 1) * bytesPerElement,
    packed ? code.tileColumns * bytesPerElement : n * bytesPerElement,
    packed ? panelBytes : code.tileColumns * bytesPerElement,
    batchStrideA * bytesPerElement,
    shared ? 0 : packed ? panels * panelBytes : batchStrideB * bytesPerElement,
  ]);
}
