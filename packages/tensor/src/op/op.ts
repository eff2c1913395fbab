/**
 * The closed set of operations. `OpAttributes` names each op and its static attributes; every table in this folder
 * and every backend is typed over it, so the compiler names each table that misses a new op.
 * Composed operations (mean, softplus, layer losses) are plain functions over these and have no entry here.
 */
import type { DType, TypedArray } from '../dtype.ts';
import type { Shape } from '../shape.ts';
import type { Convolution, Windows } from './windows.ts';

/** What identifies a state variable: the object itself, not its name. */
export interface StateIdentity {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

type None = Readonly<Record<never, never>>;

export interface OpAttributes {
  // Leaves: values that come from outside the graph.
  input: { readonly name: string };
  state: { readonly variable: StateIdentity };
  data: { readonly values: TypedArray };

  // Maps: out[i] depends on one element of each input after broadcasting.
  constant: { readonly value: number };
  /** Position along `axis`. */
  iota: { readonly axis: number };
  /** 0 with probability `rate`, else 1 / (1 − rate); a function of (seed, stream, counter input, element). */
  dropoutMask: { readonly rate: number; readonly seed: number; readonly stream: number };
  neg: None;
  abs: None;
  sign: None;
  square: None;
  sqrt: None;
  exp: None;
  log: None;
  relu: None;
  leakyRelu: { readonly alpha: number };
  elu: { readonly alpha: number };
  softplus: None;
  sigmoid: None;
  tanh: None;
  floor: None;
  /** To the nearest whole number; of two as near, the even one. */
  round: None;
  sin: None;
  cos: None;
  erf: None;
  /** eˣ − 1 */
  expm1: None;
  /** ln(1 + x) */
  log1p: None;
  cast: { readonly dtype: DType };
  add: None;
  sub: None;
  mul: None;
  div: None;
  pow: None;
  /** What is left of a division rounded down. */
  mod: None;
  /** i32, rounded down. */
  floorDivide: None;
  maximum: None;
  minimum: None;
  equal: None;
  notEqual: None;
  less: None;
  lessEqual: None;
  greater: None;
  greaterEqual: None;
  /** inputs: condition (i32), value where it is not 0, value where it is 0. */
  select: None;

  // Views: the same elements under another shape; they cost nothing where a map reads them.
  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  slice: { readonly start: readonly number[]; readonly size: readonly number[] };
  broadcast: { readonly shape: Shape };

  // Reductions over the middle axis: [outer, length, inner] → [outer, inner].
  sum: None;
  max: None;
  argmax: None;

  // Row-wise kernels over [rows, columns].
  softmax: None;
  logSoftmax: None;
  /** inputs: logits [rows, columns], labels i32 [rows] → loss of each row [rows]. */
  softmaxCrossEntropy: None;

  // Data movement.
  concat: { readonly axis: number };
  /**
   * inputs: table [rows, length] or several [outer, rows, length], indices i32 [count] → [count, length], [outer, count, length].
   * `fromEnd`: whether negative indices count from the end; else they are out of range.
   */
  gather: { readonly fromEnd: boolean };
  /** inputs: updates [count, length] or several, indices i32 [count] → sums per row [rows, length], several. */
  scatterAdd: { readonly rows: number; readonly fromEnd: boolean };

  // Rows stored without their zeros; see `functions/sparse.ts` for the four inputs they all begin with.
  /** → the chosen rows with their zeros [count, columns]. */
  sparseGather: { readonly columns: number; readonly segments: number };
  /** further input: b [columns, N] → chosen rows · b [count, N]. */
  sparseMatmul: { readonly columns: number; readonly segments: number };
  /** further input: b [count, N] → chosen rowsᵀ · b [columns, N]. */
  sparseMatmulTransposed: { readonly columns: number; readonly segments: number };

  /** inputs: a [batch, M, K] and b [batch or 1, K, N], each stored transposed if so flagged → [batch, M, N]. */
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean };

  /**
   * Convolution: y[n, r, c, f] = Σ x[n, row, column, channel] · kernel[i, j, channel, f] over the cells (i, j) of a window that
   * are on the image, and the channels of f's group. inputs: x [batch, H, W, channels], kernel [h, w, channels / groups, filters]
   * → y [batch, rows, columns, filters].
   */
  conv2d: Convolution;
  /** The sum of the products x · kernel · y differentiated by x: inputs kernel, y → x. */
  conv2dInputGradient: Convolution;
  /** The same differentiated by the kernel: inputs x, y → kernel. */
  conv2dKernelGradient: Convolution;
  /**
   * From each window of `values` the element where x is largest, the first of equal ones, NaN before all else. inputs:
   * x and values [batch, H, W, channels] → [batch, rows, columns, channels].
   */
  maxPool2d: Windows;
  /** Its gradient by `values`: inputs x, y [batch, rows, columns, channels] → [batch, H, W, channels]. */
  maxPool2dGradient: Windows;

  /** learningRate · √(1 − β₂ᵗ) / (1 − β₁ᵗ); inputs: learningRate f32 [], t i32 [] (counted from 1). */
  adamStepSize: { readonly beta1: number; readonly beta2: number };

  // Updates: write state at the end of a step. Every other op of the step reads the state from before it.
  /** inputs: value. */
  assign: { readonly variable: StateIdentity };
  /** inputs: gradient, step size [] (see adamStepSize). */
  adamUpdate: {
    readonly parameter: StateIdentity;
    readonly m: StateIdentity;
    readonly v: StateIdentity;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
  };
  /** inputs: gradient, learningRate []. */
  momentumUpdate: {
    readonly parameter: StateIdentity;
    readonly velocity: StateIdentity;
    readonly momentum: number;
    readonly nesterov: boolean;
  };
}

/** The name of an op: what a tensor says it is the result of. */
export type OpName = keyof OpAttributes;

/** The ops with a given property; see `op/property.ts`. */
export type MapOp =
  | 'constant'
  | 'iota'
  | 'dropoutMask'
  | 'neg'
  | 'abs'
  | 'sign'
  | 'square'
  | 'sqrt'
  | 'exp'
  | 'log'
  | 'relu'
  | 'leakyRelu'
  | 'elu'
  | 'softplus'
  | 'sigmoid'
  | 'tanh'
  | 'floor'
  | 'round'
  | 'sin'
  | 'cos'
  | 'erf'
  | 'expm1'
  | 'log1p'
  | 'cast'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'pow'
  | 'mod'
  | 'floorDivide'
  | 'maximum'
  | 'minimum'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'select';
export type ReduceOp = 'sum' | 'max' | 'argmax';
export type RowOp = 'softmax' | 'logSoftmax';
export type ViewOp = 'reshape' | 'transpose' | 'slice' | 'broadcast';
export type SparseOp = 'sparseGather' | 'sparseMatmul' | 'sparseMatmulTransposed';
export type ConvolutionOp = 'conv2d' | 'conv2dInputGradient' | 'conv2dKernelGradient';
export type PoolOp = 'maxPool2d' | 'maxPool2dGradient';
/** The ops that a program without convolutions and pools knows nothing of. */
export type WindowOp = ConvolutionOp | PoolOp;
export type UpdateOp = 'assign' | 'adamUpdate' | 'momentumUpdate';
