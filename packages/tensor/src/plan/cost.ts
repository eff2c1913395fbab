/**
 * What a step costs: floating-point operations and bytes of its buffers, each counted once. A model for profiles and
 * rooflines, not a measurement. Transcendental functions count as one operation of the weight given here.
 */
import { check } from '../check/numbers.ts';
import { bytesPerElement } from '../dtype.ts';
import type { MapOp } from '../op/op.ts';
import { sizeOf } from '../shape.ts';
import { checkPlan } from './check-plan.ts';
import type {
  BufferId,
  Plan,
  PlanStep,
  SparseGatherStep,
  SparseMatmulStep,
  SparseMatmulTransposedStep,
  StepKind,
} from './plan.ts';
import { buffersRead, buffersWritten } from './step-buffers.ts';

/** What one step of a plan costs at least: floating-point operations, and bytes read and written. */
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
  floor: 1,
  round: 1,
  sin: 1,
  cos: 1,
  erf: 3,
  expm1: 1,
  log1p: 1,
  cast: 0,
  add: 1,
  sub: 1,
  mul: 1,
  div: 1,
  pow: 1,
  mod: 1,
  floorDivide: 1,
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

type SparseStep = SparseGatherStep | SparseMatmulStep | SparseMatmulTransposedStep;

/** Entries of the rows chosen: so many on average, and exactly over an epoch, which chooses each row once. */
function chosenEntries({ buffers }: Plan, { values, rows, count }: SparseStep): number {
  return (buffers[values]!.length / Math.max(1, rows)) * count;
}

const flopsOf: { readonly [K in StepKind]: (step: Extract<PlanStep, { kind: K }>, plan: Plan) => number } = {
  map: ({ shape, operations }) => sizeOf(shape) * operations.reduce((total, { op }) => total + mapFlops[op], 0),
  matmul: ({ batch, m, k, n }) => 2 * batch * m * k * n,
  reduce: ({ outer, length, inner }) => outer * length * inner,
  rows: ({ rows, columns }) => 5 * rows * columns,
  crossEntropy: ({ rows, columns }) => 4 * rows * columns,
  gather: () => 0,
  scatterAdd: ({ outer, count, rowLength }) => outer * count * rowLength,
  concat: () => 0,
  sparseGather: () => 0,
  sparseMatmul: (step, plan) => 2 * chosenEntries(plan, step) * step.n,
  sparseMatmulTransposed: (step, plan) => 2 * chosenEntries(plan, step) * step.n,
  convolution: ({ batch, output, window, channels, filters, groups }) =>
    (2 * batch * sizeOf(output) * sizeOf(window) * channels * filters) / groups,
  pool: ({ batch, output, window, channels }) => batch * sizeOf(output) * sizeOf(window) * channels,
  adamStepSize: () => 8,
  adam: ({ length }) => 12 * length,
  momentum: ({ length, nesterov }) => (nesterov ? 6 : 4) * length,
};

/** Elements read of a table that a step chooses rows from, and of what chooses them; undefined for other steps. */
function elementsChosen(plan: Plan, step: PlanStep): { elements: number; tables: readonly BufferId[] } | undefined {
  switch (step.kind) {
    case 'gather':
      return { elements: step.outer * step.count * step.rowLength, tables: [step.table] };
    case 'sparseGather':
    case 'sparseMatmul':
    case 'sparseMatmulTransposed': {
      const { segmentStart, columnIndex, values, count, segments } = step;
      const elements = 2 * chosenEntries(plan, step) + count * (segments + 1);
      return { elements, tables: [segmentStart, columnIndex, values] };
    }
    default:
      return undefined;
  }
}

/**
 * The cost of one step of `plan`. Of a table that rows are chosen from, only the rows count, zeros left out if sparse.
 * @throws ArgumentError for what is no plan, or no step of it.
 * @example
 * const planned = plan(program({ name: 'product', outputs: { y: matmul(ones([8, 8]), ones([8, 8])) } }));
 * planned.steps.reduce((sum, step) => sum + stepCost(planned, step).flops, 0) >= 1024; // → true
 */
export function stepCost(plan: Plan, step: PlanStep): StepCost {
  checkPlan('stepCost', plan);
  check('stepCost', 'step', step, 'a step of the plan', plan.steps.includes(step));
  return costOf(plan, step);
}

/** As `stepCost`, unchecked. */
export function costOf(plan: Plan, step: PlanStep): StepCost {
  const flops = (flopsOf[step.kind] as (step: PlanStep, plan: Plan) => number)(step, plan);
  const chosen = elementsChosen(plan, step);
  const whole = [...new Set(buffersRead(step)), ...buffersWritten(step)].filter((id) => !chosen?.tables.includes(id));
  const elements = whole.reduce((total, id) => total + plan.buffers[id]!.length, chosen?.elements ?? 0);
  return { flops, bytes: elements * bytesPerElement };
}
