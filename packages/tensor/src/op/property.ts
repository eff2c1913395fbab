/**
 * What each op is, for passes and planners: they ask for a property, never for an op's name. The table is typed so
 * that each op of a kind is in the union of that kind (`MapOp`, `ReduceOp`, …) and in no other.
 */
import type { ConvolutionOp, MapOp, OpName, PoolOp, ReduceOp, RowOp, SparseOp, UpdateOp, ViewOp } from './op.ts';

export type OpProperty =
  | 'leaf'
  | 'map'
  | 'view'
  | 'reduce'
  | 'rows'
  | 'crossEntropy'
  | 'concat'
  | 'gather'
  | 'scatterAdd'
  | 'matmul'
  | 'sparse'
  | 'convolution'
  | 'pool'
  | 'adamStepSize'
  | 'update';

type PropertyOf<K extends OpName> = K extends MapOp
  ? 'map'
  : K extends ViewOp
    ? 'view'
    : K extends ReduceOp
      ? 'reduce'
      : K extends RowOp
        ? 'rows'
        : K extends SparseOp
          ? 'sparse'
          : K extends ConvolutionOp
            ? 'convolution'
            : K extends PoolOp
              ? 'pool'
              : K extends UpdateOp
                ? 'update'
                : Exclude<
                    OpProperty,
                    'map' | 'view' | 'reduce' | 'rows' | 'sparse' | 'convolution' | 'pool' | 'update'
                  >;

export const opProperty: { readonly [K in OpName]: PropertyOf<K> } = {
  input: 'leaf',
  state: 'leaf',
  data: 'leaf',
  constant: 'map',
  iota: 'map',
  dropoutMask: 'map',
  neg: 'map',
  abs: 'map',
  sign: 'map',
  square: 'map',
  sqrt: 'map',
  exp: 'map',
  log: 'map',
  relu: 'map',
  leakyRelu: 'map',
  elu: 'map',
  softplus: 'map',
  sigmoid: 'map',
  tanh: 'map',
  floor: 'map',
  round: 'map',
  sin: 'map',
  cos: 'map',
  erf: 'map',
  expm1: 'map',
  log1p: 'map',
  cast: 'map',
  add: 'map',
  sub: 'map',
  mul: 'map',
  div: 'map',
  pow: 'map',
  mod: 'map',
  floorDivide: 'map',
  maximum: 'map',
  minimum: 'map',
  equal: 'map',
  notEqual: 'map',
  less: 'map',
  lessEqual: 'map',
  greater: 'map',
  greaterEqual: 'map',
  select: 'map',
  reshape: 'view',
  transpose: 'view',
  slice: 'view',
  broadcast: 'view',
  sum: 'reduce',
  max: 'reduce',
  argmax: 'reduce',
  softmax: 'rows',
  logSoftmax: 'rows',
  softmaxCrossEntropy: 'crossEntropy',
  concat: 'concat',
  gather: 'gather',
  scatterAdd: 'scatterAdd',
  matmul: 'matmul',
  sparseGather: 'sparse',
  sparseMatmul: 'sparse',
  sparseMatmulTransposed: 'sparse',
  conv2d: 'convolution',
  conv2dInputGradient: 'convolution',
  conv2dKernelGradient: 'convolution',
  maxPool2d: 'pool',
  maxPool2dGradient: 'pool',
  adamStepSize: 'adamStepSize',
  assign: 'update',
  adamUpdate: 'update',
  momentumUpdate: 'update',
};
