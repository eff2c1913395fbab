/**
 * The shape rule of each op: what its inputs must be, and the shape and element type of its result.
 * The one table that rejects wrong shapes; everything after it may rely on them. Those of convolutions and pools are in
 * `window-shapes.ts`.
 */

import type { DType } from '../dtype.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { broadcastShapes, checkShape, type Shape, shapesEqual, sizeOf } from '../shape.ts';
import type { OpAttributes, OpName, WindowOp } from './op.ts';

/** What a rule needs to know of an input. */
export interface Operand {
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface Given {
  readonly shape: Shape;
  readonly dtype: DType;
}

type InferRule<K extends OpName> = (attributes: OpAttributes[K], inputs: readonly Operand[], given: Given) => Given;

export function requireDType(op: string, operand: Operand, dtype: DType): void {
  if (operand.dtype !== dtype) throw new DTypeError(op, dtype, operand.dtype);
}

function requireRank(op: string, operand: Operand, rank: number, meaning: string): void {
  if (operand.shape.length !== rank) throw new ShapeError(op, [operand.shape], `${meaning} (rank ${rank})`);
}

function requireScalar(op: string, operand: Operand, meaning: string): void {
  if (operand.shape.length !== 0) throw new ShapeError(op, [operand.shape], `${meaning} as a scalar []`);
}

export const shapesOf = (inputs: readonly Operand[]): Shape[] => inputs.map((input) => input.shape);

const given =
  (op: OpName) =>
  (_attributes: unknown, _inputs: readonly Operand[], result: Given): Given => {
    checkShape(op, result.shape);
    return result;
  };

/** Element-wise over one input of `f32`. */
const unary =
  (op: OpName) =>
  (_attributes: unknown, [x]: readonly Operand[]): Given => {
    requireDType(op, x!, 'f32');
    return { shape: x!.shape, dtype: 'f32' };
  };

/** Element-wise over one input of either type. */
const unaryAny = (_attributes: unknown, [x]: readonly Operand[]): Given => ({ shape: x!.shape, dtype: x!.dtype });

function sameDType(op: string, a: Operand, b: Operand): void {
  if (a.dtype !== b.dtype) throw new DTypeError(op, `two tensors of one dtype (cast one)`, `${a.dtype} and ${b.dtype}`);
}

const binary =
  (op: OpName) =>
  (_attributes: unknown, inputs: readonly Operand[]): Given => {
    const [a, b] = inputs as [Operand, Operand];
    sameDType(op, a, b);
    return { shape: broadcastShapes(op, a.shape, b.shape), dtype: a.dtype };
  };

const binaryOf =
  (op: OpName, dtype: DType) =>
  (attributes: unknown, inputs: readonly Operand[]): Given => {
    for (const input of inputs) requireDType(op, input, dtype);
    return binary(op)(attributes, inputs);
  };

const comparison =
  (op: OpName) =>
  (attributes: unknown, inputs: readonly Operand[]): Given => ({
    shape: binary(op)(attributes, inputs).shape,
    dtype: 'i32',
  });

const reduction =
  (op: OpName, resultType?: DType) =>
  (_attributes: unknown, [x]: readonly Operand[]): Given => {
    requireRank(op, x!, 3, '[outer, length, inner]');
    const [outer, length, inner] = x!.shape as [number, number, number];
    if (op !== 'sum' && length === 0) throw new ShapeError(op, [x!.shape], 'a reduced axis that is not empty');
    return { shape: [outer, inner], dtype: resultType ?? x!.dtype };
  };

const rows =
  (op: OpName) =>
  (_attributes: unknown, [x]: readonly Operand[]): Given => {
    requireRank(op, x!, 2, '[rows, columns]');
    requireDType(op, x!, 'f32');
    return { shape: x!.shape, dtype: 'f32' };
  };

/** The parts of the shape of one table [rows, length] or several [outer, rows, length]. */
function tablesOf(op: string, { shape }: Operand, rows: string): readonly [outer: Shape, rows: number, length: number] {
  if (shape.length !== 2 && shape.length !== 3) {
    throw new ShapeError(op, [shape], `[${rows}, length] or [outer, ${rows}, length]`);
  }
  return [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
}

/** The inputs that every sparse op begins with. Returns the number of chosen rows. */
function chosenRows(op: string, attributes: OpAttributes['sparseGather'], inputs: readonly Operand[]): number {
  const [segmentStart, columnIndex, values, indices] = inputs as [Operand, Operand, Operand, Operand];
  for (const input of [segmentStart, columnIndex, indices]) requireDType(op, input, 'i32');
  requireDType(op, values, 'f32');
  const { segments } = attributes;
  const fits =
    [segmentStart, columnIndex, values, indices].every(({ shape }) => shape.length === 1) &&
    (segmentStart.shape[0]! - 1) % segments === 0 &&
    columnIndex.shape[0] === values.shape[0];
  if (!fits) {
    throw new ShapeError(op, shapesOf(inputs), `[rows·${segments} + 1], [entries], [entries] and indices [count]`);
  }
  return indices.shape[0]!;
}

const sparseProduct =
  (op: 'sparseMatmul' | 'sparseMatmulTransposed') =>
  (attributes: OpAttributes['sparseGather'], inputs: readonly Operand[]): Given => {
    const count = chosenRows(op, attributes, inputs);
    const b = inputs[4]!;
    const transposed = op === 'sparseMatmulTransposed';
    requireDType(op, b, 'f32');
    if (b.shape.length !== 2 || b.shape[0] !== (transposed ? count : attributes.columns)) {
      throw new ShapeError(op, [b.shape], `b [${transposed ? count : attributes.columns}, N]`);
    }
    return { shape: [transposed ? attributes.columns : count, b.shape[1]!], dtype: 'f32' };
  };

function updateOf(op: string, variables: readonly Given[], value: Operand): Given {
  for (const variable of variables) {
    if (!shapesEqual(variable.shape, value.shape)) {
      throw new ShapeError(op, [variable.shape, value.shape], 'a value of the variable’s shape');
    }
    requireDType(op, value, variable.dtype);
  }
  return { shape: value.shape, dtype: value.dtype };
}

type Rules = { readonly [K in OpName]: InferRule<K> };
export type WindowShapeRules = Pick<Rules, WindowOp>;

const rules: Omit<Rules, WindowOp> = {
  input: given('input'),
  state: given('state'),
  data: given('data'),
  constant: given('constant'),
  iota: given('iota'),
  dropoutMask: (_attributes, [counter], result) => {
    requireScalar('dropoutMask', counter!, 'its counter');
    requireDType('dropoutMask', counter!, 'i32');
    checkShape('dropoutMask', result.shape);
    return { shape: result.shape, dtype: 'f32' };
  },
  neg: unaryAny,
  abs: unaryAny,
  sign: unaryAny,
  square: unaryAny,
  sqrt: unary('sqrt'),
  exp: unary('exp'),
  log: unary('log'),
  relu: unary('relu'),
  leakyRelu: unary('leakyRelu'),
  elu: unary('elu'),
  softplus: unary('softplus'),
  sigmoid: unary('sigmoid'),
  tanh: unary('tanh'),
  floor: unary('floor'),
  round: unary('round'),
  sin: unary('sin'),
  cos: unary('cos'),
  erf: unary('erf'),
  expm1: unary('expm1'),
  log1p: unary('log1p'),
  cast: ({ dtype }, [x]) => ({ shape: x!.shape, dtype }),
  add: binary('add'),
  sub: binary('sub'),
  mul: binary('mul'),
  div: binaryOf('div', 'f32'),
  pow: binary('pow'),
  mod: binary('mod'),
  floorDivide: binaryOf('floorDivide', 'i32'),
  maximum: binary('maximum'),
  minimum: binary('minimum'),
  equal: comparison('equal'),
  notEqual: comparison('notEqual'),
  less: comparison('less'),
  lessEqual: comparison('lessEqual'),
  greater: comparison('greater'),
  greaterEqual: comparison('greaterEqual'),
  select: (_attributes, inputs) => {
    const [condition, a, b] = inputs as [Operand, Operand, Operand];
    requireDType('select', condition, 'i32');
    sameDType('select', a, b);
    return { shape: broadcastShapes('select', condition.shape, a.shape, b.shape), dtype: a.dtype };
  },
  reshape: ({ shape }, [x]) => {
    checkShape('reshape', shape);
    if (sizeOf(shape) !== sizeOf(x!.shape)) throw new ShapeError('reshape', [x!.shape, shape], 'as many elements');
    return { shape, dtype: x!.dtype };
  },
  transpose: ({ permutation }, [x]) => {
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== x!.shape.length || sorted.some((axis, i) => axis !== i)) {
      throw new ShapeError('transpose', [x!.shape], `a permutation of its axes, not (${permutation.join(', ')})`);
    }
    return { shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
  },
  slice: ({ start, size }, [x]) => {
    checkShape('slice', size);
    const inside =
      start.length === x!.shape.length &&
      size.length === x!.shape.length &&
      x!.shape.every((dimension, axis) => start[axis]! >= 0 && start[axis]! + size[axis]! <= dimension);
    if (!inside) {
      throw new ShapeError('slice', [x!.shape], `start (${start.join(', ')}) and size (${size.join(', ')}) inside it`);
    }
    return { shape: size, dtype: x!.dtype };
  },
  broadcast: ({ shape }, [x]) => {
    if (!shapesEqual(broadcastShapes('broadcastTo', x!.shape, shape), shape)) {
      throw new ShapeError('broadcastTo', [x!.shape, shape], 'a shape that the first broadcasts to');
    }
    return { shape, dtype: x!.dtype };
  },
  sum: reduction('sum'),
  max: reduction('max'),
  argmax: reduction('argmax', 'i32'),
  softmax: rows('softmax'),
  logSoftmax: rows('logSoftmax'),
  softmaxCrossEntropy: (_attributes, inputs) => {
    const [logits, labels] = inputs as [Operand, Operand];
    requireDType('softmaxCrossEntropy logits', logits, 'f32');
    requireDType('softmaxCrossEntropy labels', labels, 'i32');
    if (logits.shape.length !== 2 || labels.shape.length !== 1 || logits.shape[0] !== labels.shape[0]) {
      throw new ShapeError('softmaxCrossEntropy', shapesOf(inputs), 'logits [batch, classes] and labels [batch]');
    }
    return { shape: labels.shape, dtype: 'f32' };
  },
  concat: ({ axis }, inputs) => {
    const [first, ...rest] = inputs as [Operand, ...Operand[]];
    for (const other of rest) {
      sameDType('concat', first, other);
      const fits =
        other.shape.length === first.shape.length && other.shape.every((d, i) => i === axis || d === first.shape[i]);
      if (!fits) throw new ShapeError('concat', shapesOf(inputs), `shapes that differ along axis ${axis} only`);
    }
    const along = inputs.reduce((total, input) => total + input.shape[axis]!, 0);
    return { shape: first.shape.map((d, i) => (i === axis ? along : d)), dtype: first.dtype };
  },
  gather: (_attributes, inputs) => {
    const [table, indices] = inputs as [Operand, Operand];
    const [outer, , length] = tablesOf('gather', table, 'rows');
    requireRank('gather', indices, 1, 'indices [count]');
    requireDType('gather indices', indices, 'i32');
    return { shape: [...outer, indices.shape[0]!, length], dtype: table.dtype };
  },
  scatterAdd: (attributes, inputs) => {
    const [updates, indices] = inputs as [Operand, Operand];
    const [outer, count, length] = tablesOf('scatterAdd', updates, 'count');
    requireDType('scatterAdd', updates, 'f32');
    requireDType('scatterAdd indices', indices, 'i32');
    if (indices.shape.length !== 1 || indices.shape[0] !== count) {
      throw new ShapeError('scatterAdd', shapesOf(inputs), 'updates [count, length] and indices [count]');
    }
    return { shape: [...outer, attributes.rows, length], dtype: 'f32' };
  },
  matmul: ({ transposeA, transposeB }, inputs) => {
    const [a, b] = inputs as [Operand, Operand];
    for (const input of inputs) requireDType('matmul', input, 'f32');
    const [batchA, rowsA, columnsA] = a.shape as [number, number, number];
    const [batchB, rowsB, columnsB] = b.shape as [number, number, number];
    const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
    const [kB, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB];
    if (a.shape.length !== 3 || b.shape.length !== 3 || k !== kB || (batchB !== batchA && batchB !== 1)) {
      throw new ShapeError('matmul', shapesOf(inputs), '[batch, M, K] and [batch or 1, K, N]');
    }
    return { shape: [batchA, m, n], dtype: 'f32' };
  },
  sparseGather: (attributes, inputs) => ({
    shape: [chosenRows('sparseGather', attributes, inputs), attributes.columns],
    dtype: 'f32',
  }),
  sparseMatmul: sparseProduct('sparseMatmul'),
  sparseMatmulTransposed: sparseProduct('sparseMatmulTransposed'),
  adamStepSize: (_attributes, inputs) => {
    const [learningRate, step] = inputs as [Operand, Operand];
    requireScalar('adamStepSize', learningRate, 'the learning rate');
    requireScalar('adamStepSize', step, 'the step');
    requireDType('adamStepSize learningRate', learningRate, 'f32');
    requireDType('adamStepSize step', step, 'i32');
    return { shape: [], dtype: 'f32' };
  },
  assign: ({ variable }, [value]) => updateOf('assign', [variable], value!),
  adamUpdate: ({ parameter, m, v }, inputs) => {
    requireScalar('adamUpdate', inputs[1]!, 'the step size');
    return updateOf('adamUpdate', [parameter, m, v], inputs[0]!);
  },
  momentumUpdate: ({ parameter, velocity }, inputs) => {
    requireScalar('momentumUpdate', inputs[1]!, 'the learning rate');
    return updateOf('momentumUpdate', [parameter, velocity], inputs[0]!);
  },
};

export const inferRules = rules as Rules;

/** See `functions/window-ops.ts`. */
export function addShapeRules(added: WindowShapeRules): void {
  Object.assign(rules, added);
}
