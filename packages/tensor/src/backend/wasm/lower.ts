/**
 * Plan steps as instructions of the tape. The table is typed over the kinds of steps, so a new kind does not compile
 * until it has an entry here. Chunks are what threads share out; they depend on the step alone.
 */
import { bytesPerElement } from '../../dtype.ts';
import type { PlanStep, StepKind } from '../../plan/plan.ts';
import * as code from './generated/opcode.ts';
import { lowerMap } from './lower-map.ts';
import { lowerMatmul } from './lower-matmul.ts';
import type { LoweringContext } from './lowering-context.ts';

type StepOf<K extends StepKind> = Extract<PlanStep, { kind: K }>;

/** Bytes that make a chunk worth a thread's while. */
const chunkBytes = 16384;

const rowsPerChunk = (rowLength: number): number =>
  Math.max(1, Math.floor(chunkBytes / (bytesPerElement * Math.max(1, rowLength))));

/** Elements; a multiple of the widest vector loop's step. */
const elementsPerChunk = chunkBytes / bytesPerElement;

/** Rows of a sparse product that a thread takes at a time; a segment of b is read once for each of them. */
const sparseRowsPerChunk = 16;

/** What the instructions over sparse rows have in common. Returns the instruction's offset. */
function beginSparse(
  opcode: number,
  units: number,
  chunk: number,
  step: StepOf<'sparseGather' | 'sparseMatmul' | 'sparseMatmulTransposed'>,
  { tape, address }: LoweringContext,
): number {
  const { segmentStart, columnIndex, values, indices, out, rows, count, columns, segments } = step;
  const start = tape.begin(opcode, units, chunk);
  for (const buffer of [segmentStart, columnIndex, values, indices, out]) tape.word(address(buffer));
  tape.word(rows).word(count).word(columns).word(segments);
  return start;
}

const lowerings: { readonly [K in StepKind]: (step: StepOf<K>, context: LoweringContext) => void } = {
  map: lowerMap,
  matmul: lowerMatmul,
  reduce: ({ op, input, out, outer, length, inner }, { tape, address, dtype }) => {
    const units = outer * Math.ceil(inner / code.reduceColumns);
    const integer = dtype(input) === 'i32' ? 1 : 0;
    const opcode = { sum: code.reduceSum, max: code.reduceMax, argmax: code.reduceArgmax }[op];
    const chunk = rowsPerChunk(length * Math.min(inner, code.reduceColumns));
    tape.instruction(code.instructionReduce, units, chunk, [
      address(input),
      address(out),
      length,
      inner,
      opcode,
      integer,
    ]);
  },
  rows: ({ op, input, out, rows, columns }, { tape, address }) => {
    const opcode = { softmax: code.instructionSoftmax, logSoftmax: code.instructionLogSoftmax }[op];
    tape.instruction(opcode, rows, rowsPerChunk(8 * columns), [address(input), address(out), columns]);
  },
  crossEntropy: ({ logits, labels, out, rows, columns }, { tape, address }) => {
    const words = [address(logits), address(out), columns, address(labels)];
    tape.instruction(code.instructionCrossEntropy, rows, rowsPerChunk(8 * columns), words);
  },
  gather: ({ table, indices, out, rows, rowLength, count }, { tape, address }) => {
    const words = [address(table), address(indices), address(out), rows, rowLength * bytesPerElement, count];
    tape.instruction(code.instructionGather, count, rowsPerChunk(rowLength), words);
  },
  scatterAdd: ({ updates, indices, out, rows, rowLength, count }, { tape, address }) => {
    const words = [address(updates), address(indices), address(out), rows, rowLength * bytesPerElement, count];
    tape.instruction(code.instructionScatterAdd, rows, rowsPerChunk(rowLength), words);
  },
  concat: ({ inputs, widths, out, outer }, { tape, address }) => {
    const whole = widths.reduce((total, width) => total + width, 0);
    const start = tape.begin(code.instructionConcat, outer, rowsPerChunk(whole));
    tape.word(address(out)).word(whole * bytesPerElement);
    inputs.forEach((input, part) => {
      tape.word(address(input)).word(widths[part]! * bytesPerElement);
    });
    tape.end(start);
  },
  sparseGather: (step, context) => {
    const start = beginSparse(code.instructionSparseGather, step.count, rowsPerChunk(step.columns), step, context);
    context.tape.end(start);
  },
  sparseMatmul: (step, context) => {
    const start = beginSparse(code.instructionSparseMatmul, step.count, sparseRowsPerChunk, step, context);
    context.tape.word(context.address(step.b)).word(step.n).end(start);
  },
  sparseMatmulTransposed: (step, context) => {
    const start = beginSparse(code.instructionSparseMatmulTransposed, step.segments, 1, step, context);
    context.tape.word(context.address(step.b)).word(step.n).end(start);
  },
  adamStepSize: ({ learningRate, step, out, beta1, beta2 }, { tape, address }) => {
    const start = tape.begin(code.instructionAdamStepSize, 1, 1);
    tape.word(address(learningRate)).word(address(step)).word(address(out)).word(0).f64(beta1).f64(beta2);
    tape.end(start);
  },
  adam: ({ gradient, stepSize, parameter, m, v, length, beta1, beta2, epsilon }, { tape, address }) => {
    const start = tape.begin(code.instructionAdam, length, elementsPerChunk);
    for (const buffer of [gradient, stepSize, parameter, m, v]) tape.word(address(buffer));
    for (const rate of [beta1, 1 - beta1, beta2, 1 - beta2, epsilon]) tape.f32(rate);
    tape.end(start);
  },
  momentum: ({ gradient, learningRate, parameter, velocity, length, momentum, nesterov }, { tape, address }) => {
    const start = tape.begin(code.instructionMomentum, length, elementsPerChunk);
    for (const buffer of [gradient, learningRate, parameter, velocity]) tape.word(address(buffer));
    tape
      .word(0)
      .f32(momentum)
      .word(nesterov ? 1 : 0);
    tape.end(start);
  },
};

/** Appends the instructions of one step. */
export function lowerStep(step: PlanStep, context: LoweringContext): void {
  (lowerings[step.kind] as (step: PlanStep, context: LoweringContext) => void)(step, context);
}
