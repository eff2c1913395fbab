/**
 * Recurrent layers and attention against float64 programs written step by step, from Keras's documentation and with
 * nothing of this package in them.
 */
import { type Device, openDevice } from '@inkgrad/tensor';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bidirectional,
  dense,
  gru,
  type Layer,
  lstm,
  modelFromConfig,
  multiHeadAttention,
  sequential,
  simpleRnn,
  timeDistributed,
} from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('wasm');
});
afterAll(() => device.dispose());

type Matrix = readonly (readonly number[])[];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const times = (vector: readonly number[], matrix: Matrix): number[] =>
  matrix[0]!.map((_, column) => vector.reduce((sum, value, row) => sum + value * matrix[row]![column]!, 0));
const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, at) => value + b[at]!);
const block = (values: readonly number[], at: number, units: number): number[] =>
  values.slice(at * units, (at + 1) * units);

/** Outputs of all steps for one sequence. */
type Program = (x: Matrix, units: number, weights: readonly Matrix[]) => number[][];

const programs: Record<string, Program> = {
  simpleRnn: (x, units, [kernel, recurrent, bias]) => {
    let h = new Array<number>(units).fill(0);
    return x.map((row) => {
      h = plus(plus(times(row, kernel!), times(h, recurrent!)), bias![0]!).map(Math.tanh);
      return h;
    });
  },
  lstm: (x, units, [kernel, recurrent, bias]) => {
    let [h, c] = [new Array<number>(units).fill(0), new Array<number>(units).fill(0)];
    return x.map((row) => {
      const all = plus(plus(times(row, kernel!), times(h, recurrent!)), bias![0]!);
      const [i, f, g, o] = [0, 1, 2, 3].map((at) => block(all, at, units)) as [number[], number[], number[], number[]];
      c = c.map((value, at) => sigmoid(f[at]!) * value + sigmoid(i[at]!) * Math.tanh(g[at]!));
      h = c.map((value, at) => sigmoid(o[at]!) * Math.tanh(value));
      return h;
    });
  },
  gru: (x, units, [kernel, recurrent, bias]) => {
    let h = new Array<number>(units).fill(0);
    return x.map((row) => {
      const fromInput = plus(times(row, kernel!), bias![0]!);
      const fromState = plus(times(h, recurrent!), bias![1]!);
      const z = plus(block(fromInput, 0, units), block(fromState, 0, units)).map(sigmoid);
      const r = plus(block(fromInput, 1, units), block(fromState, 1, units)).map(sigmoid);
      const state = block(fromState, 2, units).map((value, at) => value * r[at]!);
      const candidate = plus(block(fromInput, 2, units), state).map(Math.tanh);
      h = h.map((value, at) => z[at]! * value + (1 - z[at]!) * candidate[at]!);
      return h;
    });
  },
};

const random = (seed: number): (() => number) => {
  let state = seed + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  };
};
const matrixOf = (next: () => number, rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, next));

const makers = {
  simpleRnn: (options: object): Layer => simpleRnn(options as never),
  lstm: (options: object): Layer => lstm(options as never),
  gru: (options: object): Layer => gru(options as never),
};
const gates = { simpleRnn: 1, lstm: 4, gru: 3 };

/** A model of one layer with random weights, and these as matrices. */
async function withWeights(layer: Layer, inputShape: number[], next: () => number) {
  const model = sequential({ layers: [layer], inputShape });
  const weights = (await model.getWeights()).map(({ shape }) =>
    shape.length === 1 ? [matrixOf(next, 1, shape[0]!)[0]!] : matrixOf(next, shape[0]!, shape[1]!),
  );
  const shapes = (await model.getWeights()).map(({ shape }) => shape);
  await model.setWeights(
    weights.map((matrix, at) => ({ shape: shapes[at]!, data: Float32Array.from((matrix as number[][]).flat()) })),
  );
  return { model, weights };
}

describe.each(['simpleRnn', 'lstm', 'gru'] as const)('%s', (kind) => {
  test('outputs of every step, of the last one, and backwards', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.boolean(),
        fc.nat(1000),
        async (steps, features, units, returnSequences, goBackwards, seed) => {
          const next = random(seed);
          const layer = makers[kind]({ units, returnSequences, goBackwards });
          const { model, weights } = await withWeights(layer, [steps, features], next);
          const x = [matrixOf(next, steps, features), matrixOf(next, steps, features)];
          const { data } = await model.predict(x, { device });
          const expected = x.flatMap((sequence) => {
            const outputs = programs[kind]!(goBackwards ? [...sequence].reverse() : sequence, units, weights);
            return returnSequences ? outputs.flat() : outputs.at(-1)!;
          });
          // Float32 beside float64, over at most five steps of values below 1.
          for (const [at, value] of expected.entries()) expect(Math.abs(data[at]! - value)).toBeLessThan(2e-5);
          await model.dispose();
        },
      ),
      { numRuns: 15 },
    );
  });

  test('its gradients are those of finite differences of the float64 program', async () => {
    const next = random(7);
    const [steps, features, units] = [3, 2, 3];
    const { model, weights } = await withWeights(makers[kind]({ units }), [steps, features], next);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const [x, y] = [matrixOf(next, steps, features), matrixOf(next, 1, units)[0]!];
    const { gradients } = await model.lossGradients([x], [y], { device });
    const lossOf = (own: readonly Matrix[]): number => {
      const output = programs[kind]!(x, units, own).at(-1)!;
      return output.reduce((sum, value, at) => sum + (value - y[at]!) ** 2, 0) / units;
    };
    for (const [which, matrix] of weights.entries()) {
      for (const [row, values] of matrix.entries()) {
        for (const column of values.keys()) {
          const changed = (by: number): Matrix[] =>
            weights.map((own, at) =>
              at !== which
                ? (own as Matrix)
                : own.map((r, i) => (i === row ? r.map((v, j) => (j === column ? v + by : v)) : r)),
            );
          const difference = (lossOf(changed(1e-5)) - lossOf(changed(-1e-5))) / 2e-5;
          const found = gradients[which]!.data[row * values.length + column]!;
          expect(Math.abs(found - difference), `weight ${which} [${row}, ${column}]`).toBeLessThan(1e-5);
        }
      }
    }
    expect(gradients[0]!.shape).toEqual([features, gates[kind] * units]);
    await model.dispose();
  });
});

test('bidirectional: both directions with weights of their own, at their steps', async () => {
  const next = random(3);
  const layer = bidirectional(lstm({ units: 2, returnSequences: true }));
  const { model, weights } = await withWeights(layer, [4, 3], next);
  const x = matrixOf(next, 4, 3);
  const { data, shape } = await model.predict([x], { device });
  expect(shape).toEqual([1, 4, 4]);
  const there = programs['lstm']!(x, 2, weights.slice(0, 3));
  const back = programs['lstm']!([...x].reverse(), 2, weights.slice(3)).reverse();
  const expected = there.flatMap((row, at) => [...row, ...back[at]!]);
  for (const [at, value] of expected.entries()) expect(Math.abs(data[at]! - value)).toBeLessThan(2e-5);
  expect(() => bidirectional(dense({ units: 1 }))).toThrow('a recurrent layer');
  await model.dispose();
});

test('a layer within a layer survives JSON', async () => {
  const model = sequential({
    layers: [bidirectional(gru({ units: 2, returnSequences: true })), timeDistributed(dense({ units: 3 }))],
    inputShape: [4, 2],
  });
  const again = modelFromConfig(JSON.parse(JSON.stringify(model.toConfig())));
  expect(await again.getWeights()).toEqual(await model.getWeights());
  expect(again.toConfig()).toEqual(model.toConfig());
  expect(model.outputShape).toEqual([4, 3]);
});

test('timeDistributed is its layer at each step', async () => {
  const next = random(5);
  const { model, weights } = await withWeights(timeDistributed(dense({ units: 2 })), [3, 4], next);
  const x = matrixOf(next, 3, 4);
  const { data } = await model.predict([x], { device });
  const expected = x.flatMap((row) => plus(times(row, weights[0]!), weights[1]![0]!));
  for (const [at, value] of expected.entries()) expect(Math.abs(data[at]! - value)).toBeLessThan(1e-5);
  await model.dispose();
});

test.each([false, true])('attention, with a causal mask: %s', async (useCausalMask) => {
  const next = random(11);
  const [steps, features, numHeads, keyDim] = [4, 3, 2, 3];
  const { model, weights } = await withWeights(
    multiHeadAttention({ numHeads, keyDim, useCausalMask }),
    [steps, features],
    next,
  );
  const x = matrixOf(next, steps, features);
  const { data } = await model.predict([x], { device });
  const [qk, qb, kk, kb, vk, vb, ok, ob] = weights;
  const projected = (kernel: Matrix, bias: Matrix): number[][] => x.map((row) => plus(times(row, kernel), bias[0]!));
  const [q, k, v] = [projected(qk!, qb!), projected(kk!, kb!), projected(vk!, vb!)];
  const expected = x.flatMap((_, step) => {
    const joined = Array.from({ length: numHeads }, (__, head) => {
      const scores = x.map((___, other) => {
        const product = block(q[step]!, head, keyDim).reduce(
          (s, value, i) => s + value * block(k[other]!, head, keyDim)[i]!,
          0,
        );
        return useCausalMask && other > step ? Number.NEGATIVE_INFINITY : product / Math.sqrt(keyDim);
      });
      const weightsOf = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = weightsOf.reduce((a, b) => a + b);
      return Array.from({ length: keyDim }, (___, i) =>
        weightsOf.reduce((sum, weight, other) => sum + (weight / total) * block(v[other]!, head, keyDim)[i]!, 0),
      );
    }).flat();
    return plus(times(joined, ok!), ob![0]!);
  });
  for (const [at, value] of expected.entries()) expect(Math.abs(data[at]! - value)).toBeLessThan(2e-5);
  await model.dispose();
});
