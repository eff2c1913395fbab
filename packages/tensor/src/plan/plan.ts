/**
 * The plan: what a backend compiles. Plain data — buffers at fixed offsets of one arena, and steps in order. All
 * decisions of ordering, fusion, memory and views are made; a backend only has to say how each kind of step runs.
 * Steps read and write whole contiguous buffers, except that a map may load through strides.
 */
import type { DType, TypedArray } from '../dtype.ts';
import type { ConvolutionOp, MapOp, OpAttributes, PoolOp, ReduceOp, RowOp } from '../op/op.ts';
import type { Convolution, Windows } from '../op/windows.ts';
import type { Shape } from '../shape.ts';

/** Index into `Plan.buffers`. */
export type BufferId = number;

/**
 * `input` and `state` are bound to device buffers when the plan is compiled; `constant` carries its data;
 * `arena` lives at `offset` bytes (a multiple of 64) of the arena, which steps whose lifetimes do not meet share.
 */
export interface PlanBuffer {
  readonly id: BufferId;
  readonly storage: 'input' | 'state' | 'constant' | 'arena';
  /** Unique within the plan among inputs and state; a label for people otherwise. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly length: number;
  /** Bytes from the start of the arena; 0 for other storage. */
  readonly offset: number;
  /** Elements of a `constant`. */
  readonly data?: TypedArray;
}

/** Reads element `offset + Σ index[axis] · strides[axis]` of a buffer; a stride of 0 broadcasts. */
export interface MapLoad {
  readonly buffer: BufferId;
  readonly offset: number;
  /** One per axis of the step's shape, in elements. */
  readonly strides: readonly number[];
}

/** One scalar operation of a fused map; `inputs` are registers. */
export type MapOperation = {
  [K in MapOp]: {
    readonly op: K;
    readonly attributes: OpAttributes[K];
    readonly inputs: readonly number[];
    readonly dtype: DType;
  };
}[MapOp];

/** Writes a register to element i of a contiguous buffer, for i the row-major position in the step's shape. */
export interface MapStore {
  readonly register: number;
  readonly buffer: BufferId;
}

/**
 * A fused element-wise program, run for every position of `shape`. Register r is the r-th load for
 * r < loads.length and the result of operation r − loads.length after that. A store's buffer may also be loaded
 * at the same position (in-place update of state): every operation sees the value from before the stores.
 */
export interface MapStep {
  readonly kind: 'map';
  readonly shape: Shape;
  readonly loads: readonly MapLoad[];
  readonly operations: readonly MapOperation[];
  readonly stores: readonly MapStore[];
}

/** out[g] = a[g]·b[g] for g < batch. a is [batch, m, k] (stored [batch, k, m] if transposeA), b [batch or 1, k, n]. */
export interface MatmulStep {
  readonly kind: 'matmul';
  readonly a: BufferId;
  readonly b: BufferId;
  readonly out: BufferId;
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Elements between matrices of a batch; 0 where one matrix serves the whole batch. */
  readonly batchStrideA: number;
  readonly batchStrideB: number;
}

/** [outer, length, inner] → [outer, inner]. An empty sum is 0; an empty max or argmax is refused when recorded. */
export interface ReduceStep {
  readonly kind: 'reduce';
  readonly op: ReduceOp;
  readonly input: BufferId;
  readonly out: BufferId;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** softmax or logSoftmax of each row. */
export interface RowsStep {
  readonly kind: 'rows';
  readonly op: RowOp;
  readonly input: BufferId;
  readonly out: BufferId;
  readonly rows: number;
  readonly columns: number;
}

/** out[r] = log Σ exp(logits[r]) − logits[r, labels[r]]. */
export interface CrossEntropyStep {
  readonly kind: 'crossEntropy';
  readonly logits: BufferId;
  readonly labels: BufferId;
  readonly out: BufferId;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Rows of `rowLength` elements by index, in each of `outer` tables that lie behind one another. An index is within [0, rows),
 * or with `fromEnd` within [−rows, rows), negative ones counted from the end.
 */
interface IndexedStep {
  readonly indices: BufferId;
  readonly out: BufferId;
  readonly outer: number;
  readonly rows: number;
  readonly rowLength: number;
  readonly count: number;
  readonly fromEnd: boolean;
}

/** out[o, i] = table[o, indices[i]], of either dtype. */
export interface GatherStep extends IndexedStep {
  readonly kind: 'gather';
  readonly table: BufferId;
}

/** out = 0; out[o, indices[i]] += updates[o, i], in the order of i. */
export interface ScatterAddStep extends IndexedStep {
  readonly kind: 'scatterAdd';
  readonly updates: BufferId;
}

/** Chosen rows stored without zeros: see `functions/sparse.ts` for the layout. */
interface SparseRowsStep {
  readonly segmentStart: BufferId;
  readonly columnIndex: BufferId;
  readonly values: BufferId;
  readonly indices: BufferId;
  readonly out: BufferId;
  /** Rows stored, rows chosen, columns of a row, segments of a row. */
  readonly rows: number;
  readonly count: number;
  readonly columns: number;
  readonly segments: number;
}

/** out[i] = row indices[i] with its zeros, [count, columns]. */
export interface SparseGatherStep extends SparseRowsStep {
  readonly kind: 'sparseGather';
}

/** out = chosen rows · b [columns, n], summed in the order of columns, perhaps segment by segment; transposed: rowsᵀ · b [count, n], in that of i. */
interface SparseProductStep extends SparseRowsStep {
  readonly b: BufferId;
  readonly n: number;
}

export interface SparseMatmulStep extends SparseProductStep {
  readonly kind: 'sparseMatmul';
}

export interface SparseMatmulTransposedStep extends SparseProductStep {
  readonly kind: 'sparseMatmulTransposed';
}

/** Inputs [outer, widths[i]] side by side → [outer, Σ widths]. */
export interface ConcatStep {
  readonly kind: 'concat';
  readonly inputs: readonly BufferId[];
  readonly widths: readonly number[];
  readonly out: BufferId;
  readonly outer: number;
}

/** Of x, kernel and y (see `OpAttributes.conv2d`) the op makes one from the other two. */
export interface ConvolutionStep extends Convolution {
  readonly kind: 'convolution';
  readonly op: ConvolutionOp;
  /** [batch, …image, channels] */
  readonly x: BufferId;
  /** […window, channels / groups, filters] */
  readonly kernel: BufferId;
  /** [batch, …output, filters] */
  readonly y: BufferId;
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
}

/** Elements of `from` where x is largest within its window, to `out`: picked out of every window, or added into their places. */
export interface PoolStep extends Windows {
  readonly kind: 'pool';
  readonly op: PoolOp;
  /** [batch, …image, channels] */
  readonly x: BufferId;
  readonly from: BufferId;
  readonly out: BufferId;
  readonly batch: number;
  readonly channels: number;
}

/** out[0] = learningRate · √(1 − β₂ᵗ) / (1 − β₁ᵗ), worked out in float64. */
export interface AdamStepSizeStep {
  readonly kind: 'adamStepSize';
  readonly learningRate: BufferId;
  readonly step: BufferId;
  readonly out: BufferId;
  readonly beta1: number;
  readonly beta2: number;
}

/** m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − stepSize · m / (√v + ε), in place. */
export interface AdamStep {
  readonly kind: 'adam';
  readonly gradient: BufferId;
  readonly stepSize: BufferId;
  readonly parameter: BufferId;
  readonly m: BufferId;
  readonly v: BufferId;
  readonly length: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** u ← momentum·u − lr·g; w ← w + u, or w ← w + momentum·u − lr·g with Nesterov, in place. */
export interface MomentumStep {
  readonly kind: 'momentum';
  readonly gradient: BufferId;
  readonly learningRate: BufferId;
  readonly parameter: BufferId;
  readonly velocity: BufferId;
  readonly length: number;
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** One step of a plan, told apart by its `kind`. */
export type PlanStep =
  | MapStep
  | MatmulStep
  | ReduceStep
  | RowsStep
  | CrossEntropyStep
  | GatherStep
  | ScatterAddStep
  | ConcatStep
  | SparseGatherStep
  | SparseMatmulStep
  | SparseMatmulTransposedStep
  | ConvolutionStep
  | PoolStep
  | AdamStepSizeStep
  | AdamStep
  | MomentumStep;

export type StepKind = PlanStep['kind'];

/** The kinds that a program without convolutions and pools knows nothing of. */
export type WindowStepKind = 'convolution' | 'pool';

/**
 * A program with all decisions made: buffers, their places in memory, and steps in their order. Plain data; `printPlan`
 * shows it.
 */
export interface Plan {
  readonly name: string;
  readonly buffers: readonly PlanBuffer[];
  readonly steps: readonly PlanStep[];
  /** Buffers to bind when compiling, by name. */
  readonly inputs: Readonly<Record<string, BufferId>>;
  readonly state: Readonly<Record<string, BufferId>>;
  /** Buffers that hold their value after a run, by name. An output may alias an input or state. */
  readonly outputs: Readonly<Record<string, BufferId>>;
  readonly arenaBytes: number;
}
