/**
 * From plan steps to kernel launches, one rule for each kind of step. Nothing here knows a device, only what its
 * memory and its cells can do. Steps without elements vanish.
 */
import { BackendError } from '../../errors.ts';
import type { BufferId, Plan, PlanStep, StepKind } from '../../plan/plan.ts';
import { buffersRead } from '../../plan/step-buffers.ts';
import { reducedRange } from './integers.ts';
import { dispatchLimits, type KernelSpec, maxKernelInputs } from './kernel-spec.ts';
import { type Kept, Lowering, type LowerOptions, type StepOf } from './lowering.ts';
import type { GpuProgram, Slot } from './program.ts';
import { writeSmall } from './small-state.ts';
import { writeHeavy } from './source/heavy.ts';
import { indexCheckKernel } from './source/index-check.ts';
import { type MatmulShape, matmulKernel } from './source/linear.ts';
import { concatKernel, gatherKernel, scatterAddKernel } from './source/movement.ts';
import type { Node, Operand } from './source/node.ts';
import {
  adamBiasTable,
  adamMean,
  adamMeanSquare,
  adamParameter,
  adamStepSize,
  adamStepSizeKernel,
  groupedUpdate,
  groupRows,
  momentumParameter,
  momentumVelocity,
  type Rate,
} from './source/optimizer.ts';
import { reduceKernel, reductionParts } from './source/reduce.ts';
import { crossEntropyKernel, rowStatisticsKernel, rowsKernel, shortRow } from './source/rows.ts';
import { type SparseOperands, type SparseStep, sparseGatherKernel, sparseMatmulKernel } from './source/sparse.ts';
import {
  convolutionKernel,
  kernelGradientKernel,
  kernelGradientParts,
  poolGradientKernel,
  poolKernel,
} from './source/windows.ts';
import { rateOf, type UpdateStep, updatedBuffers } from './state-groups.ts';

export type { LowerOptions } from './lowering.ts';

/** A step size that group updates work out themselves. */
interface KnownStepSize {
  readonly learningRate: Kept;
  readonly step: Kept;
  readonly table: { readonly slot: Slot };
}

/** Lowering with what only some steps share. */
class PlanLowering extends Lowering {
  readonly stepSizes = new Map<BufferId, KnownStepSize>();
  /** Of each group of updates, where it is not one of the step sizes. */
  readonly groupRates = new Map<number, Kept>();
  readonly #dense = new Map<string, Slot>();

  sparseOperands(step: SparseStep): SparseOperands {
    const indices = this.check(step.kind, step.indices, step.count, step.rows);
    const [starts, columns, values] = [step.segmentStart, step.columnIndex, step.values].map((id) =>
      this.stored(id),
    ) as [Slot, Slot, Slot];
    return {
      starts: { slot: starts },
      columns: { slot: columns },
      values: { slot: values },
      indices,
      entries: values.length,
    };
  }

  /** The chosen rows with their zeros, made once for all steps that choose the same. */
  denseRows(step: SparseStep): Slot {
    const key = [step.segmentStart, step.columnIndex, step.values, step.indices].join();
    const known = this.#dense.get(key);
    if (known !== undefined) return known;
    const from = this.sparseOperands(step);
    const dense = this.temporary(step.count * step.columns);
    this.emitHeavy(sparseGatherKernel(step, from), dense);
    this.#dense.set(key, dense);
    return dense;
  }

  /** A matrix product into `out`, or into `out` and what follows it if it also writes the sums of b's columns. */
  product(step: PlanStep, shape: MatmulShape, a: Operand, b: Operand, out: BufferId, skipZeros: boolean): void {
    const { packed } = this.options;
    if (!this.grouping.withColumnSums.has(step)) {
      this.defer(out, matmulKernel(shape, a, b, { packed, skipZeros }));
      return;
    }
    const { group, offset } = this.grouping.gradients.get(out)!;
    const target = this.part(this.groupGradient(group), offset, (shape.m + 1) * shape.n);
    this.emitHeavy(matmulKernel(shape, a, b, { packed, skipZeros, columnSums: true }), target);
  }
}

type LowerStep<K extends StepKind> = (step: StepOf<K>, to: PlanLowering) => void;

const lowerStep: { readonly [K in StepKind]: LowerStep<K> } = {
  map: (step, to) => to.map(step),
  matmul: (step, to) => {
    const { kind: _kind, a, b, out, ...shape } = step;
    to.product(step, shape, { slot: to.stored(a) }, { slot: to.stored(b) }, out, false);
  },
  reduce: (step, to) => {
    if (to.grouping.replaced.has(step)) return;
    const { input, out, outer, length, inner, op } = step;
    const parts = reductionParts(step);
    const care = {
      guarded: reducedRange(step, to.rangeOf(input))?.guarded === true,
      doubtful: to.rangeOf(input)?.doubtful === true,
    };
    const shape = inner > 1 ? [outer, length, inner] : [outer, length];
    if (parts === 1) {
      const value = to.operand(input, outer * inner === 1 ? [length] : shape, maxKernelInputs);
      // One short sum is written into the scalar that is made of it.
      const isShort = op === 'sum' && outer * inner === 1 && length > 0 && length <= shortSum;
      if (isShort && to.isTemporary(out) && !care.guarded) {
        to.define(out, { shape: [1], node: { kind: 'total', length, of: value } });
      } else {
        to.defer(
          out,
          reduceKernel(step, outer * inner === 1 ? to.operand(input, shape, maxKernelInputs) : value, care),
        );
      }
      return;
    }
    const partial = to.temporary(outer * parts * inner);
    to.emitHeavy(reduceKernel(step, to.operand(input, shape, maxKernelInputs), { ...care, parts }), partial);
    to.defer(out, reduceKernel({ op, outer, length: parts, inner }, { slot: partial }, care));
  },
  rows: ({ op, input, out, rows, columns }, to) => {
    if (columns === 0) return;
    const shape = { rows, columns };
    const logits = to.operand(input, [rows, columns], maxKernelInputs - 1);
    if (columns <= shortRow) return to.defer(out, rowsKernel(op, shape, logits));
    const statistics = to.temporary(2 * rows);
    to.emitHeavy(rowStatisticsKernel(shape, logits), statistics);
    to.defer(out, rowsKernel(op, shape, logits, statistics));
  },
  crossEntropy: ({ logits, labels, out, rows, columns }, to) => {
    const known = to.check('softmaxCrossEntropy', labels, rows, columns);
    if (columns === 0) return;
    to.defer(out, crossEntropyKernel({ rows, columns }, to.operand(logits, [rows, columns]), known));
  },
  gather: (step, to) => {
    const { table, indices, out, outer, rows, rowLength, count, fromEnd } = step;
    const chosen = to.check('gather', indices, count, rows, fromEnd);
    if (rows === 0 || outer * count * rowLength === 0) return;
    const slot = to.stored(table);
    // Single elements are picked by whoever reads them, as long as the index is at hand.
    if (outer * rowLength === 1 && to.isTemporary(out) && ('node' in chosen || to.options.checksOnDevice)) {
      const index: Node =
        'node' in chosen ? chosen.node : { kind: 'load', slot: chosen.slot, access: { offset: 0, strides: [1] } };
      to.define(out, {
        shape: [count],
        node: { kind: 'pick', table: slot, index: fromEnd ? rowOf(index, rows) : index },
      });
    } else {
      to.defer(out, gatherKernel(step, { slot }, chosen));
    }
  },
  scatterAdd: (step, to) => {
    to.check('scatterAdd', step.indices, step.count, step.rows, step.fromEnd);
    to.launch(scatterAddKernel(step), [to.stored(step.updates), to.stored(step.indices)], to.slotOf(step.out));
  },
  concat: ({ inputs, widths, out, outer }, to) => {
    if (outer === 1 && inputs.length <= fewParts && widths.every((width) => width === 1) && to.isTemporary(out)) {
      return to.define(out, {
        shape: [inputs.length],
        node: oneOf(inputs.map((id) => to.load(id, { offset: 0, strides: [0] }, [inputs.length]))),
      });
    }
    let parts = inputs.map((id, at) => ({ slot: to.stored(id), width: widths[at]! })).filter(({ width }) => width > 0);
    if (parts.length === 0 || outer === 0) return;
    while (parts.length > maxKernelInputs) {
      const joined = parts.slice(0, maxKernelInputs);
      const width = joined.reduce((total, part) => total + part.width, 0);
      const slot = to.temporary(width * outer);
      to.launch(
        concatKernel(
          joined.map((part) => part.width),
          outer,
        ),
        joined.map((part) => part.slot),
        slot,
      );
      parts = [{ slot, width }, ...parts.slice(maxKernelInputs)];
    }
    to.launch(
      concatKernel(
        parts.map(({ width }) => width),
        outer,
      ),
      parts.map(({ slot }) => slot),
      to.slotOf(out),
    );
  },
  sparseGather: (step, to) => {
    if (step.columns * step.count > 0) to.defer(step.out, sparseGatherKernel(step, to.sparseOperands(step)));
    else to.sparseOperands(step);
  },
  sparseMatmul: (step, to) => {
    const from = to.sparseOperands(step);
    to.defer(step.out, sparseMatmulKernel(step, from, { slot: to.stored(step.b) }, to.options.packed));
  },
  // Entries are found by row, not by column, so the rows are laid out once and the product skips their zeros.
  sparseMatmulTransposed: (step, to) => {
    const { count, columns, n, b, out } = step;
    const shape = {
      batch: 1,
      m: columns,
      k: count,
      n,
      transposeA: true,
      transposeB: false,
      batchStrideA: 0,
      batchStrideB: 0,
    };
    to.product(step, shape, { slot: to.denseRows(step) }, { slot: to.stored(b) }, out, true);
  },
  convolution: (step, to) => {
    const { op } = step;
    if (op !== 'conv2dKernelGradient') {
      const [factor, out] = op === 'conv2d' ? [step.x, step.y] : [step.y, step.x];
      to.defer(out, convolutionKernel(step, to.stored(factor), to.stored(step.kernel)));
      return;
    }
    const heavy = kernelGradientKernel(step, to.stored(step.x), to.stored(step.y));
    const parts = kernelGradientParts(step);
    if (parts === 1) return to.defer(step.kernel, heavy);
    const { length } = to.plan.buffers[step.kernel]!;
    const partial = to.temporary(parts * length);
    to.emitHeavy(heavy, partial);
    to.defer(step.kernel, reduceKernel({ op: 'sum', outer: 1, length: parts, inner: length }, { slot: partial }));
  },
  pool: (step, to) => {
    const kernel = step.op === 'maxPool2d' ? poolKernel : poolGradientKernel;
    to.defer(step.out, kernel(step, to.stored(step.x), to.stored(step.from)));
  },
  adamStepSize: ({ learningRate, step, out, beta1, beta2 }, to) => {
    const table = { slot: to.constant(adamBiasTable(beta1, beta2)) };
    const [rate, time] = [to.operand(learningRate, [1], fewest), to.operand(step, [1], fewest)];
    const grouped = to.plan.steps.every(
      (other) => other.kind !== 'adam' || other.stepSize !== out || to.grouping.groupOf.has(other),
    );
    if (grouped && to.isTemporary(out) && readOnlyByUpdates(to.plan, out))
      to.stepSizes.set(out, { learningRate: to.keep(rate), step: to.keep(time), table });
    else to.defer(out, adamStepSizeKernel(adamStepSize(rate, time, table), [rate, time, table]));
  },
  adam: (step, to) => {
    const gradient = to.stored(step.gradient);
    if (joinsGroup(step, to)) return;
    const [parameter, m, v] = [to.slotOf(step.parameter), to.slotOf(step.m), to.slotOf(step.v)];
    const stepSize = to.stored(step.stepSize);
    to.launch(adamMean(step), [m, gradient], m);
    to.launch(adamMeanSquare(step), [v, gradient], v);
    to.launch(adamParameter(step), [parameter, m, v, stepSize], parameter);
  },
  momentum: (step, to) => {
    const gradient = to.stored(step.gradient);
    if (joinsGroup(step, to)) return;
    const [parameter, velocity] = [to.slotOf(step.parameter), to.slotOf(step.velocity)];
    const rate = to.stored(step.learningRate);
    to.launch(momentumVelocity(step), [velocity, gradient, rate], velocity);
    to.launch(
      momentumParameter(step),
      step.nesterov ? [parameter, velocity, gradient, rate] : [parameter, velocity],
      parameter,
    );
  },
};

/** Arrays of a learning rate and of a step: with those of a group of updates and the table they are what a kernel takes. */
const fewest = 2;

/** The row of an index that counts from the end where it is negative. */
function rowOf(index: Node, rows: number): Node {
  const operation = (op: 'less' | 'add' | 'select', ...inputs: Node[]): Node => ({
    kind: 'operation',
    operation: { op, attributes: {}, inputs: [], dtype: 'i32' },
    inputs,
  });
  const isNegative = operation('less', index, { kind: 'number', value: 0 });
  return operation('select', isNegative, operation('add', index, { kind: 'number', value: rows }), index);
}

/** Most single numbers that are put side by side by whoever reads them. */
const fewParts = 4;

/** The part whose number is the coordinate. */
function oneOf(parts: readonly Node[]): Node {
  const at: Node = { kind: 'coordinate', access: { offset: 0, strides: [1] } };
  const isBelow = (end: number): Node => ({
    kind: 'operation',
    operation: { op: 'less', attributes: {}, inputs: [], dtype: 'i32' },
    inputs: [at, { kind: 'number', value: end }],
  });
  return parts.reduceRight((rest, part, position) => ({
    kind: 'operation',
    operation: { op: 'select', attributes: {}, inputs: [], dtype: 'f32' },
    inputs: [isBelow(position + 1), part, rest],
  }));
}

/** Longest sum that is worked out where it is used. */
const shortSum = 256;

function readOnlyByUpdates(plan: Plan, id: BufferId): boolean {
  return plan.steps.every((step) => (step.kind === 'adam' && step.gradient !== id) || !buffersRead(step).includes(id));
}

/** The updates of each group by one kernel, after everything that reads what they write. */
function updateGroups(to: PlanLowering): void {
  to.grouping.groups.forEach(({ steps, length }, at) => {
    const [{ step: first }] = steps as [(typeof steps)[number]];
    const rows = groupRows[first.kind];
    const members = steps.flatMap(({ step, offset }) =>
      updatedBuffers(step).map((buffer, row) => ({ buffer, row, offset })),
    );
    for (const { buffer } of members) to.beforeWriting(to.slotOf(buffer));
    const state = to.group({ length, rows, members });
    const { rate, operands } = rateFor(at, first, to);
    to.emitHeavy(groupedUpdate(first, length, { slot: state }, { slot: to.groupGradient(at) }, rate, operands), state);
  });
}

/** Whether an update waits for its group; keeps the rate as it is at the group's first update. */
function joinsGroup(step: UpdateStep, to: PlanLowering): boolean {
  const group = to.grouping.groupOf.get(step);
  if (group === undefined) return false;
  const id = rateOf(step);
  if (!to.stepSizes.has(id) && !to.groupRates.has(group))
    to.groupRates.set(group, to.keep(to.operand(id, [1], maxKernelInputs - 2)));
  return true;
}

function rateFor(group: number, step: UpdateStep, to: PlanLowering): { rate: Rate; operands: readonly Operand[] } {
  const known = to.stepSizes.get(rateOf(step));
  if (known !== undefined) {
    const { learningRate, step: time, table } = known;
    const operands = [learningRate.operand, time.operand, table] as const;
    return { rate: adamStepSize(...operands), operands };
  }
  const { operand } = to.groupRates.get(group)!;
  return { rate: (writer) => writer.element(operand, [1], ['0']), operands: [operand] };
}

/** @throws BackendError for a step that is beyond what kernels can index. */
export function lowerPlan(plan: Plan, options: LowerOptions): GpuProgram {
  const to = new PlanLowering(plan, options);
  plan.steps.forEach((step, at) => {
    to.begin(at);
    (lowerStep[step.kind] as LowerStep<StepKind>)(step, to);
  });
  to.begin(plan.steps.length);
  const deviceChecks = options.checksOnDevice ? checkOnDevice(to) : [];
  updateGroups(to);
  if (options.alignment !== undefined) writeSmall(to, options.alignment);
  if (options.dispatched) for (const { kernel } of to.launches) checkGrid(plan, kernel);
  const checks = options.checksOnDevice ? [] : to.checks;
  return { slots: to.slots, launches: to.launches, checks, deviceChecks, groups: to.groups };
}

/**
 * One kernel at the end of the step for as many checks as it can take. That is late enough to leave wrong rows in
 * other results, never too late to say so: the run throws.
 */
function checkOnDevice(to: PlanLowering): GpuProgram['deviceChecks'] {
  const groups: { faults: Slot; checks: PlanLowering['checks'] }[] = [];
  const kernelOf = (checks: PlanLowering['checks'], faults: Slot) =>
    indexCheckKernel(
      checks.map(({ operand, ...check }) => ({ ...check, indices: operand })),
      { slot: faults },
    );
  for (const check of to.checks) {
    const last = groups.at(-1);
    const joined = [...(last?.checks ?? []), check];
    if (last !== undefined && writeHeavy(kernelOf(joined, last.faults)).inputs.length <= maxKernelInputs)
      last.checks.push(check);
    else groups.push({ faults: to.faults(), checks: [check] });
  }
  for (const { faults, checks } of groups) to.emitHeavy(kernelOf(checks, faults), faults);
  return groups;
}

/** @throws BackendError for a kernel with more cells along an axis than a dispatch takes. */
function checkGrid(plan: Plan, { name, output }: KernelSpec): void {
  const limits = output.length === 1 ? [2 ** 31 - 1] : dispatchLimits;
  output.forEach((length, axis) => {
    if (length <= limits[axis]!) return;
    throw new BackendError(
      'gpu',
      `plan "${plan.name}", kernel "${name}": ${length} cells along axis ${axis} are more than the ${limits[axis]} that a dispatch takes; use a smaller batch`,
    );
  });
}
