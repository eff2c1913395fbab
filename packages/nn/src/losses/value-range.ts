/**
 * Bounds that a recorded graph sets to the values of a tensor, whatever its inputs hold: a sigmoid lies in [0, 1], and
 * so does the mean of two; a dropout's mask goes up to 1 / (1 − rate). Where nothing is known the bounds are infinite.
 */
import { isOp, type OpName, type Tensor } from '@inkgrad/tensor';

export interface ValueRange {
  readonly least: number;
  readonly most: number;
}

const anything: ValueRange = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
const unit: ValueRange = { least: 0, most: 1 };

/** @param of the range of one of the node's inputs, found when it is asked for */
type Rule = (of: (input: number) => ValueRange, node: Tensor) => ValueRange;

const same: Rule = (of) => of(0);
const within =
  (range: ValueRange): Rule =>
  () =>
    range;
const rising =
  (f: (x: number) => number): Rule =>
  (of) => ({ least: f(of(0).least), most: f(of(0).most) });
const union = (ranges: readonly ValueRange[]): ValueRange => ({
  least: Math.min(...ranges.map(({ least }) => least)),
  most: Math.max(...ranges.map(({ most }) => most)),
});
/** The hull of f at the corners, for functions that are monotone in each argument. */
const corners =
  (f: (a: number, b: number) => number): Rule =>
  (of) => {
    const [a, b] = [of(0), of(1)];
    const ends = [f(a.least, b.least), f(a.least, b.most), f(a.most, b.least), f(a.most, b.most)];
    return { least: Math.min(...ends), most: Math.max(...ends) };
  };
/** Nothing is infinite here, bounds aside: zero times any number is zero. */
const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

const rules: { readonly [K in OpName]?: Rule } = {
  constant: (_, node) => {
    const { value } = (node as Tensor<'constant'>).attributes;
    return Number.isNaN(value) ? anything : { least: value, most: value };
  },
  dropoutMask: (_, node) => ({ least: 0, most: 1 / (1 - (node as Tensor<'dropoutMask'>).attributes.rate) }),
  softmax: within(unit),
  sigmoid: within(unit),
  logSoftmax: within({ least: Number.NEGATIVE_INFINITY, most: 0 }),
  tanh: within({ least: -1, most: 1 }),
  sin: within({ least: -1, most: 1 }),
  cos: within({ least: -1, most: 1 }),
  erf: within({ least: -1, most: 1 }),
  sign: within({ least: -1, most: 1 }),
  floor: rising(Math.floor),
  // Whole bounds hold however halves are rounded.
  round: (of) => ({ least: Math.floor(of(0).least), most: Math.ceil(of(0).most) }),
  relu: rising((x) => Math.max(x, 0)),
  exp: rising(Math.exp),
  softplus: rising((x) => (x > 30 ? x : Math.log1p(Math.exp(x)))),
  elu: (of, node) => {
    const { alpha } = (node as Tensor<'elu'>).attributes;
    return alpha < 0 ? anything : rising((x) => (x > 0 ? x : alpha * Math.expm1(x)))(of, node);
  },
  neg: (of) => ({ least: -of(0).most, most: -of(0).least }),
  abs: (of) => ({ least: 0, most: Math.max(-of(0).least, of(0).most) }),
  square: (of) => ({ least: 0, most: Math.max(of(0).least ** 2, of(0).most ** 2) }),
  add: (of) => ({ least: of(0).least + of(1).least, most: of(0).most + of(1).most }),
  sub: (of) => ({ least: of(0).least - of(1).most, most: of(0).most - of(1).least }),
  mul: corners(product),
  div: (of, node) => {
    const divisor = node.inputs[1]!;
    return isOp(divisor, 'constant') && divisor.attributes.value !== 0
      ? corners((a, b) => product(a, 1 / b))(of, node)
      : anything;
  },
  maximum: corners(Math.max),
  minimum: corners(Math.min),
  equal: within(unit),
  notEqual: within(unit),
  less: within(unit),
  lessEqual: within(unit),
  greater: within(unit),
  greaterEqual: within(unit),
  cast: same,
  select: (of) => union([of(1), of(2)]),
  reshape: same,
  transpose: same,
  slice: same,
  broadcast: same,
  gather: same,
  max: same,
  // A window without elements gives 0.
  maxPool2d: (of) => union([of(1), { least: 0, most: 0 }]),
  concat: (of, node) => union(node.inputs.map((_, at) => of(at))),
  sum: (of, node) => {
    const length = node.inputs[0]!.shape[1]!;
    return { least: product(of(0).least, length), most: product(of(0).most, length) };
  },
};

/** The bounds of a tensor's values where they are numbers; NaN is within none. */
export function valueRange(tensor: Tensor): ValueRange {
  const known = new Map<Tensor, ValueRange>();
  const visit = (node: Tensor): ValueRange => {
    const found = known.get(node) ?? rules[node.op]?.((at) => visit(node.inputs[at]!), node) ?? anything;
    known.set(node, found);
    return found;
  };
  return visit(tensor);
}

/** Sums of rounded numbers may be so much above one. */
const rounding = 1e-6;

/** Whether all values are probabilities by their bounds: from 0 to 1. */
export function isWithinUnit({ least, most }: ValueRange): boolean {
  return least >= 0 && most <= 1 + rounding;
}
