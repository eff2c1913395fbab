/** Plans: the page that v1's prints, what fusion and simplification must achieve, and what programs refuse. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReferenceDevice } from '../src/backend/reference/reference.ts';
import {
  add,
  assign,
  evaluate,
  exp,
  gather,
  gradient,
  input,
  matmul,
  mul,
  neg,
  plan,
  printPlan,
  program,
  RowCompressor,
  relu,
  reshape,
  slice,
  sparseGather,
  sparseInput,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  Variable,
} from '../src/index.ts';
import { verifyPlan } from '../src/plan/verify.ts';
import type { Case64 } from '../src/testing/oracle.ts';
import { runCase } from '../src/testing/run-case.ts';
import { findDifference } from '../src/testing/tolerance.ts';
import { v1Program } from './v1-program.ts';

/** What the plan of a case computes on the reference backend. */
async function runPlan(given: Case64): Promise<ArrayLike<number>[]> {
  const device = await openReferenceDevice();
  return runCase(device, given).finally(() => device.dispose());
}

const planOf = (outputs: Record<string, Tensor>, inputs: Tensor[] = []) =>
  plan(program({ name: 'test', inputs, outputs }));

describe('plan', () => {
  it('prints v1 as a readable page', async () => {
    await expect(printPlan(plan(v1Program()))).toMatchFileSnapshot('snapshots/v1-plan.txt');
  });

  it('is the same every time', () => {
    expect(printPlan(plan(v1Program()))).toBe(printPlan(plan(v1Program())));
  });

  it('fuses a chain of maps with its broadcast bias into one step', () => {
    const x = input('x', [8, 16]);
    const y = exp(neg(relu(add(mul(x, 3), tensor(new Float32Array(16))))));
    expect(planOf({ y }, [x]).steps.map(({ kind }) => kind)).toEqual(['map']);
  });

  it('does not fuse across a step that waits in between', () => {
    const x = input('x', [4, 4]);
    const a = exp(x);
    const y = add(a, sum(a, { axes: 0 }));
    expect(planOf({ y }, [x]).steps.map(({ kind }) => kind)).toEqual(['map', 'reduce', 'map']);
  });

  it('does not fuse with what is read at other positions', async () => {
    const x = input('x', [2, 2]);
    const y = neg(x);
    const z = add(exp(y), slice(y, [1, 0], [1, 1]));
    expect(planOf({ z }, [x]).steps.map(({ kind }) => kind)).toEqual(['map', 'map']);
    const given = { variables: [], variableValues: [], updates: [], steps: 1 };
    const [values] = await runPlan({ ...given, inputs: [x], inputValues: [[0, 0, -3, 0]], outputs: [z] });
    expect(values).toEqual(Float32Array.of(4, 4, Math.exp(3) + 3, 4));
  });

  it('makes one of equal nodes', () => {
    const x = input('x', [4]);
    const planned = planOf({ y: add(exp(x), exp(x)) }, [x]);
    const operations = planned.steps.flatMap((step) =>
      step.kind === 'map' ? step.operations.map(({ op }) => op) : [],
    );
    expect(operations).toEqual(['exp', 'add']);
  });

  it('does not mistake two inputs for one, nor two constants of different sign', async () => {
    const [a, b] = [input('a', [2]), input('b', [2])];
    const values = await runPlan({
      inputs: [a, b],
      inputValues: [
        [1, 2],
        [10, 20],
      ],
      variables: [],
      variableValues: [],
      outputs: [sub(b, a), add(mul(a, -0), mul(b, 0))],
      updates: [],
      steps: 1,
    });
    expect(values[0]).toEqual(Float32Array.of(9, 18));
  });

  it('takes transposes into the matmul', () => {
    const [a, b] = [input('a', [5, 3]), input('b', [7, 5])];
    const planned = planOf({ y: matmul(transpose(a), transpose(b)) }, [a, b]);
    expect(planned.steps).toHaveLength(1);
    expect(planned.steps[0]).toMatchObject({ kind: 'matmul', transposeA: true, transposeB: true, m: 3, k: 5, n: 7 });
  });

  it('multiplies sparse rows without writing out their zeros, forward and backward', async () => {
    const columns = 230;
    const dense = Float32Array.from({ length: 5 * columns }, (_, i) => ((i * 7) % 5 === 0 ? ((i * 13) % 17) / 8 : 0));
    const compressor = new RowCompressor(5, columns, 1);
    compressor.append(dense);
    const { entries } = compressor;
    const rows = sparseInput('rows', { rows: 5, columns, entries });
    const kernel = input('kernel', [columns, 3]);
    const kernelValues = Array.from({ length: columns * 3 }, (_, i) => ((i * 11) % 23) / 16 - 0.7);
    const picks = tensor([4, 0, 4], [3], 'i32');
    const results = (batch: Tensor): Tensor[] => {
      const y = matmul(reshape(batch, [3, columns]), kernel);
      return [y, ...gradient(sum(mul(y, y)), [kernel])];
    };
    const sparse = results(sparseGather(rows, picks));
    const inputs = [rows.segmentStart, rows.columnIndex, rows.values, kernel];
    const planned = plan(program({ name: 'sparse', inputs, outputs: { y: sparse[0]!, gradient: sparse[1]! } }));
    expect(planned.steps.map(({ kind }) => kind)).toEqual(['sparseMatmul', 'map', 'sparseMatmulTransposed']);

    const common = { variables: [], variableValues: [], updates: [], steps: 1 };
    const values = [
      compressor.segmentStart,
      compressor.columnIndex.subarray(0, entries),
      compressor.values.subarray(0, entries),
    ];
    const actual = await runPlan({ ...common, inputs, inputValues: [...values, kernelValues], outputs: sparse });
    const expected = await runPlan({
      ...common,
      inputs: [kernel],
      inputValues: [kernelValues],
      outputs: results(gather(tensor(dense, [5, columns]), picks)),
    });
    actual.forEach((result, at) => {
      // Sums of up to 230 products below 2 in float64, rounded once.
      expect(findDifference(result, expected[at]!, { absolute: 1e-12, relative: 2 ** -23 })).toBeUndefined();
    });
  });

  it('makes one of two transposes, and none of a pair that undoes itself', async () => {
    const x = input('x', [2, 3, 4]);
    const values = Float32Array.from({ length: 24 }, (_, at) => at);
    const back = transpose(transpose(x, [2, 0, 1]), [1, 2, 0]);
    expect(planOf({ y: exp(back) }, [x]).steps).toMatchObject([{ kind: 'map', loads: [{ strides: [12, 4, 1] }] }]);
    const turned = transpose(transpose(x, [2, 0, 1]), [2, 0, 1]);
    const known = Array.from({ length: 24 }, (_, at) => {
      const [i, j, k] = [Math.floor(at / 8), Math.floor(at / 2) % 4, at % 2];
      return values[k * 12 + i * 4 + j]!;
    });
    expect([...(await evaluate(turned, { values: { x: values } }))]).toEqual(known);
  });

  it('copies a reshape that strides cannot express, and only that', () => {
    const x = input('x', [3, 4]);
    expect(planOf({ y: neg(reshape(x, [12])) }, [x]).steps).toHaveLength(1);
    expect(planOf({ y: neg(reshape(transpose(x), [12])) }, [x]).steps).toHaveLength(2);
  });

  it('shares arena bytes between values that are not needed together', () => {
    const x = input('x', [64, 64]);
    let y: Tensor = x;
    for (let i = 0; i < 10; i++) y = matmul(y, y);
    expect(planOf({ y }, [x]).arenaBytes).toBe(2 * 64 * 64 * 4);
  });

  it('updates read the state from before the step, in any order', async () => {
    const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 1, max: 4 }), async (order, steps) => {
        const variables = ['a', 'b', 'c'].map((name) => new Variable(name, [2]));
        const [a, b, c] = variables as [Variable, Variable, Variable];
        const all = [assign(a, b.tensor), assign(b, add(a.tensor, c.tensor)), assign(c, mul(b.tensor, 2))];
        const results = await runPlan({
          inputs: [],
          inputValues: [],
          variables,
          variableValues: [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          outputs: [a.tensor],
          updates: order.map((at) => all[at]!),
          steps,
        });
        let [x, y, z] = [1, 3, 5];
        let before = x;
        for (let step = 0; step < steps; step++) {
          before = x;
          [x, y, z] = [y, x + z, 2 * y];
        }
        expect(results.map((values) => values[0])).toEqual([before, x, y, z]);
      }),
    );
  });

  it('is refused when two live buffers share bytes, or a step reads what nobody wrote', () => {
    const planned = plan(v1Program());
    const squeezed = { ...planned, buffers: planned.buffers.map((buffer) => ({ ...buffer, offset: 0 })) };
    expect(() => verifyPlan(squeezed)).toThrow(/alive together/);
    const beheaded = { ...planned, steps: planned.steps.slice(1) };
    expect(() => verifyPlan(beheaded)).toThrow(/before it is written/);
  });
});

describe('program', () => {
  const x = input('x', [2]);
  const weight = new Variable('weight', [2]);

  it('names what is reached but not declared', () => {
    const outputs = { y: add(x, weight.tensor) };
    expect(() => program({ name: 'p', outputs })).toThrow('program "p": input x not declared; declared: none.');
    expect(() => program({ name: 'p', inputs: [x], outputs })).toThrow('state weight not declared');
  });

  it('refuses a name used twice, two updates of one variable, and an update as an output', () => {
    const other = new Variable('x', [2]);
    expect(() => program({ name: 'p', inputs: [x], state: [other], outputs: {} })).toThrow(/"x" twice/);
    const updates = [assign(weight, weight.tensor), assign(weight, neg(weight.tensor))];
    expect(() => program({ name: 'p', state: [weight], outputs: {}, updates })).toThrow(/"weight" twice/);
    expect(() => program({ name: 'p', state: [weight], outputs: { y: assign(weight, weight.tensor) } })).toThrow(
      /not updates/,
    );
  });
});
