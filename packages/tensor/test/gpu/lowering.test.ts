/**
 * Programs that kernels of gpu.js have been made of wrongly: values that were read after they were overwritten, more arrays
 * than a kernel takes, sums over nothing. Each against the recorded graph.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGpuDevice } from '../../src/backend/gpu/index.ts';
import {
  abs,
  adamStepSize,
  adamUpdate,
  add,
  argmax,
  assign,
  cast,
  type Device,
  div,
  dropoutMask,
  exp,
  gather,
  greater,
  input,
  leakyRelu,
  matmul,
  maximum,
  minimum,
  momentumUpdate,
  mul,
  neg,
  notEqual,
  ones,
  relu,
  select,
  sparseGather,
  sparseInput,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  Variable,
} from '../../src/index.ts';
import type { Case64 } from '../../src/testing/oracle.ts';
import { compare, expectationOf } from '../../src/testing/random-graph/agreement.ts';
import { runCase } from '../../src/testing/run-case.ts';

const values = (count: number): number[] => Array.from({ length: count }, (_, i) => ((i * 7 + 3) % 11) / 4 - 1);

const vectors = Array.from({ length: 10 }, (_, i) => input(`v${i}`, [6]));
const scalars = Array.from({ length: 10 }, (_, i) => input(`s${i}`, []));
const integers = Array.from({ length: 10 }, (_, i) => input(`i${i}`, [], 'i32'));
const square = input('square', [4, 4]);
const total = (tensors: readonly Tensor[]): Tensor => tensors.reduce((a, b) => add(a, b));

interface Case {
  readonly outputs?: readonly Tensor[];
  readonly state?: readonly Variable[];
  readonly updates?: readonly Tensor[];
  readonly steps?: number;
}

function given({ outputs = [], state = [], updates = [], steps = 2 }: Case): Case64 {
  const inputs = [...vectors, ...scalars, ...integers, square];
  const valuesOf = ({ shape, dtype }: Tensor | Variable, at: number): number[] =>
    dtype === 'i32'
      ? shape.reduce((n, d) => n * d, 1) === 1
        ? [at % 3]
        : [0, 1, 2, 0]
      : values(shape.reduce((n, d) => n * d, 1)).map((x) => x + at / 8);
  return {
    inputs,
    inputValues: inputs.map(valuesOf),
    variables: state,
    variableValues: state.map(valuesOf),
    outputs,
    updates,
    steps,
  };
}

const variable = (name: string, shape: readonly number[], dtype: 'f32' | 'i32' = 'f32') =>
  new Variable(name, shape, dtype);

/** Each makes its nodes when it is run. */
const cases: Readonly<Record<string, () => Case>> = {
  'a variable becomes a function of its own transpose': () => {
    const state = variable('state', [4, 4]);
    return { state: [state], updates: [assign(state, sub(transpose(state.tensor), square))] };
  },
  'a variable becomes a product with itself': () => {
    const state = variable('state', [4, 4]);
    return { state: [state], updates: [assign(state, relu(matmul(state.tensor, state.tensor)))], steps: 3 };
  },
  'an epilogue follows a product over nothing': () => {
    const nothing = input('nothing', [3, 0]);
    return { outputs: [exp(matmul(nothing, nothing, { transposeB: true })), exp(sum(nothing))] };
  },
  'an epilogue follows rows without entries': () => {
    const sparse = sparseInput('empty', { rows: 2, columns: 3, entries: 0 });
    const rows = sparseGather(sparse, tensor([0, 1], [2], 'i32'));
    return { outputs: [exp(rows), exp(matmul(rows, ones([3, 2])))] };
  },
  'an Adam step size is read besides': () => {
    const size = adamStepSize(scalars[0]!, add(integers[0]!, 1), { beta1: 0.9, beta2: 0.999 });
    return { outputs: [notEqual(size, Number.NaN), mul(size, 2)] };
  },
  'an infinite learning rate': () => {
    const rate = adamStepSize(mul(scalars[0]!, Infinity), add(integers[0]!, 1), { beta1: 0.9, beta2: 0.999 });
    return { outputs: [rate] };
  },
  'a rate of updates is a variable that changes in the same step': () => {
    const [rate, kernel, velocity] = [variable('rate', []), variable('kernel', [6]), variable('velocity', [6])];
    const gradient = mul(vectors[0]!, 2);
    return {
      state: [rate, kernel, velocity],
      updates: [
        momentumUpdate({ parameter: kernel, velocity }, gradient, rate.tensor, { momentum: 0.9 }),
        assign(rate, mul(rate.tensor, 0.5)),
      ],
      steps: 3,
    };
  },
  'a rate of one group of updates is a parameter of another': () => {
    const names = ['rate', 'rate/velocity', 'kernel', 'm', 'v'];
    const [rate, u, kernel, m, v] = names.map((name) => variable(name, [])) as [
      Variable,
      Variable,
      Variable,
      Variable,
      Variable,
    ];
    const momentum = momentumUpdate({ parameter: rate, velocity: u }, exp(scalars[0]!), scalars[1]!, { momentum: 0.5 });
    const betas = { beta1: 0.9, beta2: 0.999 };
    const adam = adamUpdate({ parameter: kernel, m, v }, exp(scalars[2]!), abs(rate.tensor), {
      ...betas,
      epsilon: 0.1,
    });
    return { state: [rate, u, kernel, m, v], updates: [momentum, adam], steps: 3 };
  },
  'a mask is counted by what a kernel has found': () => ({
    outputs: [dropoutMask([9], { rate: 0.5, seed: 1, stream: 2, counter: argmax(vectors[0]!) })],
  }),
  'a mask is counted by more arrays than a kernel takes': () => ({
    outputs: [dropoutMask([9], { rate: 0.5, seed: 1, stream: 2, counter: total(integers) })],
  }),
  'a sum of more arrays than a kernel takes': () => ({
    outputs: [exp(sum(total(vectors))), sum(total(vectors.map((x) => mul(x, 2)))), argmax(total(vectors))],
  }),
  'sums that are read by one small value': () => ({
    outputs: [
      exp(total(vectors.map((x) => sum(x)))),
      mul(sum(total(vectors.slice(0, 7))), sum(total(vectors.slice(3)))),
    ],
  }),
  'indices that are made of more arrays than a kernel takes': () => ({
    outputs: [
      gather(tensor(Float32Array.from(values(40))), total(integers)),
      gather(square, minimum(total(integers), 3)),
    ],
  }),
  'more small state than a kernel takes arrays': () => {
    const counts = integers.map((_, i) => variable(`count${i}`, [], 'i32'));
    const sums = scalars.map((_, i) => variable(`sum${i}`, []));
    const means = vectors.map((_, i) => variable(`mean${i}`, [6]));
    return {
      state: [...counts, ...sums, ...means],
      outputs: [...counts, ...sums].map(({ tensor: own }) => mul(own, 2)),
      updates: [
        ...counts.map((count, i) => assign(count, add(count.tensor, integers[i]!))),
        ...sums.map((own, i) => assign(own, add(own.tensor, sum(mul(vectors[i]!, means[(i + 1) % 10]!.tensor))))),
        ...means.map((mean, i) =>
          assign(mean, add(mul(mean.tensor, 0.5), mul(vectors[i]!, sums[(i + 3) % 10]!.tensor))),
        ),
      ],
      steps: 3,
    };
  },
  'small state reads totals of other small state': () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => variable(name, [6])) as [Variable, Variable, Variable];
    const [p, q] = ['p', 'q'].map((name) => variable(name, [])) as [Variable, Variable];
    return {
      state: [a, b, c, p, q],
      updates: [
        assign(a, add(b.tensor, 1)),
        assign(b, add(c.tensor, sum(a.tensor))),
        assign(c, mul(a.tensor, sum(b.tensor))),
        assign(p, sum(mul(a.tensor, c.tensor))),
        assign(q, add(sum(b.tensor), p.tensor)),
      ],
      steps: 3,
    };
  },
  'an integer of −0 is 0': () => {
    const zero = cast(mul(vectors[0]!, 0.01), 'i32');
    return { outputs: [div(1, cast(zero, 'f32')), div(1, cast(neg(zero), 'f32'))] };
  },
  'zeros of either sign': () => {
    const zeros = tensor([0, -0, 0, -0]);
    const others = tensor([-0, 0, 0, -0]);
    return { outputs: [maximum, minimum].map((f) => div(1, f(zeros, others))) };
  },
  'slopes that cannot stand in source': () => ({
    outputs: [1e39, -1e39, -0, 1e-40, 1e30].map((alpha) => leakyRelu(vectors[0]!, alpha)),
  }),
  'constants that cannot stand in source, more than a kernel takes arrays': () => {
    const special = [Number.NaN, Infinity, -Infinity, -0, 1e-40, 1e-41, 1e20, 2e20, 3e20, -1e20];
    const chosen = special.map((value, i) => select(greater(vectors[i]!, 0), value, vectors[i]!));
    return { outputs: [total(chosen.slice(4)), ...chosen] };
  },
};

describe.each(['cpu', 'webasm'] as const)('lowering for gpu:%s', (mode) => {
  let device: Device;
  beforeAll(async () => {
    device = await openGpuDevice(mode);
  });
  afterAll(() => device.dispose());

  it.each(Object.keys(cases))('%s', async (name) => {
    const { outputs, variables, ...rest } = given(cases[name]!());
    const extra = [...new Set(outputs.flatMap(inputsOf))].filter((x) => !rest.inputs.includes(x));
    const whole = {
      ...rest,
      outputs,
      variables,
      inputs: [...rest.inputs, ...extra],
      inputValues: [
        ...rest.inputValues,
        ...extra.map(({ shape }) => new Array<number>(shape[0]! * (shape[1] ?? 1)).fill(0)),
      ],
    };
    const integer = [...outputs, ...variables].map(({ dtype }) => dtype === 'i32');
    const agreement = compare(await runCase(device, whole), expectationOf(whole, true), integer);
    expect(agreement.difference).toBeUndefined();
    expect(agreement.compared).toBeGreaterThan(agreement.skipped);
  });
});

function inputsOf(node: Tensor): Tensor[] {
  return node.op === 'input' ? [node] : node.inputs.flatMap(inputsOf);
}
