/** Cases of the ops that move elements: concat, and rows picked and added by index. */
import fc from 'fast-check';
import { gather, scatterAdd } from '../../functions/selection.ts';
import { concat } from '../../functions/view.ts';
import { sizeOf } from '../../shape.ts';
import { dimension, integerOperand, operand } from '../arbitrary.ts';
import { exact, summed } from '../tolerance.ts';
import type { OpCase } from './op-case.ts';

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
} satisfies Record<string, OpCase>;
