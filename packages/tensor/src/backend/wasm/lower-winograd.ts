/** A convolution by Winograd's algorithm as two instructions: its kernel is transformed before, or its kernel's gradient after. */
import { bytesPerElement } from '../../dtype.ts';
import type { ConvolutionStep } from '../../plan/plan.ts';
import * as code from './generated/opcode.ts';
import type { LoweringContext } from './lowering-context.ts';
import { tileBlock, tilesOf, tileUnits, transformedKernelBytes, winogradPanels } from './winograd.ts';

export function lowerWinograd(step: ConvolutionStep, windows: readonly number[], context: LoweringContext): void {
  const { tape, address, partition } = context;
  const { op, batch, channels, filters } = step;
  const { tiles, partition: units } = tileUnits(step);
  const block = tileBlock(step);
  const own = context.ownWorkspace(block.bytes);
  const words = (kernel: number): number[] => [
    ...windows,
    filters,
    kernel,
    address(step.y),
    own,
    block.tiles,
    tiles,
    batch * tilesOf(step),
  ];
  if (op === 'conv2dKernelGradient') {
    const parts = context.workspace(units.units * transformedKernelBytes(step));
    tape.instruction(code.instructionWinogradKernelGradient, units, words(parts));
    tape.wait();
    const sum = [parts, address(step.kernel), channels, filters, units.units, own];
    tape.instruction(code.instructionWinogradSum, partition, sum);
    return;
  }
  const isForward = op === 'conv2d';
  const panels = winogradPanels(step);
  const k = isForward ? channels : filters;
  const kernel = context.workspace(code.winogradProducts * panels.units * k * code.tileColumns * bytesPerElement);
  const pack = [address(step.kernel), kernel, channels, filters, isForward ? 0 : 1, own];
  tape.instruction(code.instructionWinogradPack, panels, pack);
  tape.wait();
  const opcode = isForward ? code.instructionWinograd : code.instructionWinogradInputGradient;
  tape.instruction(opcode, partition, words(kernel));
}
