/** Cases of leaves and of element-wise ops that depend on nothing but the position. */
import fc from 'fast-check';
import { iota } from '../../functions/creation.ts';
import { dropoutMask } from '../../functions/regularization.ts';
import { reshape } from '../../functions/view.ts';
import { sizeOf } from '../../shape.ts';
import { record } from '../../tensor.ts';
import { dimension, operand, scalarOperand, shape } from '../arbitrary.ts';
import { exact, rounded } from '../tolerance.ts';
import { unaryOf } from './maps.ts';
import type { OpCase } from './op-case.ts';

export const leafCases = {
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
} satisfies Record<string, OpCase>;
