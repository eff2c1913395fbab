/**
 * Plan steps as instructions of the tape. The table is typed over the kinds of steps, so a new kind does not compile
 * until it has an entry here. What part of it each thread takes is `partition.ts`.
 */
import { bytesPerElement } from '../../dtype.ts';
import { smallestSlot } from '../../functions/update.ts';
import type { PlanStep, StepKind, WindowStepKind } from '../../plan/plan.ts';
import * as code from './generated/opcode.ts';
import { lowerMap } from './lower-map.ts';
import { lowerMatmul } from './lower-matmul.ts';
import type { LoweringContext } from './lowering-context.ts';
import { isInParts, rowBlocks, segmentPartition } from './partition.ts';

type StepOf<K extends StepKind> = Extract<PlanStep, { kind: K }>;

/** What the instructions over sparse rows have in common. Returns the instruction's offset. */
function beginSparse(
  opcode: number,
  step: StepOf<'sparseGather' | 'sparseMatmul' | 'sparseMatmulTransposed'>,
  { tape, address, partition }: LoweringContext,
  out = address(step.out),
): number {
  const { segmentStart, columnIndex, values, indices, rows, count, columns, segments } = step;
  const start = tape.begin(opcode, partition);
  for (const buffer of [segmentStart, columnIndex, values, indices]) tape.word(address(buffer));
  tape.word(out).word(rows).word(count).word(columns).word(segments);
  return start;
}

/** The arguments of the instructions that take rows by index. */
function indexedWords(
  from: number,
  { indices, out, rows, rowLength, count, fromEnd }: StepOf<'gather' | 'scatterAdd'>,
  address: LoweringContext['address'],
): number[] {
  return [from, address(indices), address(out), rows, rowLength * bytesPerElement, count, fromEnd ? rows : 0];
}

type Lowerings = { readonly [K in StepKind]: (step: StepOf<K>, context: LoweringContext) => void };
type WindowLowerings = Pick<Lowerings, WindowStepKind>;

const lowerings: Omit<Lowerings, WindowStepKind> & Partial<WindowLowerings> = {
  map: lowerMap,
  matmul: lowerMatmul,
  reduce: (step, { tape, address, dtype, partition, workspace }) => {
    const { op, input, out, outer, length, inner } = step;
    const parted = rowBlocks(step, dtype(input));
    if (parted !== undefined) {
      const { blocks, partition: units } = parted;
      const parts = workspace(blocks * inner * bytesPerElement);
      const words = [address(input), parts, code.reduceRows, inner, code.reduceSum, 0, length];
      tape.instruction(code.instructionReduce, units, words);
      tape.wait();
      tape.instruction(code.instructionSumParts, partition, [parts, address(out), 1, inner, blocks]);
      return;
    }
    const integer = dtype(input) === 'i32' ? 1 : 0;
    const opcode = { sum: code.reduceSum, max: code.reduceMax, argmax: code.reduceArgmax }[op];
    const words = [address(input), address(out), length, inner, opcode, integer, outer * length];
    tape.instruction(code.instructionReduce, partition, words);
  },
  rows: ({ op, input, out, columns }, { tape, address, partition }) => {
    const opcode = { softmax: code.instructionSoftmax, logSoftmax: code.instructionLogSoftmax }[op];
    tape.instruction(opcode, partition, [address(input), address(out), columns]);
  },
  crossEntropy: ({ logits, labels, out, columns }, { tape, address, partition }) => {
    const words = [address(logits), address(out), columns, address(labels)];
    tape.instruction(code.instructionCrossEntropy, partition, words);
  },
  gather: (step, { tape, address, partition }) => {
    tape.instruction(code.instructionGather, partition, indexedWords(address(step.table), step, address));
  },
  scatterAdd: (step, { tape, address, partition }) => {
    tape.instruction(code.instructionScatterAdd, partition, indexedWords(address(step.updates), step, address));
  },
  concat: ({ inputs, widths, out }, { tape, address, partition }) => {
    const whole = widths.reduce((total, width) => total + width, 0);
    const start = tape.begin(code.instructionConcat, partition);
    tape.word(address(out)).word(whole * bytesPerElement);
    inputs.forEach((input, part) => {
      tape.word(address(input)).word(widths[part]! * bytesPerElement);
    });
    tape.end(start);
  },
  sparseGather: (step, context) => {
    context.tape.end(beginSparse(code.instructionSparseGather, step, context));
  },
  sparseMatmul: (step, context) => {
    const { tape, address, partition } = context;
    const { count, n, segments } = step;
    if (!isInParts(step)) {
      const start = beginSparse(code.instructionSparseMatmul, step, context);
      tape.word(address(step.b)).word(n).end(start);
      return;
    }
    const parts = context.workspace(segments * count * n * bytesPerElement);
    const bySegments = { ...context, partition: segmentPartition(step) };
    const start = beginSparse(code.instructionSparseMatmulParts, step, bySegments, parts);
    tape.word(address(step.b)).word(n).end(start);
    tape.wait();
    tape.instruction(code.instructionSumParts, partition, [parts, address(step.out), count, n, segments]);
  },
  sparseMatmulTransposed: (step, context) => {
    const start = beginSparse(code.instructionSparseMatmulTransposed, step, context);
    context.tape.word(context.address(step.b)).word(step.n).end(start);
  },
  adamStepSize: ({ learningRate, step, out, beta1, beta2 }, { tape, address, partition }) => {
    const start = tape.begin(code.instructionAdamStepSize, partition);
    tape.word(address(learningRate)).word(address(step)).word(address(out)).word(0).f64(beta1).f64(beta2);
    tape.end(start);
  },
  adam: ({ gradient, stepSize, parameter, m, v, beta1, beta2, epsilon }, { tape, address, partition }) => {
    const start = tape.begin(code.instructionAdam, partition);
    for (const buffer of [gradient, stepSize, parameter, m, v]) tape.word(address(buffer));
    for (const rate of [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, smallestSlot]) tape.f32(rate);
    tape.end(start);
  },
  momentum: (step, { tape, address, partition }) => {
    const { gradient, learningRate, parameter, velocity, momentum, nesterov } = step;
    const start = tape.begin(code.instructionMomentum, partition);
    for (const buffer of [gradient, learningRate, parameter, velocity]) tape.word(address(buffer));
    tape
      .word(0)
      .f32(momentum)
      .word(nesterov ? 1 : 0)
      .f32(smallestSlot);
    tape.end(start);
  },
};

/** See `window-steps.ts`. */
export function addLowerings(added: WindowLowerings): void {
  Object.assign(lowerings, added);
}

/** Appends the instructions of one step. */
export function lowerStep(step: PlanStep, context: LoweringContext): void {
  (lowerings[step.kind] as (step: PlanStep, context: LoweringContext) => void)(step, context);
}
