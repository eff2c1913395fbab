/**
 * How a random graph grows by each op: a row for every op of the closed union that is no update, so that an op which
 * random graphs lack does not compile. A row gives undefined where nothing made so far suits the op.
 */
import type { DType } from '../../dtype.ts';
import { logSoftmax, softmax, softmaxCrossEntropy } from '../../functions/classification.ts';
import { conv2d, conv2dTranspose } from '../../functions/convolution.ts';
import { full, iota, type TensorLike, tensor } from '../../functions/creation.ts';
import { floorDivide, mod } from '../../functions/division.ts';
import * as elementwise from '../../functions/elementwise.ts';
import { matmul } from '../../functions/matmul.ts';
import { averagePool2d, maxPool2d } from '../../functions/pooling.ts';
import { pow } from '../../functions/power.ts';
import { argmax, max, sum } from '../../functions/reduction.ts';
import { dropoutMask } from '../../functions/regularization.ts';
import { floor, round } from '../../functions/rounding.ts';
import { gather, scatterAdd } from '../../functions/selection.ts';
import { type SparseRows, sparseGather } from '../../functions/sparse.ts';
import { erf, expm1, log1p } from '../../functions/special.ts';
import { cos, sin } from '../../functions/trigonometry.ts';
import { adamStepSize } from '../../functions/update.ts';
import { broadcastTo, concat, reshape, slice, transpose } from '../../functions/view.ts';
import type { OpName, UpdateOp } from '../../op/op.ts';
import type { Convolution, Windows } from '../../op/windows.ts';
import { shapesEqual, sizeOf } from '../../shape.ts';
import { isOp, record, type Tensor } from '../../tensor.ts';
import { broadcasts, type Chooser, mostElements } from './chooser.ts';

/** What rows may use besides the chooser. */
export interface Surroundings {
  readonly sparse: SparseRows;
}

export type Grow = (by: Chooser, from: Surroundings) => Tensor | undefined;

const unary =
  (f: (x: Tensor) => Tensor, ...dtypes: readonly DType[]): Grow =>
  (by) => {
    const x = by.tensor(({ dtype }) => dtypes.includes(dtype));
    return x && f(x);
  };

const binary =
  (f: (a: TensorLike, b: TensorLike) => Tensor, ...dtypes: readonly DType[]): Grow =>
  (by) => {
    const x = by.tensor(({ dtype }) => dtypes.includes(dtype));
    if (x === undefined) return undefined;
    const other = by.partnerOf(x);
    return by.below(2) === 0 ? f(x, other) : f(other, x);
  };

const isInteger = (x: TensorLike): boolean => typeof x !== 'number' && x.dtype === 'i32';

const isMatrix = (x: Tensor): boolean => x.shape.length === 2;

const reduced =
  (f: (x: Tensor, options: { axes?: number; keepDims: boolean }) => Tensor, empty: boolean): Grow =>
  (by) => {
    const x = by.tensor(({ shape }) => empty || sizeOf(shape) > 0);
    if (x === undefined) return undefined;
    const keepDims = by.below(2) === 0;
    return x.shape.length > 0 && by.below(3) > 0 ? f(x, { axes: by.axis(x), keepDims }) : f(x, { keepDims });
  };

const overRows =
  (f: (x: Tensor) => Tensor): Grow =>
  (by) => {
    const x = by.of('f32', ({ shape }) => shape.length > 0 && shape.at(-1)! > 0);
    return x && f(x);
  };

/** An i32 as indices of `rows` rows. */
const clamped = (x: Tensor, rows: number): Tensor => elementwise.minimum(elementwise.maximum(x, 0), rows - 1);

/** Indices of rows that there are. */
const indicesInto = (by: Chooser, rows: number): Tensor => {
  const made = by.of('i32', ({ shape }) => shape.length === 1);
  return clamped(made ?? iota([3], 0), rows);
};

const sparseProduct =
  (transposeA: boolean): Grow =>
  (by, { sparse }) => {
    const chosen = sparseGather(sparse, indicesInto(by, sparse.rows));
    const b = by.of('f32', (x) => isMatrix(x) && x.shape[0] === chosen.shape[transposeA ? 0 : 1]);
    const rows = chosen.shape[transposeA ? 0 : 1]!;
    return matmul(chosen, b ?? broadcastTo(full([1, 1], by.number('f32')), [rows, 2]), { transposeA });
  };

/** A matrix as one image of some channels. */
const asImage = (by: Chooser): Tensor | undefined => {
  const x = by.of('f32', ({ shape }) => shape.length >= 2 && sizeOf(shape) > 0 && sizeOf(shape) <= mostElements / 4);
  return x && reshape(x, [1, x.shape[0]!, sizeOf(x.shape.slice(1)), 1]);
};

/** Numbers without edges: what is beside an image counts as zeros, and 0 · ∞ there may be left out or be NaN. */
const plainNumbers = (shape: readonly number[]): Tensor =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % 5) / 2 - 1),
    shape,
  );

export const growth: { readonly [K in Exclude<OpName, UpdateOp>]: Grow } = {
  input: (by) => by.tensor((x) => isOp(x, 'input')),
  state: (by) => by.one(by.variables).tensor,
  data: (by) => {
    const shape = by.shape();
    const edges = by.below(4);
    const numbers = Array.from({ length: sizeOf(shape) }, (_, i) => (i < edges ? by.number('f32') : (i % 7) - 2.5));
    return tensor(Float32Array.from(numbers), shape);
  },
  constant: (by) => {
    const dtype = by.one<DType>(['f32', 'f32', 'i32']);
    return full(by.shape(), by.number(dtype), dtype);
  },
  iota: (by) => {
    const shape = by.shape();
    return shape.length === 0 ? undefined : iota(shape, by.below(shape.length));
  },
  dropoutMask: (by) => {
    const counter = by.of('i32', ({ shape }) => shape.length === 0) ?? full([], 3, 'i32');
    return dropoutMask(by.shape(), { rate: by.one([0.5, 0.25]), seed: by.below(3), stream: by.below(3), counter });
  },
  neg: unary(elementwise.neg, 'f32', 'i32'),
  abs: unary(elementwise.abs, 'f32', 'i32'),
  sign: unary(elementwise.sign, 'f32', 'i32'),
  square: unary(elementwise.square, 'f32', 'i32'),
  sqrt: unary(elementwise.sqrt, 'f32'),
  exp: unary(elementwise.exp, 'f32'),
  log: unary(elementwise.log, 'f32'),
  relu: unary(elementwise.relu, 'f32'),
  leakyRelu: (by, from) => unary((x) => elementwise.leakyRelu(x, by.one([0.2, 0.1, 0, -1, 1e-30])), 'f32')(by, from),
  elu: (by, from) => unary((x) => elementwise.elu(x, by.one([1, 1.5, 0.1, 0])), 'f32')(by, from),
  softplus: unary(elementwise.softplus, 'f32'),
  sigmoid: unary(elementwise.sigmoid, 'f32'),
  tanh: unary(elementwise.tanh, 'f32'),
  floor: unary(floor, 'f32'),
  round: unary(round, 'f32'),
  // Within what every backend reduces.
  sin: unary((x) => sin(elementwise.clamp(x, -1e5, 1e5)), 'f32'),
  cos: unary((x) => cos(elementwise.clamp(x, -1e5, 1e5)), 'f32'),
  erf: unary(erf, 'f32'),
  expm1: unary(expm1, 'f32'),
  log1p: unary(log1p, 'f32'),
  cast: unary((x) => elementwise.cast(x, x.dtype === 'f32' ? 'i32' : 'f32'), 'f32', 'i32'),
  add: binary(elementwise.add, 'f32', 'i32'),
  sub: binary(elementwise.sub, 'f32', 'i32'),
  mul: binary(elementwise.mul, 'f32', 'i32'),
  div: binary(elementwise.div, 'f32'),
  // A negative number is refused as the exponent of an i32.
  pow: (by, from) =>
    binary(
      (x, y) => pow(x, typeof y === 'number' && isInteger(x) ? Math.min(Math.abs(y), 100) : y),
      'f32',
      'i32',
    )(by, from),
  mod: binary(mod, 'f32', 'i32'),
  floorDivide: binary(floorDivide, 'i32'),
  maximum: binary(elementwise.maximum, 'f32', 'i32'),
  minimum: binary(elementwise.minimum, 'f32', 'i32'),
  equal: binary(elementwise.equal, 'f32', 'i32'),
  notEqual: binary(elementwise.notEqual, 'f32', 'i32'),
  less: binary(elementwise.less, 'f32', 'i32'),
  lessEqual: binary(elementwise.lessEqual, 'f32', 'i32'),
  greater: binary(elementwise.greater, 'f32', 'i32'),
  greaterEqual: binary(elementwise.greaterEqual, 'f32', 'i32'),
  select: (by) => {
    const condition = by.of('i32');
    if (condition === undefined) return undefined;
    const a = by.below(3) === 0 ? undefined : by.tensor((x) => broadcasts(condition.shape, x.shape));
    if (a === undefined) return elementwise.select(condition, by.number('f32'), by.number('f32'));
    const b = by.of(a.dtype, (x) => broadcasts(condition.shape, x.shape) && broadcasts(a.shape, x.shape));
    const other = b === undefined || by.below(2) === 0 ? by.number(a.dtype) : b;
    return by.below(2) === 0 ? elementwise.select(condition, a, other) : elementwise.select(condition, other, a);
  },

  reshape: (by) => {
    const x = by.tensor();
    return x && reshape(x, by.one([[sizeOf(x.shape)], [1, ...x.shape], [...x.shape, 1], [1, sizeOf(x.shape), 1]]));
  },
  transpose: unary((x) => transpose(x), 'f32', 'i32'),
  slice: (by) => {
    const x = by.tensor(({ shape }) => shape.length > 0);
    if (x === undefined) return undefined;
    const start = x.shape.map((length) => by.below(length + 1));
    return slice(
      x,
      start,
      x.shape.map((length, axis) => by.below(length - start[axis]! + 1)),
    );
  },
  broadcast: (by) => {
    const x = by.tensor(({ shape }) => sizeOf(shape) * 3 <= mostElements && shape.length < 4);
    return x && broadcastTo(x, [3, ...x.shape]);
  },
  concat: (by) => {
    const x = by.tensor(({ shape }) => shape.length > 0 && sizeOf(shape) <= mostElements / 2);
    if (x === undefined) return undefined;
    const axis = by.axis(x);
    const y = by.of(x.dtype, ({ shape }) => {
      const rest = (s: readonly number[]): number[] => s.filter((_, i) => i !== axis);
      return shape.length === x.shape.length && shapesEqual(rest(shape), rest(x.shape)) && sizeOf(shape) <= 75;
    });
    return concat([x, y ?? x, x].slice(0, 2 + by.below(2)), axis);
  },

  sum: reduced(sum, true),
  max: reduced(max, false),
  argmax: (by) => {
    const x = by.tensor(({ shape }) => shape.length > 0 && sizeOf(shape) > 0);
    return x && argmax(x, { axes: by.axis(x) });
  },
  softmax: overRows(softmax),
  logSoftmax: overRows(logSoftmax),
  softmaxCrossEntropy: (by) => {
    const logits = by.of('f32', (x) => isMatrix(x) && sizeOf(x.shape) > 0);
    if (logits === undefined) return undefined;
    const labels = by.of('i32', ({ shape }) => shapesEqual(shape, [logits.shape[0]!]));
    return softmaxCrossEntropy(logits, clamped(labels ?? argmax(logits), logits.shape[1]!));
  },
  gather: (by) => {
    const table = by.tensor(({ shape }) => shape.length > 0 && sizeOf(shape) > 0 && sizeOf(shape) <= mostElements / 2);
    if (table === undefined) return undefined;
    const axes = by.axis(table);
    const indices = indicesInto(by, table.shape[axes]!);
    return gather(table, by.below(2) === 0 ? indices : elementwise.sub(-1, indices), { axes });
  },
  scatterAdd: (by) => {
    const updates = by.of('f32', isMatrix);
    if (updates === undefined) return undefined;
    const indices = by.of('i32', ({ shape }) => shapesEqual(shape, [updates.shape[0]!]));
    return scatterAdd(updates, clamped(indices ?? iota([updates.shape[0]!], 0), 4), 4);
  },
  sparseGather: (by, { sparse }) => sparseGather(sparse, indicesInto(by, sparse.rows)),
  sparseMatmul: sparseProduct(false),
  sparseMatmulTransposed: sparseProduct(true),
  matmul: (by) => {
    const a = by.of('f32', isMatrix);
    if (a === undefined) return undefined;
    const b = by.of('f32', (x) => isMatrix(x) && x.shape[0] === a.shape[1]);
    return b === undefined || by.below(3) === 0 ? matmul(a, a, { transposeB: true }) : matmul(a, b);
  },
  conv2d: (by) => {
    const x = asImage(by);
    if (x === undefined) return undefined;
    if (by.below(4) === 0) return averagePool2d(x, { strides: 1, padding: 'same' });
    return conv2d(x, plainNumbers([by.one([1, 2, 3]), 2, 1, by.one([1, 3])]), {
      padding: 'same',
      strides: by.one([1, 2]),
    });
  },
  conv2dInputGradient: (by) => {
    const y = asImage(by);
    return (
      y &&
      conv2dTranspose(y, plainNumbers([2, by.one([1, 3]), by.one([1, 2]), 1]), {
        strides: by.one([1, 2]),
        padding: 'same',
      })
    );
  },
  conv2dKernelGradient: (by) => {
    const x = asImage(by);
    if (x === undefined) return undefined;
    const kernel = plainNumbers([2, 2, 1, 3]);
    const y = conv2d(x, kernel, { padding: 'same' });
    return record('conv2dKernelGradient', y.attributes as Convolution, [x, plainNumbers(y.shape)]);
  },
  maxPool2d: (by) => {
    const x = asImage(by);
    return x && maxPool2d(x, { poolSize: by.one([1, 2, 3]), strides: by.one([1, 2]), padding: 'same' });
  },
  maxPool2dGradient: (by) => {
    const x = asImage(by);
    if (x === undefined) return undefined;
    const y = maxPool2d(x, { poolSize: 2, strides: by.one([1, 2]), padding: 'same' });
    return record('maxPool2dGradient', y.attributes as Windows, [x, elementwise.mul(y, 2)]);
  },
  adamStepSize: (by) => {
    const rate = by.of('f32', ({ shape }) => shape.length === 0) ?? full([], by.number('f32'));
    return adamStepSize(rate, full([], 1 + by.below(20), 'i32'), { beta1: 0.9, beta2: 0.999 });
  },
};
