/**
 * Integers on a GPU device, which holds them as float32 numbers: each result is what 32-bit arithmetic gives, or reading it
 * is refused. Nothing comes back rounded.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGpuDevice } from '../../src/backend/gpu/index.ts';
import {
  abs,
  add,
  argmax,
  assign,
  BackendError,
  broadcastTo,
  cast,
  concat,
  type Device,
  dropoutMask,
  equal,
  evaluate,
  floorDivide,
  full,
  gather,
  greaterEqual,
  input,
  iota,
  less,
  max,
  maximum,
  minimum,
  mod,
  mul,
  neg,
  notEqual,
  plan,
  pow,
  program,
  reshape,
  select,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  type TensorLike,
  tensor,
  Variable,
} from '../../src/index.ts';
import { inFloat32 } from '../../src/testing/oracle/arithmetic.ts';
import { runOracle } from '../../src/testing/oracle/run.ts';
import { runCase } from '../../src/testing/run-case.ts';

const numbers = [0, 1, -1, 3, 255, 65536, -4099, 2 ** 24 - 1, 2 ** 24, -(2 ** 24), 2 ** 25, 2 ** 31 - 1, -(2 ** 31)];

const binary = [add, sub, mul, mod, floorDivide, maximum, minimum, equal, notEqual, less, greaterEqual] as const;
const unary = [neg, abs, sign, square] as const;

/** One of the things that can be done with the integers made so far. */
function grown(made: readonly Tensor[], [op, a, b]: readonly [number, number, number]): Tensor {
  const x = made[a % made.length]!;
  const y: TensorLike = b % 3 === 0 ? numbers[b % numbers.length]! : made[b % made.length]!;
  const others = [
    () => select(x, typeof y === 'number' ? full([], y, 'i32') : y, 5),
    () => pow(x, minimum(maximum(y, -3), 9)),
    () => pow(x, b % 9),
    () => reshape(sum(x, { keepDims: true }), [1]),
    () => reshape(max(x, { keepDims: true }), [1]),
    () => reshape(argmax(x), [1]),
    () => concat([x, made[b % made.length]!]),
  ];
  const at = op % (binary.length + unary.length + others.length);
  if (at < binary.length) return binary[at]!(x, y);
  if (at < binary.length + unary.length) return unary[at - binary.length]!(x);
  return others[at - binary.length - unary.length]!();
}

const choice = fc.nat(2 ** 16);
const recipes = fc.noBias(
  fc.record({
    growth: fc.array(fc.tuple(choice, choice, choice), { minLength: 1, maxLength: 10, size: 'max' }),
    values: fc.array(fc.constantFrom(...numbers), { minLength: 4, maxLength: 4 }),
  }),
);

const isRefusal = (error: unknown): error is BackendError =>
  error instanceof BackendError && /±2\^24/.test(error.message);

describe.each(['cpu', 'webasm'] as const)('integers on gpu:%s', (mode) => {
  let device: Device;
  beforeAll(async () => {
    device = await openGpuDevice(mode);
  });
  afterAll(() => device.dispose());

  it('are right, or reading them is refused', async () => {
    let [right, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(recipes, async ({ growth, values }) => {
        const x = input('x', [4], 'i32');
        const made: Tensor[] = [x, iota([4], 0)];
        for (const choices of growth) {
          const next = tryTo(() => grown(made, choices));
          if (next?.shape[0] === 4 || next?.shape[0] === 1) made.push(next);
        }
        const given = { inputs: [x], inputValues: [values], variables: [], variableValues: [], updates: [], steps: 1 };
        const outputs = [made.at(-1)!];
        const [expected] = runOracle({ ...given, outputs }, inFloat32);
        const outcome = await runCase(device, { ...given, outputs }).catch((error: unknown) => error);
        if (isRefusal(outcome)) refused++;
        else {
          right++;
          expect(outcome).toEqual([Int32Array.from(expected!)]);
        }
      }),
      { numRuns: 150, seed: 3 },
    );
    expect(right).toBeGreaterThan(30);
    expect(refused).toBeGreaterThan(10);
  });

  type Make = (of: (value: number) => Tensor) => Tensor;
  const beyond: readonly (readonly [string, Make])[] = [
    ['a sum', (of) => add(of(2 ** 24), 1)],
    ['a difference', (of) => sub(of(-(2 ** 24)), 1)],
    ['a product that rounds to 2^24', (of) => mul(of(97 * 257), 673)],
    ['a square', (of) => square(of(4099))],
    ['a power', (of) => pow(of(3), 16)],
    ['the largest and the smallest', (of) => add(of(2 ** 31 - 1), -(2 ** 31))],
    ['a quotient of the largest', (of) => floorDivide(of(2 ** 31 - 1), 2 ** 30)],
    ['a remainder of the largest', (of) => mod(of(2 ** 31 - 1), 10)],
    ['the negative of the largest', (of) => neg(of(2 ** 31 - 1))],
    ['the magnitude of the smallest', (of) => abs(of(-(2 ** 31)))],
    ['a total', (of) => sum(concat([of(2 ** 24), tensor([1, -1], [2], 'i32')]))],
    ['a long total', (of) => sum(add(broadcastTo(reshape(of(2 ** 13), [-1, 1]), [of(0).shape[0]!, 3000]), 0))],
    ['what is made of one', (of) => equal(mul(of(2 ** 20), 32), 5)],
    ['an index that is made of one', (of) => gather(tensor([1, 2]), mul(of(2 ** 20), 32))],
    ['a choice by one', (of) => select(mul(of(2 ** 20), 32), full([1], 1, 'i32'), 2)],
    ['the place of one', (of) => argmax(mul(of(2 ** 20), 32))],
  ];

  it.each(beyond)('refuses %s beyond ±2^24, known before it runs', async (_name, make) => {
    const made = make((value) => tensor([value], [1], 'i32'));
    await expect(evaluate([made], device)).rejects.toSatisfy(isRefusal);
  });

  it.each(beyond)('refuses %s beyond ±2^24, known when it is read', async (_name, make) => {
    const made = make((value) => tensor([value, 0], [2], 'i32'));
    await expect(evaluate([made], device)).rejects.toSatisfy(isRefusal);
  });

  it.each<[string, () => Tensor]>([
    ['a number', () => add(tensor([1], [1], 'i32'), 2 ** 24 + 1)],
    ['a fill', () => full([2], -(2 ** 24) - 1, 'i32')],
    ['literal data', () => tensor([0, 2 ** 24 + 1], [2], 'i32')],
  ])('refuses %s that it cannot hold', async (_name, make) => {
    await expect(evaluate([make()], device)).rejects.toSatisfy(isRefusal);
  });

  it('is NaN where it is made a float', async () => {
    const [float] = await evaluate([cast(add(tensor([2 ** 24, 5], [2], 'i32'), 1), 'f32')], device);
    expect(float).toEqual(Float32Array.of(Number.NaN, 6));
  });

  it('refuses data that is written', async () => {
    const buffer = device.allocate('i32', 2);
    await expect(buffer.write(Int32Array.of(1, 2 ** 24 + 1))).rejects.toSatisfy(isRefusal);
    await buffer.write(Int32Array.of(2 ** 24, 2 ** 31 - 1));
    expect(await buffer.read()).toEqual(Int32Array.of(2 ** 24, 2 ** 31 - 1));
    buffer.dispose();
  });

  it('refuses positions that it cannot tell apart, before anything runs', async () => {
    const planned = plan(program({ name: 'far', outputs: { y: sum(cast(iota([2 ** 24 + 2], 0), 'f32')) } }));
    await expect(device.compile(planned, {})).rejects.toSatisfy(isRefusal);
  });

  it('counts until it can hold no more, and says so when the count is read', async () => {
    const count = new Variable('count', [], 'i32');
    const planned = plan(
      program({ name: 'count', state: [count], outputs: {}, updates: [assign(count, add(count.tensor, 1))] }),
    );
    const buffer = device.allocate('i32', 1);
    await buffer.write(Int32Array.of(2 ** 24 - 3));
    const executable = await device.compile(planned, { count: buffer });
    await executable.run(2);
    expect(await buffer.read()).toEqual(Int32Array.of(2 ** 24 - 1));
    await executable.run(2);
    await expect(buffer.read()).rejects.toSatisfy(isRefusal);
    await buffer.write(Int32Array.of(7));
    await executable.run();
    expect(await buffer.read()).toEqual(Int32Array.of(8));
    for (const disposable of [executable, buffer]) disposable.dispose();
  });

  it('makes no mask of a counter that it cannot hold', async () => {
    const counter = max(add(tensor([2 ** 24, 0], [2], 'i32'), 1));
    const [mask] = await evaluate([dropoutMask([9], { rate: 0.5, seed: 1, stream: 0, counter })], device);
    expect([...mask!].every(Number.isNaN)).toBe(true);
  });
});

function tryTo<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
