/**
 * From plan steps to kernel launches. Nothing here knows a device: only whether a cell may return four numbers.
 * Steps without elements vanish. Temporaries are slots of their own; `liveness.ts` lets them share memory.
 */
import { BackendError, InternalError } from '../../errors.ts';
import type { BufferId, Plan, PlanStep, StepKind } from '../../plan/plan.ts';
import { cellsOf, type KernelSpec, maxKernelInputs } from './kernel-spec.ts';
import type { GpuProgram, IndexCheck, Launch, Slot } from './program.ts';
import { faultLength, indexCheckKernel } from './source/index-check.ts';
import { matmulKernel, reduceKernels } from './source/linear.ts';
import { lowerMap, type MapContext } from './source/map.ts';
import { concatKernel, gatherKernel, scatterAddKernel, zerosKernel } from './source/movement.ts';
import {
  adamBiasTable,
  adamMean,
  adamMeanSquare,
  adamParameter,
  adamStepSizeKernel,
  momentumParameter,
  momentumVelocity,
} from './source/optimizer.ts';
import { crossEntropyKernel, rowKernels } from './source/rows.ts';
import { sparseGatherKernel, sparseMatmulKernel } from './source/sparse.ts';

export interface LowerOptions {
  /** Whether a cell may return four numbers that lie next to one another. */
  readonly packed: boolean;
  /** Whether kernels check indices, instead of the host between launches. */
  readonly checksOnDevice: boolean;
}

type SparseStep = Extract<PlanStep, { readonly segmentStart: BufferId }>;

class Lowering implements MapContext {
  readonly packed: boolean;
  readonly slots: Slot[] = [];
  readonly launches: Launch[] = [];
  readonly checks: IndexCheck[] = [];
  readonly #ofBuffer = new Map<BufferId, Slot>();
  readonly #dense = new Map<string, Slot>();
  readonly #plan: Plan;

  constructor(plan: Plan, { packed }: { readonly packed: boolean }) {
    this.#plan = plan;
    this.packed = packed;
  }

  #slot(length: number, origin: Slot['origin']): Slot {
    const slot = { id: this.slots.length, length, origin };
    this.slots.push(slot);
    return slot;
  }

  slotOf(id: BufferId): Slot {
    const known = this.#ofBuffer.get(id);
    if (known !== undefined) return known;
    const { storage, length, data } = this.#plan.buffers[id]!;
    const outlives = storage !== 'arena' || Object.values(this.#plan.outputs).includes(id);
    const origin: Slot['origin'] =
      storage === 'constant' ? { kind: 'constant', data: data! } : outlives ? { kind: 'plan', buffer: id } : { kind: 'temporary' };
    const slot = this.#slot(length, origin);
    this.#ofBuffer.set(id, slot);
    return slot;
  }

  temporary(length: number): Slot {
    return this.#slot(length, { kind: 'temporary' });
  }

  constant(data: Float32Array): Slot {
    return this.#slot(data.length, { kind: 'constant', data });
  }

  faults(): Slot {
    return this.#slot(faultLength, { kind: 'faults' });
  }

  launch(kernel: KernelSpec, inputs: readonly Slot[], output: Slot): void {
    if (inputs.length > maxKernelInputs) throw new InternalError(`kernel "${kernel.name}" has ${inputs.length} arrays`);
    if (cellsOf(kernel) === 0 || output.length === 0) return;
    // Whatever sums over nothing is zero; an empty array is nothing that a kernel could be given.
    const empty = inputs.some(({ length }) => length === 0);
    this.launches.push(empty ? { kernel: zerosKernel(output.length), inputs: [], output } : { kernel, inputs, output });
  }

  /** The four inputs that sparse steps begin with, their indices to be checked. */
  sparseRows(step: SparseStep): Slot[] {
    const indices = this.slotOf(step.indices);
    this.check(step.kind, indices, step.count, step.rows);
    return [this.slotOf(step.segmentStart), this.slotOf(step.columnIndex), this.slotOf(step.values), indices];
  }

  /** The chosen rows with their zeros, made once for all steps that choose the same. */
  denseRows(step: SparseStep): Slot {
    const rows = this.sparseRows(step);
    const key = rows.map(({ id }) => id).join(',');
    const known = this.#dense.get(key);
    if (known !== undefined) return known;
    const dense = this.temporary(step.count * step.columns);
    this.launch(sparseGatherKernel(step, rows[2]!.length), rows, dense);
    this.#dense.set(key, dense);
    return dense;
  }

  check(op: string, indices: Slot, count: number, rows: number): void {
    const known = this.checks.some((check) => check.indices === indices && check.rows === rows && check.op === op);
    if (count > 0 && !known) this.checks.push({ op, indices, count, rows, afterLaunch: this.launches.length });
  }
}

type LowerStep<K extends StepKind> = (step: Extract<PlanStep, { kind: K }>, to: Lowering) => void;

/** A sequence in which each kernel but the first reads the result of the one before. */
function chain(to: Lowering, kernels: readonly KernelSpec[], inputs: readonly Slot[], out: Slot, keepInputs: boolean): void {
  let current = inputs;
  kernels.forEach((kernel, at) => {
    const last = at === kernels.length - 1;
    const target = last ? out : to.temporary(cellsOf(kernel));
    to.launch(kernel, current, target);
    current = keepInputs ? [...inputs, target] : [target];
  });
}

const lowerStep: { readonly [K in StepKind]: LowerStep<K> } = {
  map: (step, to) => lowerMap(step, to),
  matmul: (step, to) => to.launch(matmulKernel(step, to.packed), [to.slotOf(step.a), to.slotOf(step.b)], to.slotOf(step.out)),
  reduce: (step, to) => chain(to, reduceKernels(step), [to.slotOf(step.input)], to.slotOf(step.out), false),
  rows: (step, to) => {
    if (step.columns > 0) chain(to, rowKernels(step), [to.slotOf(step.input)], to.slotOf(step.out), true);
  },
  crossEntropy: (step, to) => {
    const labels = to.slotOf(step.labels);
    to.check('softmaxCrossEntropy', labels, step.rows, step.columns);
    if (step.columns > 0) to.launch(crossEntropyKernel(step), [to.slotOf(step.logits), labels], to.slotOf(step.out));
  },
  gather: (step, to) => {
    const indices = to.slotOf(step.indices);
    to.check('gather', indices, step.count, step.rows);
    if (step.rows > 0) to.launch(gatherKernel(step), [to.slotOf(step.table), indices], to.slotOf(step.out));
  },
  scatterAdd: (step, to) => {
    const indices = to.slotOf(step.indices);
    to.check('scatterAdd', indices, step.count, step.rows);
    to.launch(scatterAddKernel(step), [to.slotOf(step.updates), indices], to.slotOf(step.out));
  },
  concat: ({ inputs, widths, out, outer }, to) => {
    let parts = inputs.map((id, at) => ({ slot: to.slotOf(id), width: widths[at]! })).filter(({ width }) => width > 0);
    if (parts.length === 0 || outer === 0) return;
    while (parts.length > maxKernelInputs) {
      const joined = parts.slice(0, maxKernelInputs);
      const width = joined.reduce((total, part) => total + part.width, 0);
      const slot = to.temporary(width * outer);
      to.launch(concatKernel(joined.map((part) => part.width), outer), joined.map((part) => part.slot), slot);
      parts = [{ slot, width }, ...parts.slice(maxKernelInputs)];
    }
    to.launch(concatKernel(parts.map(({ width }) => width), outer), parts.map(({ slot }) => slot), to.slotOf(out));
  },
  sparseGather: (step, to) => {
    to.launch(sparseGatherKernel(step, to.slotOf(step.values).length), to.sparseRows(step), to.slotOf(step.out));
  },
  sparseMatmul: (step, to) => {
    const kernel = sparseMatmulKernel(step, to.slotOf(step.values).length, to.packed);
    to.launch(kernel, [...to.sparseRows(step), to.slotOf(step.b)], to.slotOf(step.out));
  },
  // Entries are found by row, not by column, so the rows are laid out once and the product skips their zeros.
  sparseMatmulTransposed: (step, to) => {
    const { count, columns, n } = step;
    const shape = { batch: 1, m: columns, k: count, n, transposeA: true, transposeB: false, batchStrideA: 0, batchStrideB: 0 };
    const kernel = matmulKernel({ kind: 'matmul', ...shape }, to.packed, true);
    to.launch(kernel, [to.denseRows(step), to.slotOf(step.b)], to.slotOf(step.out));
  },
  adamStepSize: ({ learningRate, step, out, beta1, beta2 }, to) => {
    const table = to.constant(adamBiasTable(beta1, beta2));
    to.launch(adamStepSizeKernel(table.length / 2), [to.slotOf(learningRate), to.slotOf(step), table], to.slotOf(out));
  },
  adam: (step, to) => {
    const [gradient, stepSize] = [to.slotOf(step.gradient), to.slotOf(step.stepSize)];
    const [parameter, m, v] = [to.slotOf(step.parameter), to.slotOf(step.m), to.slotOf(step.v)];
    to.launch(adamMean(step), [m, gradient], m);
    to.launch(adamMeanSquare(step), [v, gradient], v);
    to.launch(adamParameter(step), [parameter, m, v, stepSize], parameter);
  },
  momentum: (step, to) => {
    const [gradient, rate] = [to.slotOf(step.gradient), to.slotOf(step.learningRate)];
    const [parameter, velocity] = [to.slotOf(step.parameter), to.slotOf(step.velocity)];
    to.launch(momentumVelocity(step), [velocity, gradient, rate], velocity);
    to.launch(momentumParameter(step), step.nesterov ? [parameter, velocity, gradient, rate] : [parameter, velocity], parameter);
  },
};

/** @throws BackendError for a step that is beyond what kernels can index. */
export function lowerPlan(plan: Plan, options: LowerOptions): GpuProgram {
  const to = new Lowering(plan, options);
  for (const step of plan.steps) (lowerStep[step.kind] as LowerStep<StepKind>)(step, to);
  const deviceChecks = options.checksOnDevice ? checkOnDevice(to) : [];
  for (const { kernel } of to.launches) checkGrid(plan, kernel);
  const checks = options.checksOnDevice ? [] : to.checks;
  return { slots: to.slots, launches: to.launches, checks, deviceChecks, slotOf: (id) => to.slotOf(id) };
}

/**
 * One kernel at the end of the step for as many checks as it can take. That is late enough to leave wrong rows in
 * other results, never too late to say so: the run throws.
 */
function checkOnDevice(to: Lowering): GpuProgram['deviceChecks'] {
  const groups: { faults: Slot; checks: readonly IndexCheck[] }[] = [];
  for (let at = 0; at < to.checks.length; at += maxKernelInputs - 1) {
    const checks = to.checks.slice(at, at + maxKernelInputs - 1);
    const faults = to.faults();
    const indices = checks.map((check) => check.indices);
    to.launch(indexCheckKernel(checks, indices.map(({ length }) => length)), [faults, ...indices], faults);
    groups.push({ faults, checks });
  }
  return groups;
}

/** WebGPU takes 65,535 workgroups along an axis, 64 cells wide in one dimension and 8×8 in two; one dimension folds. */
function checkGrid(plan: Plan, { name, output }: KernelSpec): void {
  const limits = output.length === 1 ? [2 ** 31 - 1] : [65535 * 8, 65535 * 8, 65535];
  output.forEach((length, axis) => {
    if (length <= limits[axis]!) return;
    throw new BackendError('gpu', `plan "${plan.name}", kernel "${name}": ${length} cells along axis ${axis} are more than the ${limits[axis]} that a dispatch takes; use a smaller batch`);
  });
}
