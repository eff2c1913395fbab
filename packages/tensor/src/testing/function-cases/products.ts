/** Matrix products in which a factor is a vector. */
import fc from 'fast-check';
import { matmul } from '../../functions/matmul.ts';
import { operand } from '../arbitrary.ts';
import { at, coordinates } from '../coordinates.ts';
import { summed } from '../tolerance.ts';
import type { FunctionCase } from './function-case.ts';

const small = fc.constantFrom(0, 1, 2, 3, 5, 9);
const lead = fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 2 });

export const productCases = {
  'matmul with vectors': {
    differentiable: [0, 1],
    instances: fc
      .tuple(lead, small, small, fc.constantFrom('row', 'column', 'both'), fc.boolean())
      .chain(([before, k, other, which, transpose]) => {
        const vector = operand([k]);
        const matrix =
          which === 'both'
            ? vector
            : operand([...before, ...((which === 'row') !== transpose ? [k, other] : [other, k])]);
        return fc.tuple(
          which === 'column' ? fc.tuple(matrix, vector) : fc.tuple(vector, matrix),
          fc.constant({ before, k, other, which, transpose: transpose && which !== 'both' }),
        );
      })
      .map(([operands, { before, k, other, which, transpose }]) => ({
        operands,
        tolerance: summed(k, 16),
        build: ([a, b]) => ({
          result: matmul(a!, b!, {
            transposeA: transpose && which === 'column',
            transposeB: transpose && which === 'row',
          }),
        }),
        expected: () => {
          const [matrix, vector] = which === 'column' ? operands : ([operands[1], operands[0]] as const);
          return coordinates(which === 'both' ? [] : [...before, other]).map((c) => {
            let total = 0;
            for (let l = 0; l < k; l++) {
              const j = c.at(-1)!;
              const place = (which === 'row') !== transpose ? [l, j] : [j, l];
              total += at(vector, [l]) * at(matrix, which === 'both' ? [l] : [...c.slice(0, -1), ...place]);
            }
            return total;
          });
        },
      })),
  },
} satisfies Record<string, FunctionCase>;
