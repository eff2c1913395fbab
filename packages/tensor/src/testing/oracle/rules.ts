/**
 * What each op means, one row an op: a formula over coordinates of its inputs. Shares no code with the planner or any
 * backend. The table is typed over the closed union of ops, so an op without a row does not compile.
 *
 * Elements are numbers for both dtypes. An f32 result is rounded by whoever calls a rule; an i32 result has to be a whole
 * number of 32 bits already, for which `wrap` is. A number among an op's settings counts as a float32.
 */
import type { OpAttributes, OpName, StateIdentity, UpdateOp } from '../../op/op.ts';
import type { Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import type { Arithmetic } from './arithmetic.ts';
import { maskElements } from './philox.ts';
import { each, pick, positionOfLargest, type Value } from './values.ts';
import { largestUnder, overTerms, termsOf } from './windows.ts';

/** What a rule may ask for besides its inputs: values from outside, and how to round inner steps. */
export interface World extends Arithmetic {
  input(node: Tensor<'input'>): ArrayLike<number>;
  /** The value from before the step. */
  state(variable: StateIdentity): ArrayLike<number>;
}

/** The new values of the variables that an update writes. */
export type NewState = ReadonlyMap<StateIdentity, ArrayLike<number>>;

export type Rule<K extends OpName> = (
  node: Tensor<K>,
  inputs: readonly Value[],
  world: World,
) => K extends UpdateOp ? NewState : ArrayLike<number>;

type Elements = (node: Tensor, inputs: readonly Value[], world: World) => number[];

const setting = Math.fround;

/** A function of one element of each input. */
const elementwise =
  (f: (...elements: number[]) => number): Elements =>
  (node, inputs) =>
    each(node.shape, (at) => f(...inputs.map((x) => pick(x, at))));

/** The same for a function that backends approximate. */
const approximated =
  (f: (...elements: number[]) => number): Elements =>
  (node, inputs, world) =>
    elementwise((...elements) => world.approximate(f(...elements)))(node, inputs, world);

/** Arithmetic of either dtype: float64 for f32, exact integers wrapped to 32 bits for i32. */
const arithmetic =
  (floats: (a: number, b: number) => number, integers: (a: bigint, b: bigint) => bigint): Elements =>
  (node, inputs, world) =>
    node.dtype === 'f32'
      ? elementwise(floats)(node, inputs, world)
      : elementwise((a, b) => world.wrap(integers(BigInt(a), BigInt(b ?? 0))))(node, inputs, world);

const comparison = (holds: (a: number, b: number) => boolean): Elements => elementwise((a, b) => (holds(a, b) ? 1 : 0));

const truncated = (x: number): number =>
  Number.isNaN(x) ? 0 : Math.min(Math.max(Math.trunc(x) + 0, -(2 ** 31)), 2 ** 31 - 1);

/** A function of the line of elements along the middle axis of [outer, length, inner]. */
const overMiddle =
  (f: (line: number[], node: Tensor, world: World) => number): Elements =>
  (node, [x], world) =>
    each(node.shape, ([outer, inner]) =>
      f(
        Array.from({ length: x!.shape[1]! }, (_, i) => pick(x!, [outer!, i, inner!])),
        node,
        world,
      ),
    );

const row = (x: Value, r: number): number[] => Array.from({ length: x.shape[1]! }, (_, c) => pick(x, [r, c]));

/** eˣ⁻ᵐ of a row with its maximum m, and their sum. */
function exponentials(line: readonly number[], { round, approximate, sum }: World) {
  const maximum = Math.max(...line);
  const shifted = line.map((x) => round(x - maximum));
  const powers = shifted.map((x) => approximate(Math.exp(x)));
  return { maximum, shifted, powers, total: sum(powers) };
}

const overRows =
  (f: (line: readonly number[], world: World) => readonly number[]): Elements =>
  (_node, [x], world) =>
    Array.from({ length: x!.shape[0]! }, (_, r) => f(row(x!, r), world)).flat();

/** @throws RangeError for an index outside its table, which no case may have. */
function checked(index: number, rows: number): number {
  if (!(index >= 0 && index < rows)) throw new RangeError(`index ${index} is outside [0, ${rows})`);
  return index;
}

/** The same for an index that may count from the end. */
const rowOf = (index: number, rows: number, fromEnd: boolean): number =>
  checked(fromEnd ? (index < 0 ? rows + index : index) : index, rows);

/** The chosen rows of a sparse op, written out with their zeros: [count, columns]. */
function chosenRows(columns: number, segments: number, inputs: readonly Value[]): Value {
  const [starts, columnIndex, values, indices] = inputs.map((x) => x.values) as [
    ArrayLike<number>,
    ArrayLike<number>,
    ArrayLike<number>,
    ArrayLike<number>,
  ];
  const rows = Array.from(indices, (index) => {
    const line = new Array<number>(columns).fill(0);
    const r = checked(index, (starts.length - 1) / segments);
    for (let at = starts[r * segments]!; at < starts[(r + 1) * segments]!; at++) line[columnIndex[at]!] = values[at]!;
    return line;
  });
  return { shape: [rows.length, columns], values: rows.flat() };
}

/** Σ left(k) · right(k) over k < length. */
const product = (
  length: number,
  left: (k: number) => number,
  right: (k: number) => number,
  { sum, term }: World,
): number => sum(Array.from({ length }, (_, k) => term(left(k), right(k))));

const sparseProduct =
  (transposed: boolean) =>
  (
    { attributes: { columns, segments }, shape }: { attributes: OpAttributes['sparseMatmul']; shape: Shape },
    inputs: readonly Value[],
    world: World,
  ): number[] => {
    const chosen = chosenRows(columns, segments, inputs);
    const b = inputs[4]!;
    return each(shape, ([i, j]) =>
      product(
        b.shape[0]!,
        (k) => pick(chosen, transposed ? [k, i!] : [i!, k]),
        (k) => pick(b, [k, j!]),
        world,
      ),
    );
  };

/** A sum with 1.5 · 2⁵² has no digits behind the point, and rounds halves to even. */
const roundedToEven = (x: number): number => (Math.abs(x) < 2 ** 51 ? x + 1.5 * 2 ** 52 - 1.5 * 2 ** 52 : x);

/** erf x = 2/√π · e^−x² · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5 … (2n + 1)), of which all terms have one sign. */
function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let total = 0;
  for (let n = 0; n < 200; n++) {
    total += term;
    term *= (2 * x * x) / (2 * n + 3);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

/** As IEEE 754 has pow, in which 1 to any power is 1, and −1 to an infinite one. */
const power = (x: number, y: number): number =>
  x === 1 || (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) ? 1 : x ** y;

/** x multiplied n times, kept to 32 bits; of a negative n the inverse without its fraction, 0 for the inverse of 0. */
function wholePower(x: number, n: number, { wrap }: World): number {
  if (n < 0) return x === 1 ? 1 : x === -1 ? (n % 2 === 0 ? 1 : -1) : 0;
  let result = 1n;
  let base = BigInt(x);
  for (let left = BigInt(n); left > 0n; left /= 2n) {
    if (left % 2n === 1n) result = BigInt(wrap(result * base));
    if (left > 1n) base = BigInt(wrap(base * base));
  }
  return Number(result);
}

const floorQuotient = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;

/** The remainder with the sign of b. */
function floorRemainder(a: number, b: number): number {
  const truncated = a % b;
  return truncated * b < 0 || (truncated !== 0 && truncated < 0 !== b < 0) ? truncated + b : truncated;
}

/** What an optimizer keeps of a slot. */
const slot = (x: number): number => (Math.abs(x) < 2 ** -120 ? 0 : x);

export const rules: { readonly [K in OpName]: Rule<K> } = {
  input: (node, _inputs, world) => world.input(node),
  state: ({ attributes }, _inputs, world) => world.state(attributes.variable),
  data: ({ attributes }) => attributes.values,

  constant: ({ attributes, shape, dtype }) =>
    each(shape, () => (dtype === 'f32' ? setting(attributes.value) : attributes.value)),
  iota: ({ attributes, shape }) => each(shape, (at) => at[attributes.axis]!),
  dropoutMask: ({ attributes, shape }, [counter]) =>
    maskElements(attributes, counter!.values[0]!, each(shape, () => 0).length),
  neg: arithmetic(
    (x) => -x,
    (x) => -x,
  ),
  abs: arithmetic(Math.abs, (x) => (x < 0n ? -x : x)),
  sign: elementwise(Math.sign),
  square: arithmetic(
    (x) => x * x,
    (x) => x * x,
  ),
  sqrt: elementwise(Math.sqrt),
  exp: approximated(Math.exp),
  log: approximated(Math.log),
  relu: elementwise((x) => Math.max(x, 0)),
  leakyRelu: (node, inputs, world) =>
    elementwise((x) => (x > 0 ? x : setting(node.attributes.alpha) * x))(node, inputs, world),
  elu: (node, inputs, world) =>
    approximated((x) => (x > 0 ? x : setting(node.attributes.alpha) * Math.expm1(x)))(node, inputs, world),
  softplus: approximated((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  sigmoid: approximated((x) => 1 / (1 + Math.exp(-x))),
  tanh: approximated(Math.tanh),
  floor: elementwise(Math.floor),
  round: elementwise(roundedToEven),
  sin: approximated(Math.sin),
  cos: approximated(Math.cos),
  erf: approximated(errorFunction),
  expm1: approximated(Math.expm1),
  log1p: approximated(Math.log1p),
  cast: (node, inputs, world) =>
    elementwise((x) => (node.attributes.dtype === 'i32' ? truncated(x) : x))(node, inputs, world),
  add: arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  sub: arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  mul: arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  div: elementwise((a, b) => a / b),
  pow: (node, inputs, world) =>
    node.dtype === 'f32'
      ? approximated(power)(node, inputs, world)
      : elementwise((x, n) => wholePower(x, n, world))(node, inputs, world),
  mod: (node, inputs, world) =>
    elementwise((a, b) => (node.dtype === 'i32' && b === 0 ? 0 : floorRemainder(a, b)))(node, inputs, world),
  floorDivide: (node, inputs, world) =>
    elementwise((a, b) => (b === 0 ? 0 : world.wrap(floorQuotient(BigInt(a), BigInt(b)))))(node, inputs, world),
  maximum: elementwise((a, b) => Math.max(a, b)),
  minimum: elementwise((a, b) => Math.min(a, b)),
  equal: comparison((a, b) => a === b),
  notEqual: comparison((a, b) => a !== b),
  less: comparison((a, b) => a < b),
  lessEqual: comparison((a, b) => a <= b),
  greater: comparison((a, b) => a > b),
  greaterEqual: comparison((a, b) => a >= b),
  select: elementwise((condition, a, b) => (condition !== 0 ? a : b)),

  reshape: (_node, [x]) => x!.values,
  transpose: ({ attributes: { permutation }, shape }, [x]) =>
    each(shape, (at) => {
      const from: number[] = [];
      permutation.forEach((axis, position) => {
        from[axis] = at[position]!;
      });
      return pick(x!, from);
    }),
  slice: ({ attributes: { start }, shape }, [x]) =>
    each(shape, (at) =>
      pick(
        x!,
        at.map((i, axis) => start[axis]! + i),
      ),
    ),
  broadcast: ({ shape }, [x]) => each(shape, (at) => pick(x!, at)),

  sum: overMiddle((line, { dtype }, { sum, wrap }) =>
    dtype === 'f32' ? sum(line) : wrap(line.reduce((total, x) => total + BigInt(x), 0n)),
  ),
  max: overMiddle((line) => Math.max(...line)),
  argmax: overMiddle(positionOfLargest),

  softmax: overRows((line, world) => {
    const { powers, total } = exponentials(line, world);
    return powers.map((power) => power / total);
  }),
  logSoftmax: overRows((line, world) => {
    const { shifted, total } = exponentials(line, world);
    return shifted.map((x) => x - world.approximate(Math.log(total)));
  }),
  softmaxCrossEntropy: (_node, [logits, labels], world) =>
    Array.from(labels!.values, (label, r) => {
      const line = row(logits!, r);
      const { maximum, total } = exponentials(line, world);
      return world.round(world.approximate(Math.log(total)) + maximum) - line[checked(label, line.length)]!;
    }),

  concat: ({ attributes: { axis }, shape }, inputs) =>
    each(shape, (at) => {
      let [part, position] = [0, at[axis]!];
      while (position >= inputs[part]!.shape[axis]!) position -= inputs[part++]!.shape[axis]!;
      return pick(
        inputs[part]!,
        at.map((i, a) => (a === axis ? position : i)),
      );
    }),
  gather: ({ attributes: { fromEnd }, shape }, [table, indices]) =>
    each(shape, (at) => {
      const row = rowOf(indices!.values[at.at(-2)!]!, table!.shape.at(-2)!, fromEnd);
      return pick(table!, at.with(-2, row));
    }),
  scatterAdd: ({ attributes: { rows, fromEnd }, shape }, [updates, indices], { sum }) => {
    const targets = Array.from(indices!.values, (index) => rowOf(index, rows, fromEnd));
    return each(shape, (at) =>
      sum(targets.flatMap((target, i) => (target === at.at(-2) ? [pick(updates!, at.with(-2, i))] : []))),
    );
  },

  sparseGather: ({ attributes: { columns, segments } }, inputs) => chosenRows(columns, segments, inputs).values,
  sparseMatmul: sparseProduct(false),
  sparseMatmulTransposed: sparseProduct(true),

  matmul: ({ attributes: { transposeA, transposeB }, shape }, [a, b], world) =>
    each(shape, ([batch, i, j]) =>
      product(
        a!.shape[transposeA ? 1 : 2]!,
        (k) => pick(a!, transposeA ? [batch!, k, i!] : [batch!, i!, k]),
        (k) => pick(b!, transposeB ? [batch!, j!, k] : [batch!, k, j!]),
        world,
      ),
    ),

  conv2d: ({ attributes, shape }, [x, kernel], world) =>
    overTerms(
      shape,
      termsOf(attributes, shape[0]!, x!.shape[3]!, shape[3]!),
      'y',
      (term) => [pick(x!, term.x), pick(kernel!, term.kernel)],
      world,
    ),
  conv2dInputGradient: ({ attributes, shape }, [kernel, y], world) =>
    overTerms(
      shape,
      termsOf(attributes, shape[0]!, shape[3]!, y!.shape[3]!),
      'x',
      (term) => [pick(kernel!, term.kernel), pick(y!, term.y)],
      world,
    ),
  conv2dKernelGradient: ({ attributes, shape }, [x, y], world) =>
    overTerms(
      shape,
      termsOf(attributes, x!.shape[0]!, x!.shape[3]!, y!.shape[3]!),
      'kernel',
      (term) => [pick(x!, term.x), pick(y!, term.y)],
      world,
    ),
  maxPool2d: ({ attributes, shape }, [x, values]) =>
    each(shape, (at) => {
      const place = largestUnder(attributes, x!, at);
      return place === undefined ? 0 : pick(values!, place);
    }),
  maxPool2dGradient: ({ attributes, shape }, [x, y], { sum }) => {
    const parts = new Map<string, number[]>();
    each(y!.shape, (at) => {
      const key = largestUnder(attributes, x!, at)?.join();
      if (key !== undefined) parts.set(key, [...(parts.get(key) ?? []), pick(y!, at)]);
      return 0;
    });
    return each(shape, (at) => sum(parts.get(at.join()) ?? []));
  },

  adamStepSize: ({ attributes: { beta1, beta2 } }, [learningRate, step]) => {
    const t = step!.values[0]!;
    return [(learningRate!.values[0]! * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t)];
  },

  assign: ({ attributes: { variable } }, [value]) => new Map([[variable, value!.values]]),
  adamUpdate: ({ attributes: { parameter, m, v, beta1, beta2, epsilon } }, [gradient, stepSize], world) => {
    const { round, sum } = world;
    const [g, rate] = [gradient!.values, stepSize!.values[0]!];
    const means = Array.from(world.state(m), (old, i) => slot(sum([setting(beta1) * old, setting(1 - beta1) * g[i]!])));
    const squares = Array.from(world.state(v), (old, i) =>
      slot(sum([setting(beta2) * old, round(setting(1 - beta2) * g[i]!) * g[i]!])),
    );
    const moved = Array.from(world.state(parameter), (old, i) =>
      round(old - round(round(rate * means[i]!) / round(round(Math.sqrt(squares[i]!)) + setting(epsilon)))),
    );
    return new Map([
      [m, means],
      [v, squares],
      [parameter, moved],
    ]);
  },
  momentumUpdate: ({ attributes }, [gradient, learningRate], world) => {
    const { parameter, velocity, nesterov } = attributes;
    const momentum = setting(attributes.momentum);
    const { round } = world;
    const pulls = Array.from(gradient!.values, (g) => round(learningRate!.values[0]! * g));
    const velocities = Array.from(world.state(velocity), (old, i) => slot(round(round(momentum * old) - pulls[i]!)));
    const steps = velocities.map((u, i) => (nesterov ? round(round(momentum * u) - pulls[i]!) : u));
    const moved = Array.from(world.state(parameter), (old, i) => round(old + steps[i]!));
    return new Map([
      [velocity, velocities],
      [parameter, moved],
    ]);
  },
};
