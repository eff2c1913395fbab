/**
 * For each op of the closed union, random instances of its use and how exact the result must be. The table is typed
 * over the union: an op without a case does not compile.
 */
import fc from 'fast-check';
import { softmaxCrossEntropy } from '../functions/classification.ts';
import { iota } from '../functions/creation.ts';
import { add, mul } from '../functions/elementwise.ts';
import { dropoutMask } from '../functions/regularization.ts';
import { gather, scatterAdd } from '../functions/selection.ts';
import { RowCompressor } from '../functions/sparse.ts';
import { adamStepSize, adamUpdate, assign, momentumUpdate } from '../functions/update.ts';
import { broadcastTo, concat, reshape, slice, transpose } from '../functions/view.ts';
import type { OpAttributes, OpName } from '../op/op.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { record, type Tensor, type Variable } from '../tensor.ts';
import {
  broadcastable,
  dimension,
  integerOperand,
  type Operand,
  operand,
  positiveOperand,
  shape,
} from './arbitrary.ts';
import { exact, rounded, summed, type Tolerance, transcendental } from './tolerance.ts';

export interface Instance {
  readonly operands: readonly Operand[];
  /** Initial values of state variables; none by default. */
  readonly variables?: readonly Operand[];
  /** Runs of the program; 1 by default. */
  readonly steps?: number;
  readonly tolerance: Tolerance;
  build(inputs: readonly Tensor[], variables: readonly Variable[]): { result?: Tensor; updates?: readonly Tensor[] };
}

export interface OpCase {
  readonly instances: fc.Arbitrary<Instance>;
  /** Positions of operands that the result can be differentiated by. */
  readonly differentiable: readonly number[];
}

type Plain = { [K in OpName]: Record<never, never> extends OpAttributes[K] ? K : never }[OpName];

/** Cases of an element-wise op of one operand. */
function unary(
  op: Plain,
  tolerance: Tolerance,
  differentiable = true,
  from: (of: Shape) => fc.Arbitrary<Operand> = operand,
): OpCase {
  return {
    differentiable: differentiable ? [0] : [],
    instances: shape()
      .chain(from)
      .map((x) => ({ operands: [x], tolerance, build: ([a]) => ({ result: record(op, {}, [a!]) }) })),
  };
}

/** The same for a function of one tensor with settings. */
function unaryOf(tolerance: Tolerance, f: (x: Tensor) => Tensor): OpCase {
  return {
    differentiable: [0],
    instances: shape()
      .chain((of) => operand(of))
      .map((x) => ({ operands: [x], tolerance, build: ([a]) => ({ result: f(a!) }) })),
  };
}

const pairOfShapes = shape().chain((whole) => fc.tuple(fc.constant(whole), broadcastable(whole)));

/** Cases of an element-wise op of two operands that broadcast, either of them the smaller; i32 too where allowed. */
function binary(op: Plain, tolerance: Tolerance, differentiable = true, alsoIntegers = true): OpCase {
  const floats = pairOfShapes.chain(([a, b]) => fc.tuple(operand(a, 0.5), operand(b, 0.25)));
  const whole = pairOfShapes.chain(([a, b]) => fc.tuple(integerOperand(a), integerOperand(b)));
  const pairs = alsoIntegers && !differentiable ? fc.oneof(floats, whole) : floats;
  return {
    differentiable: differentiable ? [0, 1] : [],
    instances: fc.tuple(pairs, fc.boolean()).map(([[a, b], swap]) => ({
      operands: swap ? [b, a] : [a, b],
      tolerance: a.dtype === 'i32' ? exact : tolerance,
      build: ([x, y]) => ({ result: record(op, {}, [x!, y!]) }),
    })),
  };
}

function view(make: (x: Shape) => fc.Arbitrary<(x: Tensor) => Tensor>, from: fc.Arbitrary<Shape> = shape()): OpCase {
  return {
    differentiable: [0],
    instances: from
      .chain((of) => fc.tuple(operand(of), make(of)))
      .map(([x, f]) => ({ operands: [x], tolerance: exact, build: ([a]) => ({ result: f(a!) }) })),
  };
}

const threeAxes = (minimum: number): fc.Arbitrary<Shape> =>
  fc
    .tuple(
      dimension,
      dimension.filter((d) => d >= minimum),
      dimension,
    )
    .filter((s) => sizeOf(s) <= 1500);

/** Distinct values, so that a maximum is unique. */
const distinctOperand = (of: Shape): fc.Arbitrary<Operand> =>
  fc
    .uniqueArray(fc.integer({ min: -4000, max: 4000 }), { minLength: sizeOf(of), maxLength: sizeOf(of) })
    .map((values) => ({ shape: of, dtype: 'f32', values: values.map((v) => v / 64) }));

function reduction(op: 'sum' | 'max' | 'argmax', differentiable: boolean): OpCase {
  return {
    differentiable: differentiable ? [0] : [],
    instances: threeAxes(op === 'sum' ? 0 : 1)
      .chain((of) => (op === 'sum' ? operand(of) : distinctOperand(of)))
      .map((x) => ({
        operands: [x],
        tolerance: op === 'sum' ? summed(x.shape[1]!, 4) : exact,
        build: ([a]) => ({ result: record(op, {}, [a!]) }),
      })),
  };
}

const matrix = (minimumColumns: number): fc.Arbitrary<Shape> =>
  fc.tuple(
    dimension,
    dimension.filter((d) => d >= minimumColumns),
  );

function rows(op: 'softmax' | 'logSoftmax', tolerance: Tolerance): OpCase {
  return {
    differentiable: [0],
    instances: matrix(1)
      .chain((of) => operand(of))
      .map((x) => ({
        operands: [x],
        tolerance,
        build: ([a]) => ({ result: record(op, {}, [a!]) }),
      })),
  };
}

/** Random rows with about three zeros in four, compressed, and a choice among them. */
const sparseRows = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.constantFrom(1, 2, 5, 17, 103, 105, 230), dimension)
  .chain(([rowCount, columns, count]) =>
    fc.record({
      columns: fc.constant(columns),
      dense: operand([rowCount, columns]).map(({ values }) =>
        values.map((v) => (Math.floor(v * 64) % 4 === 0 ? v : 0)),
      ),
      indices: integerOperand([count], 0, rowCount - 1),
      n: fc.constantFrom(0, 1, 3, 4, 10, 31, 32, 37, 64, 70),
    }),
  );

function sparse(op: 'sparseGather' | 'sparseMatmul' | 'sparseMatmulTransposed'): OpCase {
  return {
    differentiable: op === 'sparseGather' ? [] : [4],
    instances: sparseRows
      .chain(({ columns, dense, indices, n }) => {
        const rowCount = dense.length / columns;
        const compressor = new RowCompressor(rowCount, columns, 4);
        compressor.append(Float32Array.from(dense));
        const { segments, entries, segmentStart, columnIndex, values } = compressor;
        const operands: Operand[] = [
          { shape: [segmentStart.length], dtype: 'i32', values: [...segmentStart] },
          { shape: [entries], dtype: 'i32', values: [...columnIndex.subarray(0, entries)] },
          { shape: [entries], dtype: 'f32', values: [...values.subarray(0, entries)] },
          indices,
        ];
        const rowsOfB = op === 'sparseMatmul' ? columns : indices.shape[0]!;
        const b = op === 'sparseGather' ? fc.constant([]) : operand([rowsOfB, n]).map((x) => [x]);
        return fc.tuple(fc.constant(operands), b, fc.constant({ columns, segments }), fc.constant(indices.shape[0]!));
      })
      .map(([operands, b, attributes, count]) => ({
        operands: [...operands, ...b],
        tolerance: op === 'sparseGather' ? exact : summed(op === 'sparseMatmul' ? attributes.columns : count, 16),
        build: (inputs) => ({ result: record(op, attributes, inputs) }),
      })),
  };
}

const scalarOperand = (value: number, dtype: 'f32' | 'i32' = 'f32'): Operand => ({ shape: [], dtype, values: [value] });

export const opCases: { readonly [K in OpName]: OpCase } = {
  input: unaryOf(exact, (x) => reshape(x, [...x.shape, 1])),
  state: {
    differentiable: [],
    instances: shape()
      .chain((of) => operand(of))
      .map((x) => ({
        operands: [],
        variables: [x],
        tolerance: exact,
        build: (_inputs, [v]) => ({ result: v!.tensor }),
      })),
  },
  data: {
    differentiable: [],
    instances: shape()
      .chain((of) => operand(of))
      .map((x) => ({
        operands: [],
        tolerance: exact,
        build: () => ({ result: record('data', { values: Float32Array.from(x.values) }, [], x) }),
      })),
  },
  constant: {
    differentiable: [],
    instances: fc.tuple(shape(), fc.double({ noNaN: true, min: -1e6, max: 1e6 })).map(([of, value]) => ({
      operands: [],
      tolerance: exact,
      build: () => ({ result: record('constant', { value: Math.fround(value) }, [], { shape: of, dtype: 'f32' }) }),
    })),
  },
  iota: {
    differentiable: [],
    instances: fc
      .tuple(
        fc.array(dimension, { minLength: 1, maxLength: 4 }).filter((s) => sizeOf(s) <= 700),
        fc.nat(3),
      )
      .map(([of, axis]) => ({
        operands: [],
        tolerance: exact,
        build: () => ({ result: iota(of, axis % of.length) }),
      })),
  },
  dropoutMask: {
    differentiable: [],
    instances: fc
      .tuple(
        shape(),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.maxSafeNat(),
        fc.nat(2 ** 32 - 1),
        fc.oneof(fc.nat(2 ** 24), fc.nat(2 ** 31 - 1)),
      )
      .map(([of, rate, seed, stream, counter]) => ({
        operands: [scalarOperand(counter, 'i32')],
        tolerance: rounded(1),
        build: ([c]) => ({ result: dropoutMask(of, { rate, seed, stream, counter: c! }) }),
      })),
  },
  neg: unary('neg', exact),
  abs: unary('abs', exact),
  sign: unary('sign', exact, false),
  square: unary('square', rounded(1)),
  sqrt: unary('sqrt', rounded(1), true, positiveOperand),
  exp: unary('exp', transcendental(3)),
  log: unary('log', { ...transcendental(4), absolute: 2 ** -24 }, true, positiveOperand),
  relu: unary('relu', exact),
  leakyRelu: unaryOf(rounded(2), (x) => record('leakyRelu', { alpha: 0.2 }, [x])),
  elu: unaryOf(transcendental(8), (x) => record('elu', { alpha: 1.5 }, [x])),
  softplus: unary('softplus', transcendental(8)),
  sigmoid: unary('sigmoid', transcendental(8)),
  tanh: unary('tanh', transcendental(8)),
  cast: {
    differentiable: [],
    instances: fc
      .oneof(
        shape()
          .chain((of) => operand(of))
          .map((x) => [x, 'i32'] as const),
        shape()
          .chain((of) => integerOperand(of))
          .map((x) => [x, 'f32'] as const),
      )
      .map(([x, dtype]) => ({
        operands: [x],
        tolerance: exact,
        build: ([a]) => ({ result: record('cast', { dtype }, [a!]) }),
      })),
  },
  add: binary('add', rounded(1)),
  sub: binary('sub', rounded(1)),
  mul: binary('mul', rounded(1)),
  div: binary('div', rounded(3), true, false),
  maximum: binary('maximum', exact),
  minimum: binary('minimum', exact),
  equal: binary('equal', exact, false),
  notEqual: binary('notEqual', exact, false),
  less: binary('less', exact, false),
  lessEqual: binary('lessEqual', exact, false),
  greater: binary('greater', exact, false),
  greaterEqual: binary('greaterEqual', exact, false),
  select: {
    differentiable: [1, 2],
    instances: shape()
      .chain((whole) =>
        fc.tuple(
          broadcastable(whole).chain((s) => integerOperand(s, -1, 1)),
          operand(whole),
          broadcastable(whole).chain((s) => operand(s, 0.25)),
        ),
      )
      .map((operands) => ({
        operands,
        tolerance: exact,
        build: (inputs) => ({ result: record('select', {}, inputs) }),
      })),
  },
  reshape: view((of) =>
    fc.constantFrom<Shape>([sizeOf(of)], [1, ...of], [...of, 1]).map((to) => (x) => reshape(transpose(x), to)),
  ),
  transpose: view((of) =>
    fc
      .shuffledSubarray(
        of.map((_, axis) => axis),
        { minLength: of.length },
      )
      .map((p) => (x) => transpose(x, p)),
  ),
  slice: view((of) =>
    fc.tuple(...of.map((d) => fc.nat(d).chain((start) => fc.tuple(fc.constant(start), fc.nat(d - start))))).map(
      (ranges) => (x) =>
        slice(
          x,
          ranges.map(([start]) => start),
          ranges.map(([, size]) => size),
        ),
    ),
  ),
  broadcast: {
    differentiable: [0],
    instances: pairOfShapes
      .chain(([whole, part]) => fc.tuple(fc.constant(whole), operand(part)))
      .map(([whole, x]) => ({ operands: [x], tolerance: exact, build: ([a]) => ({ result: broadcastTo(a!, whole) }) })),
  },
  sum: reduction('sum', true),
  max: reduction('max', true),
  argmax: reduction('argmax', false),
  softmax: rows('softmax', transcendental(40)),
  logSoftmax: rows('logSoftmax', { absolute: 1e-6, relative: 1e-6 }),
  softmaxCrossEntropy: {
    differentiable: [0],
    instances: matrix(1)
      .chain((of) => fc.tuple(operand(of), integerOperand([of[0]!], 0, of[1]! - 1)))
      .map((operands) => ({
        operands,
        // log Σ exp of values within [−4, 4], less a logit: a few roundings of numbers up to 8.
        tolerance: { absolute: 4e-6, relative: 1e-6 },
        build: ([logits, labels]) => ({ result: softmaxCrossEntropy(logits!, labels!) }),
      })),
  },
  concat: {
    differentiable: [0, 1, 2],
    instances: fc
      .tuple(fc.array(dimension, { minLength: 1, maxLength: 3 }), fc.nat(2), fc.tuple(dimension, dimension, dimension))
      .filter(([of]) => sizeOf(of) <= 300)
      .chain(([of, at, lengths]) => {
        const axis = at % of.length;
        const parts = lengths.map((length) => operand(of.map((d, i) => (i === axis ? length : d))));
        return fc.tuple(fc.constant(axis), fc.tuple(...parts));
      })
      .filter(([, parts]) => parts.every(({ values }) => values.length <= 700))
      .map(([axis, operands]) => ({
        operands,
        tolerance: exact,
        build: (inputs) => ({ result: concat(inputs, axis) }),
      })),
  },
  gather: {
    differentiable: [0],
    instances: fc
      .tuple(
        dimension.filter((d) => d > 0),
        dimension,
        dimension,
      )
      .chain(([rowCount, length, count]) =>
        fc.tuple(
          fc.oneof(operand([rowCount, length]), operand([rowCount, length])),
          integerOperand([count], 0, rowCount - 1),
        ),
      )
      .map((operands) => ({
        operands,
        tolerance: exact,
        build: ([table, indices]) => ({ result: gather(table!, indices!) }),
      })),
  },
  scatterAdd: {
    differentiable: [0],
    instances: fc
      .tuple(
        dimension.filter((d) => d > 0),
        dimension,
        dimension,
      )
      .chain(([rowCount, length, count]) =>
        fc.tuple(fc.constant(rowCount), operand([count, length]), integerOperand([count], 0, rowCount - 1)),
      )
      .map(([rowCount, ...operands]) => ({
        operands,
        tolerance: summed(operands[0].shape[0]!, 4),
        build: ([updates, indices]) => ({ result: scatterAdd(updates!, indices!, rowCount) }),
      })),
  },
  matmul: {
    differentiable: [0, 1],
    instances: fc
      .tuple(fc.constantFrom(0, 1, 1, 2, 3), fc.boolean(), dimension, dimension, dimension, fc.boolean(), fc.boolean())
      .filter(([batch, , m, k, n]) => batch * (m * k + k * n) <= 3000)
      .chain(([batch, share, m, k, n, transposeA, transposeB]) => {
        const a = [batch, ...(transposeA ? [k, m] : [m, k])];
        const b = [share ? 1 : batch, ...(transposeB ? [n, k] : [k, n])];
        return fc.tuple(operand(a), operand(b), fc.constant({ transposeA, transposeB }), fc.constant(k));
      })
      .map(([a, b, attributes, k]) => ({
        operands: [a, b],
        tolerance: summed(k, 16),
        build: ([x, y]) => ({ result: record('matmul', attributes, [x!, y!]) }),
      })),
  },
  sparseGather: sparse('sparseGather'),
  sparseMatmul: sparse('sparseMatmul'),
  sparseMatmulTransposed: sparse('sparseMatmulTransposed'),
  adamStepSize: {
    differentiable: [],
    instances: fc
      .tuple(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.integer({ min: 1, max: 100000 }))
      .map(([rate, t]) => ({
        operands: [scalarOperand(Math.fround(rate)), scalarOperand(t, 'i32')],
        tolerance: rounded(1),
        build: ([learningRate, step]) => ({ result: adamStepSize(learningRate!, step!, { beta1: 0.9, beta2: 0.999 }) }),
      })),
  },
  assign: {
    differentiable: [],
    instances: shape(2)
      .chain((of) => fc.tuple(operand(of), operand(of), operand(of)))
      .map(([a, b, c]) => ({
        operands: [c],
        variables: [a, b],
        steps: 3,
        tolerance: rounded(4),
        // The two variables read each other's value from before the step.
        build: ([x], [u, v]) => ({
          result: u!.tensor,
          updates: [assign(u!, add(v!.tensor, mul(x!, 0.5))), assign(v!, u!.tensor)],
        }),
      })),
  },
  adamUpdate: {
    differentiable: [],
    instances: shape(2)
      .chain((of) => fc.tuple(operand(of), operand(of), operand(of), positiveOperand(of)))
      .map(([gradient, ...variables]) => ({
        operands: [gradient, scalarOperand(0.125)],
        variables,
        steps: 3,
        tolerance: { absolute: 1e-6, relative: 1e-6 },
        build: ([g, stepSize], [parameter, m, v]) => ({
          updates: [
            adamUpdate({ parameter: parameter!, m: m!, v: v! }, g!, stepSize!, {
              beta1: 0.9,
              beta2: 0.999,
              epsilon: 1e-7,
            }),
          ],
        }),
      })),
  },
  momentumUpdate: {
    differentiable: [],
    instances: fc
      .tuple(
        shape(2).chain((of) => fc.tuple(operand(of), operand(of), operand(of))),
        fc.boolean(),
      )
      .map(([[gradient, ...variables], nesterov]) => ({
        operands: [gradient, scalarOperand(0.125)],
        variables,
        steps: 3,
        tolerance: { absolute: 2e-6, relative: 1e-6 },
        build: ([g, learningRate], [parameter, velocity]) => ({
          updates: [
            momentumUpdate({ parameter: parameter!, velocity: velocity! }, g!, learningRate!, {
              momentum: 0.9,
              nesterov,
            }),
          ],
        }),
      })),
  },
};
