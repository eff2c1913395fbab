/**
 * Numbers that the tape and the kernels share. This one file is compiled into the kernels and copied beside them
 * for the TypeScript that writes the tape, so the two cannot drift apart. Only plain constants belong here.
 */

// Instruction header, in bytes: opcode, size of the instruction, units of work, units per chunk, whether all earlier
// instructions must be done before it begins; then arguments.
export const instructionOpcode = 0;
export const instructionSize = 4;
export const instructionUnits = 8;
export const instructionChunk = 12;
export const instructionWaits = 16;
export const instructionArguments = 20;

// Tape header, in bytes: size of the instructions that follow it.
export const tapeSize = 0;
export const tapeInstructions = 16;

// What threads share, in bytes, each on a cache line of its own: the command; threads that have arrived at the barrier;
// barriers passed; threads that sleep at a barrier, and those that sleep until the next command; the first index error.
/** Commands given so far, times `commandThreads`, plus the threads that take part in the last one. */
export const controlCommands = 0;
export const controlTape = 4;
export const controlSteps = 8;
export const controlScratch = 12;
export const controlScratchBytes = 16;
export const controlThreads = 20;
export const controlArrived = 64;
export const controlBarriers = 128;
export const controlSleepers = 192;
export const controlIdle = 196;
export const controlErrorLock = 256;
/** Offset of the instruction in error, or −1. */
export const controlErrorInstruction = 260;
export const controlErrorIndex = 264;
export const controlErrorPosition = 268;
/** Whether there was an error by the last barrier: written only while every thread waits there. */
export const controlStop = 272;
export const controlBytes = 320;
/** More than there can be threads; a power of two. */
export const commandThreads = 128;

// Instructions.
export const instructionMap = 0;
export const instructionPack = 1;
export const instructionMatmul = 2;
export const instructionReduce = 3;
export const instructionSoftmax = 4;
export const instructionLogSoftmax = 5;
export const instructionCrossEntropy = 6;
export const instructionGather = 7;
export const instructionScatterAdd = 8;
export const instructionConcat = 9;
export const instructionAdamStepSize = 10;
export const instructionAdam = 11;
export const instructionMomentum = 12;
export const instructionSparseGather = 13;
export const instructionSparseMatmul = 14;
export const instructionSparseMatmulTransposed = 15;
export const instructionSparseMatmulParts = 16;
export const instructionSumParts = 17;
export const instructionPackKernel = 18;
export const instructionConvolution = 19;
export const instructionKernelGradient = 20;
export const instructionMaxPool = 21;
export const instructionMaxPoolGradient = 22;
export const instructionInputGradient = 23;
export const instructionWinogradPack = 24;
export const instructionWinograd = 25;
export const instructionWinogradInputGradient = 26;
export const instructionWinogradKernelGradient = 27;
export const instructionWinogradSum = 28;

/** Words that say where windows lie, the first arguments of an instruction over them. */
export const windowWords = 14;
/** Output positions of which patches are made together, for a convolution and for its kernel gradient. */
export const patchesTogether = 64;
export const patchesSummed = 128;
/** Elements of a patch that are made together; whole panels. */
export const patchLength = 256;
/** Bytes between the rows of patches, beside their elements: so that rows of a round length do not share cache lines' places. */
export const patchGap = 64;
/** Bytes of an image with zeros around it, of which a thread makes a copy. */
export const borderedBytes = 65536;
/** Of a tile of a matrix product. */
export const tileBytes = 128;

/** Products that a tile of 2×2 results of a window of 3×3 takes (`winograd.ts`). */
export const winogradProducts = 16;

// Scratch of a thread: an index error {index, position}, then strips.
export const scratchErrorIndex = 0;
export const scratchErrorPosition = 4;
/** Where a kernel leaves what it loaded only to have it in cache. */
export const scratchTouched = 8;
export const scratchStrips = 64;

// A strip is a register of a map: this many elements.
export const stripLength = 256;
export const stripBytes = 1024;

// Matrix tiles: rows of a, columns of b, rows of k between two passes over c, rows of a kept in L2.
export const tileRows = 4;
export const tileColumns = 8;

// Micro-operation of a map, in bytes: opcode, size, then {base, in place} of the destination and up to three
// sources, then immediate values.
export const microOpcode = 0;
export const microSize = 4;
export const microDestination = 8;
export const microA = 16;
export const microB = 24;
export const microC = 32;
export const microImmediate = 40;

// Micro-operations: filling and loading strips.
export const microFill = 0;
export const microFillFrom = 1;
export const microLoadStrided = 2;
export const microCopy = 3;
export const microIota = 4;
export const microDropoutMask = 5;
// f32
export const microNeg = 6;
export const microAbs = 7;
export const microSign = 8;
export const microSquare = 9;
export const microSqrt = 10;
export const microExp = 11;
export const microLog = 12;
export const microRelu = 13;
export const microLeakyRelu = 14;
export const microElu = 15;
export const microSoftplus = 16;
export const microSigmoid = 17;
export const microTanh = 18;
export const microAdd = 19;
export const microSub = 20;
export const microMul = 21;
export const microDiv = 22;
export const microMaximum = 23;
export const microMinimum = 24;
export const microEqual = 25;
export const microNotEqual = 26;
export const microLess = 27;
export const microLessEqual = 28;
// Of either element type; greater and greaterEqual are less and lessEqual with their sources exchanged.
export const microSelect = 29;
// Between element types.
export const microToInteger = 30;
export const microToFloat = 31;
// i32
export const microIntegerNeg = 32;
export const microIntegerAbs = 33;
export const microIntegerSign = 34;
export const microIntegerSquare = 35;
export const microIntegerAdd = 36;
export const microIntegerSub = 37;
export const microIntegerMul = 38;
export const microIntegerMaximum = 39;
export const microIntegerMinimum = 40;
export const microIntegerEqual = 41;
export const microIntegerNotEqual = 42;
export const microIntegerLess = 43;
export const microIntegerLessEqual = 44;
// f32 again
export const microFloor = 45;
export const microRound = 46;
export const microSin = 47;
export const microCos = 48;
export const microErf = 49;
export const microExpm1 = 50;
export const microLog1p = 51;
export const microPow = 52;
export const microMod = 53;
// i32 again
export const microIntegerPow = 54;
export const microIntegerFloorDivide = 55;
export const microIntegerMod = 56;

// Reductions.
export const reduceSum = 0;
export const reduceMax = 1;
export const reduceArgmax = 2;
/** Columns that one unit of a reduction over a middle axis covers. */
export const reduceColumns = 16;
/** Rows that are summed before their sum joins the total. */
export const reduceRows = 512;
