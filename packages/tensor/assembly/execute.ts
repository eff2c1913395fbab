/**
 * One instruction of the tape. Every instruction divides its work into units; a kernel does any range of them that
 * starts at a chunk boundary, touches no memory outside its buffers but the scratch it is given, and computes the same
 * bits whatever the range.
 */
import { runMap } from './map';
import { runMatmul } from './matmul';
import {
  instructionAdam,
  instructionAdamStepSize,
  instructionConcat,
  instructionCrossEntropy,
  instructionGather,
  instructionLogSoftmax,
  instructionMap,
  instructionMatmul,
  instructionMomentum,
  instructionOpcode,
  instructionPack,
  instructionReduce,
  instructionScatterAdd,
  instructionSoftmax,
  instructionSparseGather,
  instructionSparseMatmul,
  instructionSparseMatmulParts,
  instructionSparseMatmulTransposed,
  instructionSumParts,
} from './opcode';
import { runAdam, runAdamStepSize, runMomentum } from './optimizer';
import { runPack } from './pack';
import { runReduce, runSumParts } from './reduce';
import { runCrossEntropy, runLogSoftmax, runSoftmax } from './rows';
import { runConcat, runGather, runScatterAdd } from './selection';
import { runSparseGather, runSparseMatmul, runSparseMatmulParts, runSparseMatmulTransposed } from './sparse';

/** The instructions of the second module; where there is none, a function that throws. */
@external('env', 'executeWindows')
declare function executeWindows(instruction: usize, begin: usize, end: usize, scratch: usize): bool;

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
      return executeWindows(instruction, begin, end, scratch);
  }
}
