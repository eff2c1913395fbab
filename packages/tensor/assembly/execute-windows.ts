/**
 * The instructions over windows, convolutions and pools, as a module of their own, which works in the memory of the first: a page
 * without convolutions does not carry it. It may hold no data, as that would lie where the data of the first is.
 */
import { runConvolution, runInputGradient, runKernelGradient, runPackKernel } from './convolution';
import {
  instructionConvolution,
  instructionInputGradient,
  instructionKernelGradient,
  instructionMaxPool,
  instructionMaxPoolGradient,
  instructionOpcode,
  instructionPackKernel,
  instructionWinograd,
  instructionWinogradInputGradient,
  instructionWinogradKernelGradient,
  instructionWinogradPack,
  instructionWinogradSum,
} from './opcode';
import { runMaxPool, runMaxPoolGradient } from './pool';
import { runWinograd, runWinogradInputGradient, runWinogradKernelGradient, runWinogradPack, runWinogradSum } from './winograd';

/** As `execute`. */
export function executeWindows(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  switch (load<u32>(instruction, instructionOpcode)) {
    case instructionPackKernel:
      runPackKernel(instruction, begin, end);
      return false;
    case instructionConvolution:
      runConvolution(instruction, begin, end, scratch);
      return false;
    case instructionInputGradient:
      runInputGradient(instruction, begin, end, scratch);
      return false;
    case instructionKernelGradient:
      runKernelGradient(instruction, begin, end, scratch);
      return false;
    case instructionWinogradPack:
      runWinogradPack(instruction, begin, end, scratch);
      return false;
    case instructionWinograd:
      runWinograd(instruction, begin, end, scratch);
      return false;
    case instructionWinogradInputGradient:
      runWinogradInputGradient(instruction, begin, end, scratch);
      return false;
    case instructionWinogradKernelGradient:
      runWinogradKernelGradient(instruction, begin, end, scratch);
      return false;
    case instructionWinogradSum:
      runWinogradSum(instruction, begin, end, scratch);
      return false;
    case instructionMaxPool:
      runMaxPool(instruction, begin, end);
      return false;
    case instructionMaxPoolGradient:
      runMaxPoolGradient(instruction, begin, end);
      return false;
    default:
      return unreachable();
  }
}
