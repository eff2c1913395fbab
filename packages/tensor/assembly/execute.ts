/**
 * One instruction of the tape. Every instruction divides its work into units; a kernel does any range of them that
 * starts at a chunk boundary, touches no memory outside its buffers but the scratch it is given, and computes the same
 * bits whatever the range.
 */
import { runConvolution, runInputGradient, runKernelGradient, runPackKernel } from './convolution';
import { runMap } from './map';
import { runMatmul } from './matmul';
import {
  instructionAdam,
  instructionAdamStepSize,
  instructionConcat,
  instructionConvolution,
  instructionCrossEntropy,
  instructionGather,
  instructionInputGradient,
  instructionKernelGradient,
  instructionLogSoftmax,
  instructionMap,
  instructionMatmul,
  instructionMaxPool,
  instructionMaxPoolGradient,
  instructionMomentum,
  instructionOpcode,
  instructionPack,
  instructionPackKernel,
  instructionReduce,
  instructionScatterAdd,
  instructionSoftmax,
  instructionSparseGather,
  instructionSparseMatmul,
  instructionSparseMatmulParts,
  instructionSparseMatmulTransposed,
  instructionSumParts,
  instructionWinograd,
  instructionWinogradInputGradient,
  instructionWinogradKernelGradient,
  instructionWinogradPack,
  instructionWinogradSum,
} from './opcode';
import { runAdam, runAdamStepSize, runMomentum } from './optimizer';
import { runPack } from './pack';
import { runMaxPool, runMaxPoolGradient } from './pool';
import { runReduce, runSumParts } from './reduce';
import { runCrossEntropy, runLogSoftmax, runSoftmax } from './rows';
import { runConcat, runGather, runScatterAdd } from './selection';
import { runSparseGather, runSparseMatmul, runSparseMatmulParts, runSparseMatmulTransposed } from './sparse';
import { runWinograd, runWinogradInputGradient, runWinogradKernelGradient, runWinogradPack, runWinogradSum } from './winograd';

/** Units [begin, end) of an instruction. Returns whether it met an index out of range. */
export function execute(instruction: usize, begin: usize, end: usize, scratch: usize): bool {
  switch (load<u32>(instruction, instructionOpcode)) {
    case instructionMap:
      runMap(instruction, begin, end, scratch);
      return false;
    case instructionPack:
      runPack(instruction, begin, end);
      return false;
    case instructionMatmul:
      runMatmul(instruction, begin, end, scratch);
      return false;
    case instructionReduce:
      runReduce(instruction, begin, end);
      return false;
    case instructionSoftmax:
      runSoftmax(instruction, begin, end);
      return false;
    case instructionLogSoftmax:
      runLogSoftmax(instruction, begin, end);
      return false;
    case instructionCrossEntropy:
      return runCrossEntropy(instruction, begin, end, scratch);
    case instructionGather:
      return runGather(instruction, begin, end, scratch);
    case instructionScatterAdd:
      return runScatterAdd(instruction, begin, end, scratch);
    case instructionSparseGather:
      return runSparseGather(instruction, begin, end, scratch);
    case instructionSparseMatmul:
      return runSparseMatmul(instruction, begin, end, scratch);
    case instructionSparseMatmulParts:
      return runSparseMatmulParts(instruction, begin, end, scratch);
    case instructionSparseMatmulTransposed:
      return runSparseMatmulTransposed(instruction, begin, end, scratch);
    case instructionSumParts:
      runSumParts(instruction, begin, end);
      return false;
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
    case instructionConcat:
      runConcat(instruction, begin, end);
      return false;
    case instructionAdamStepSize:
      runAdamStepSize(instruction);
      return false;
    case instructionAdam:
      runAdam(instruction, begin, end);
      return false;
    case instructionMomentum:
      runMomentum(instruction, begin, end);
      return false;
    default:
      return unreachable();
  }
}
