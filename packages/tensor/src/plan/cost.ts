/**
 * What a step costs: floating-point operations and bytes of its buffers, each counted once. A model for profiles and
 * rooflines, not a measurement. Transcendental functions count as one operation of the weight given here.
 */
import { bytesPerElement } from '../dtype.ts';
import type { MapOp } from '../op/op.ts';
import { sizeOf } from '../shape.ts';
import type { Plan, PlanStep, StepKind } from './plan.ts';
import { buffersRead, buffersWritten } from './step-buffers.ts';

export interface StepCost {
  readonly flops: number;
  readonly bytes: number;
}

const mapFlops: { readonly [K in MapOp]: number } = {
  constant: 0,
  iota: 0,
  dropoutMask: 1,
  neg: 1,
  abs: 1,
  sign: 1,
  square: 1,
  sqrt: 1,
  exp: 1,
  log: 1,
  relu: 1,
  leakyRelu: 2,
  elu: 3,
  softplus: 3,
  sigmoid: 3,
  tanh: 3,
  cast: 0,
  add: 1,
  sub: 1,
  mul: 1,
  div: 1,
  maximum: 1,
  minimum: 1,
  equal: 1,
  notEqual: 1,
  less: 1,
  lessEqual: 1,
  greater: 1,
  greaterEqual: 1,
  select: 1,
};

const flopsOf: { readonly [K in StepKind]: (step: Extract<PlanStep, { kind: K }>) => number } = {
  map: ({ shape, operations }) => sizeOf(shape) * operations.reduce((total, { op }) => total + mapFlops[op], 0),
  matmul: ({ batch, m, k, n }) => 2 * batch * m * k * n,
  reduce: ({ outer, length, inner }) => outer * length * inner,
  rows: ({ rows, columns }) => 5 * rows * columns,
  crossEntropy: ({ rows, columns }) => 4 * rows * columns,
  gather: () => 0,
  scatterAdd: ({ count, rowLength }) => count * rowLength,
  concat: () => 0,
  sparseGather: () => 0,
  // What the dense product would cost; how many entries the chosen rows have is not known to the plan.
  sparseMatmul: ({ count, columns, n }) => 2 * count * columns * n,
  sparseMatmulTransposed: ({ count, columns, n }) => 2 * count * columns * n,
  adamStepSize: () => 8,
  adam: ({ length }) => 12 * length,
  momentum: ({ length, nesterov }) => (nesterov ? 6 : 4) * length,
};

/** The cost of one step of `plan`. A gather counts the rows it copies, not the table. */
export function stepCost(plan: Plan, step: PlanStep): StepCost {
  const flops = (flopsOf[step.kind] as (step: PlanStep) => number)(step);
  if (step.kind === 'gather') {
    return { flops, bytes: (2 * step.count * step.rowLength + step.count) * bytesPerElement };
  }
  const touched = [...new Set(buffersRead(step)), ...buffersWritten(step)];
  return { flops, bytes: touched.reduce((total, id) => total + plan.buffers[id]!.length * bytesPerElement, 0) };
}
