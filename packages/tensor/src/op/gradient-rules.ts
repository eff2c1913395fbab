/**
 * The gradient rule of each op: from a node and the gradient of its result to the gradients of its inputs, as
 * ordinary nodes. `undefined` marks an input that has none (an i32, a step function). Those of convolutions and pools are in
 * `window-gradients.ts`.
 */
import { softmax } from '../functions/classification.ts';
import { iota } from '../functions/creation.ts';
import { floorDivide } from '../functions/division.ts';
import {
  add,
  cast,
  div,
  equal,
  exp,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  mul,
  neg,
  select,
  sigmoid,
  sign,
  square,
  sub,
} from '../functions/elementwise.ts';
import { pad } from '../functions/padding.ts';
import { pow } from '../functions/power.ts';
import { sum } from '../functions/reduction.ts';
import { cos, sin } from '../functions/trigonometry.ts';
import { broadcastTo, expandDims, reshape, slice, transpose } from '../functions/view.ts';
import { type Shape, shapesEqual } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import type { OpName, WindowOp } from './op.ts';

type GradientRule<K extends OpName> = (node: Tensor<K>, gradient: Tensor) => readonly (Tensor | undefined)[];

/** The gradient of a broadcast: summed over the axes that were repeated. */
function unbroadcast(gradient: Tensor, shape: Shape): Tensor {
  if (shapesEqual(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape.map((_, axis) => axis).filter((axis) => axis < lead || shape[axis - lead] === 1);
  return reshape(sum(gradient, { axes }), shape);
}

/** The four inputs that hold sparse rows. */
const data = [undefined, undefined, undefined, undefined] as const;

const none = (): readonly undefined[] => [];

/** Rule of an element-wise function of one input, given dy/dx · g. */
const unary =
  <K extends OpName>(rule: (x: Tensor, gradient: Tensor, y: Tensor, node: Tensor<K>) => Tensor): GradientRule<K> =>
  (node, gradient) => [rule(node.inputs[0]!, gradient, node, node)];

const binary =
  (rule: (a: Tensor, b: Tensor, gradient: Tensor) => readonly [Tensor, Tensor]) =>
  (node: Tensor, gradient: Tensor): readonly Tensor[] => {
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    const [da, db] = rule(a, b, gradient);
    return [unbroadcast(da, a.shape), unbroadcast(db, b.shape)];
  };

function sliceGradient(node: Tensor<'slice'>, gradient: Tensor): readonly Tensor[] {
  const { start, size } = node.attributes;
  const whole = node.inputs[0]!.shape;
  return [
    pad(
      gradient,
      whole.map((dimension, axis) => [start[axis]!, dimension - start[axis]! - size[axis]!] as const),
    ),
  ];
}

function concatGradient(node: Tensor<'concat'>, gradient: Tensor): readonly Tensor[] {
  const { axis } = node.attributes;
  let at = 0;
  return node.inputs.map((part) => {
    const start = gradient.shape.map((_, i) => (i === axis ? at : 0));
    at += part.shape[axis]!;
    return slice(gradient, start, part.shape);
  });
}

function powGradient(node: Tensor<'pow'>, gradient: Tensor): readonly (Tensor | undefined)[] {
  const [x, y] = node.inputs as readonly [Tensor, Tensor];
  if (node.dtype === 'i32') return [undefined, undefined];
  const isFlat = equal(y, 0);
  const dx = select(isFlat, 0, mul(y, pow(x, sub(y, 1))));
  // ln 0 · 0ʸ is 0 for y > 0, and negative numbers have powers at whole y only.
  const dy = select(greater(x, 0), mul(node, log(select(greater(x, 0), x, 1))), 0);
  return [unbroadcast(mul(gradient, dx), x.shape), unbroadcast(mul(gradient, dy), y.shape)];
}

function matmulGradient(node: Tensor<'matmul'>, gradient: Tensor): readonly Tensor[] {
  const [a, b] = node.inputs as readonly [Tensor, Tensor];
  const { transposeA, transposeB } = node.attributes;
  const product = (x: Tensor, y: Tensor, tx: boolean, ty: boolean): Tensor =>
    record('matmul', { transposeA: tx, transposeB: ty }, [x, y]);
  const shared = b.shape[0] !== a.shape[0];
  const everyB = shared ? broadcastTo(b, [a.shape[0]!, b.shape[1]!, b.shape[2]!]) : b;
  const da = transposeA ? product(everyB, gradient, transposeB, true) : product(gradient, b, false, !transposeB);
  const db = transposeB ? product(gradient, a, true, transposeA) : product(a, gradient, !transposeA, false);
  return [da, shared ? sum(db, { axes: 0, keepDims: true }) : db];
}

type Rules = { readonly [K in OpName]: GradientRule<K> };
export type WindowGradientRules = Pick<Rules, WindowOp>;

const rules: Omit<Rules, WindowOp> = {
  input: none,
  state: none,
  data: none,
  constant: none,
  iota: none,
  dropoutMask: () => [undefined],
  neg: unary((_x, g) => neg(g)),
  abs: unary((x, g) => mul(g, sign(x))),
  sign: () => [undefined],
  square: unary((x, g) => mul(g, mul(x, 2))),
  sqrt: unary((_x, g, y) => div(g, mul(y, 2))),
  exp: unary((_x, g, y) => mul(g, y)),
  log: unary((x, g) => div(g, x)),
  relu: unary((_x, g, y) => select(greater(y, 0), g, 0)),
  leakyRelu: unary((x, g, _y, node: Tensor<'leakyRelu'>) => select(greater(x, 0), g, mul(g, node.attributes.alpha))),
  elu: unary((x, g, _y, node: Tensor<'elu'>) => select(greater(x, 0), g, mul(g, mul(exp(x), node.attributes.alpha)))),
  softplus: unary((x, g) => mul(g, sigmoid(x))),
  sigmoid: unary((_x, g, y) => mul(g, mul(y, sub(1, y)))),
  tanh: unary((_x, g, y) => mul(g, sub(1, square(y)))),
  floor: () => [undefined],
  round: () => [undefined],
  sin: unary((x, g) => mul(g, cos(x))),
  cos: unary((x, g) => neg(mul(g, sin(x)))),
  erf: unary((x, g) => mul(g, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x)))))),
  expm1: unary((x, g) => mul(g, exp(x))),
  log1p: unary((x, g) => div(g, add(x, 1))),
  cast: (node, g) => [node.dtype === 'f32' && node.inputs[0]!.dtype === 'f32' ? g : undefined],
  add: binary((_a, _b, g) => [g, g]),
  sub: binary((_a, _b, g) => [g, neg(g)]),
  mul: binary((a, b, g) => [mul(g, b), mul(g, a)]),
  div: binary((a, b, g) => [div(g, b), neg(div(mul(g, div(a, b)), b))]),
  pow: powGradient,
  mod: binary((a, b, g) => [g, neg(mul(g, floorDivide(a, b)))]),
  floorDivide: () => [undefined, undefined],
  maximum: binary((a, b, g) => [select(greaterEqual(a, b), g, 0), select(less(a, b), g, 0)]),
  minimum: binary((a, b, g) => [select(lessEqual(a, b), g, 0), select(greater(a, b), g, 0)]),
  equal: () => [undefined, undefined],
  notEqual: () => [undefined, undefined],
  less: () => [undefined, undefined],
  lessEqual: () => [undefined, undefined],
  greater: () => [undefined, undefined],
  greaterEqual: () => [undefined, undefined],
  select: (node, g) => {
    const [condition, a, b] = node.inputs as readonly [Tensor, Tensor, Tensor];
    return [undefined, unbroadcast(select(condition, g, 0), a.shape), unbroadcast(select(condition, 0, g), b.shape)];
  },
  reshape: (node, g) => [reshape(g, node.inputs[0]!.shape)],
  transpose: (node, g) => {
    const inverse: number[] = [];
    node.attributes.permutation.forEach((from, to) => {
      inverse[from] = to;
    });
    return [transpose(g, inverse)];
  },
  slice: sliceGradient,
  broadcast: (node, g) => [unbroadcast(g, node.inputs[0]!.shape)],
  sum: (node, g) => [broadcastTo(expandDims(g, 1), node.inputs[0]!.shape)],
  max: (node, g) => {
    const x = node.inputs[0]!;
    const isMaximum = cast(equal(x, expandDims(node, 1)), 'f32');
    return [mul(isMaximum, expandDims(div(g, sum(isMaximum, { axes: 1 })), 1))];
  },
  argmax: () => [undefined],
  softmax: (node, g) => [mul(node, sub(g, sum(mul(g, node), { axes: 1, keepDims: true })))],
  logSoftmax: (node, g) => [sub(g, mul(exp(node), sum(g, { axes: 1, keepDims: true })))],
  softmaxCrossEntropy: (node, g) => {
    const [logits, labels] = node.inputs as readonly [Tensor, Tensor];
    const isLabel = cast(equal(iota(logits.shape, 1), expandDims(labels, 1)), 'f32');
    return [mul(sub(softmax(logits), isLabel), expandDims(g, 1)), undefined];
  },
  concat: concatGradient,
  gather: (node, g) => {
    const [table, indices] = node.inputs as readonly [Tensor, Tensor];
    const { fromEnd } = node.attributes;
    const toTable = (): Tensor => record('scatterAdd', { rows: table.shape.at(-2)!, fromEnd }, [g, indices]);
    return [table.dtype === 'f32' ? toTable() : undefined, undefined];
  },
  scatterAdd: (node, g) => {
    const { fromEnd } = node.attributes;
    return [record('gather', { fromEnd }, [g, node.inputs[1]!]), undefined];
  },
  matmul: matmulGradient,
  // Sparse rows are data: only the dense factor has a gradient.
  sparseGather: none,
  sparseMatmul: (node, g) => [
    ...data,
    record('sparseMatmulTransposed', node.attributes, [...node.inputs.slice(0, 4), g]),
  ],
  sparseMatmulTransposed: (node, g) => [
    ...data,
    record('sparseMatmul', node.attributes, [...node.inputs.slice(0, 4), g]),
  ],
  adamStepSize: () => [undefined, undefined],
  assign: none,
  adamUpdate: none,
  momentumUpdate: none,
};

export const gradientRules = rules as Rules;

/** See `functions/window-ops.ts`. */
export function addGradientRules(added: WindowGradientRules): void {
  Object.assign(rules, added);
}
