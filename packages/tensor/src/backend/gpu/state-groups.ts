/**
 * Which optimizer updates of a plan run as one kernel, and where their arrays and gradients lie then. The order within
 * a group is such that a bias gradient follows the kernel gradient it can be summed with, as a last row of it.
 */

import { numberKey } from '../../number-key.ts';
import type {
  AdamStep,
  BufferId,
  MatmulStep,
  MomentumStep,
  Plan,
  PlanStep,
  ReduceStep,
  SparseMatmulTransposedStep,
} from '../../plan/plan.ts';
import { buffersRead } from '../../plan/step-buffers.ts';
import { groupLength } from './source/optimizer.ts';

export type UpdateStep = AdamStep | MomentumStep;

export interface UpdateGroup {
  readonly steps: readonly { readonly step: UpdateStep; readonly offset: number }[];
  /** Elements of a row: all parameters, each padded to the alignment of the device, and as `groupLength` has it. */
  readonly length: number;
}

export interface Grouping {
  readonly groups: readonly UpdateGroup[];
  readonly groupOf: ReadonlyMap<PlanStep, number>;
  /** Where a gradient lies in the gradients of its group. */
  readonly gradients: ReadonlyMap<BufferId, { readonly group: number; readonly offset: number }>;
  /** Products that also write the column sums, and the reductions which that replaces. */
  readonly withColumnSums: ReadonlySet<PlanStep>;
  readonly replaced: ReadonlySet<PlanStep>;
}

export const noGrouping: Grouping = {
  groups: [],
  groupOf: new Map(),
  gradients: new Map(),
  withColumnSums: new Set(),
  replaced: new Set(),
};

/** The arrays that an update writes, in the order of the rows of its group. */
export const updatedBuffers = (step: UpdateStep): readonly BufferId[] =>
  step.kind === 'adam' ? [step.parameter, step.m, step.v] : [step.parameter, step.velocity];

export const rateOf = (step: UpdateStep): BufferId => (step.kind === 'adam' ? step.stepSize : step.learningRate);

type GradientProduct = (MatmulStep & { readonly kind: 'matmul' }) | SparseMatmulTransposedStep;

export function groupUpdates(plan: Plan, alignment: number): Grouping {
  const readers = countReaders(plan);
  const grouped = new Map<string, UpdateStep[]>();
  for (const step of plan.steps) {
    if (step.kind !== 'adam' && step.kind !== 'momentum') continue;
    const own = plan.buffers[step.gradient]!;
    // A gradient that something else reads too needs its place for itself.
    if (own.storage !== 'arena' || readers.get(step.gradient) !== 1 || step.length === 0) continue;
    const settings = step.kind === 'adam' ? [step.beta1, step.beta2, step.epsilon] : [step.momentum];
    const key = [
      step.kind === 'momentum' && step.nesterov ? 'nesterov' : step.kind,
      rateOf(step),
      ...settings.map(numberKey),
    ].join(' ');
    grouped.set(key, [...(grouped.get(key) ?? []), step]);
  }
  const pairs = columnSumPairs(plan, alignment, readers);
  const groups: UpdateGroup[] = [];
  const groupOf = new Map<PlanStep, number>();
  const gradients = new Map<BufferId, { group: number; offset: number }>();
  const withColumnSums = new Set<PlanStep>();
  const replaced = new Set<PlanStep>();
  for (const steps of grouped.values()) {
    const group = groups.length;
    const byGradient = new Map(steps.map((step) => [step.gradient, step]));
    const placed = new Set<UpdateStep>();
    const members: { step: UpdateStep; offset: number }[] = [];
    let length = 0;
    const place = (step: UpdateStep): void => {
      placed.add(step);
      members.push({ step, offset: length });
      gradients.set(step.gradient, { group, offset: length });
      groupOf.set(step, group);
      length += Math.ceil(step.length / alignment) * alignment;
    };
    for (const { product, reduction } of pairs) {
      const [kernel, bias] = [byGradient.get(product.out), byGradient.get(reduction.out)];
      if (kernel === undefined || bias === undefined || placed.has(kernel) || placed.has(bias)) continue;
      place(kernel);
      place(bias);
      withColumnSums.add(product);
      replaced.add(reduction);
    }
    for (const step of steps) if (!placed.has(step)) place(step);
    groups.push({ steps: members, length: groupLength(length) });
  }
  return { groups, groupOf, gradients, withColumnSums, replaced };
}

function countReaders(plan: Plan): Map<BufferId, number> {
  const readers = new Map<BufferId, number>();
  const add = (id: BufferId): void => void readers.set(id, (readers.get(id) ?? 0) + 1);
  for (const step of plan.steps) for (const id of new Set(buffersRead(step))) add(id);
  for (const id of Object.values(plan.outputs)) add(id);
  return readers;
}

interface Pair {
  readonly product: GradientProduct;
  readonly reduction: ReduceStep;
}

/** Products aᵀ · b whose b is also summed over its rows: the sums are a row of ones in a. */
function columnSumPairs(plan: Plan, alignment: number, readers: ReadonlyMap<BufferId, number>): Pair[] {
  const products = plan.steps.filter((step): step is GradientProduct => {
    if (step.kind === 'sparseMatmulTransposed') return (step.columns * step.n) % alignment === 0;
    const plain = step.kind === 'matmul' && step.batch === 1 && step.transposeA && !step.transposeB;
    return plain && (step.m * step.n) % alignment === 0;
  });
  return products.flatMap((product) => {
    const rows = product.kind === 'matmul' ? product.k : product.count;
    const reduction = plan.steps.find(
      (step): step is ReduceStep =>
        step.kind === 'reduce' &&
        step.op === 'sum' &&
        step.input === product.b &&
        step.outer === 1 &&
        step.inner === product.n &&
        step.length === rows &&
        readers.get(step.out) === 1,
    );
    return reduction === undefined || product.n === 0 || rows === 0 ? [] : [{ product, reduction }];
  });
}
