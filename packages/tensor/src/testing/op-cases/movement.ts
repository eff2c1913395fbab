/** Cases of the ops that move elements: concat, and rows picked and added by index. */
import fc from 'fast-check';
import { concat } from '../../functions/view.ts';
import { sizeOf } from '../../shape.ts';
import { record } from '../../tensor.ts';
import { dimension, integerOperand, operand } from '../arbitrary.ts';
import { exact, summed } from '../tolerance.ts';
import type { OpCase } from './op-case.ts';

const tables = fc
  .record({
    outer: fc.constantFrom([], [], [0], [1], [2], [3], [5]),
    rows: dimension.filter((d) => d > 0),
    length: dimension,
    count: dimension,
    fromEnd: fc.boolean(),
  })
  .filter(({ outer, rows, length, count }) => sizeOf(outer) * length * Math.max(rows, count) <= 3000);

export const movementCases = {
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
    instances: tables.chain(({ outer, rows, length, count, fromEnd }) =>
      fc
        .tuple(operand([...outer, rows, length]), integerOperand([count], fromEnd ? -rows : 0, rows - 1))
        .map((operands) => ({
          operands,
          tolerance: exact,
          build: (inputs) => ({ result: record('gather', { fromEnd }, inputs) }),
        })),
    ),
  },
  scatterAdd: {
    differentiable: [0],
    instances: tables.chain(({ outer, rows, length, count, fromEnd }) =>
      fc
        .tuple(operand([...outer, count, length]), integerOperand([count], fromEnd ? -rows : 0, rows - 1))
        .map((operands) => ({
          operands,
          tolerance: summed(count, 4),
          build: (inputs) => ({ result: record('scatterAdd', { rows, fromEnd }, inputs) }),
        })),
    ),
  },
} satisfies Record<string, OpCase>;
