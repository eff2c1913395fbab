/** Values of tensors without a program: one or several, with values for what they read, on a device or without one. */
import { afterAll, describe, expect, it } from 'vitest';
import {
  add,
  assign,
  disposeDefaultDevice,
  evaluate,
  gather,
  gradient,
  input,
  matmul,
  mul,
  sum,
  type Tensor,
  tensor,
  UndeclaredError,
  UnknownNameError,
  Variable,
} from './index.ts';
import { openDevice } from './node.ts';

afterAll(disposeDefaultDevice);

const rejection = async (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('accepted')),
    (error: Error) => error,
  );

const x = input('x', [2]);
const i = input('i', [2, 2], 'i32');
const w = new Variable('w', []);

describe('evaluate', () => {
  it('gives one result for one tensor and a list for a list', async () => {
    const y = tensor([1, 2]);
    expect(await evaluate(y)).toEqual(Float32Array.of(1, 2));
    expect(await evaluate([y])).toEqual([Float32Array.of(1, 2)]);
    expect(await evaluate([y, add(tensor([1], [1], 'i32'), 1), y])).toEqual([
      Float32Array.of(1, 2),
      Int32Array.of(2),
      Float32Array.of(1, 2),
    ]);
    expect(await evaluate([])).toEqual([]);
  });

  it.each(['reference', 'gpu:cpu', 'wasm'])(
    'runs on %s, given alone or among options, and leaves it open',
    async (name) => {
      const device = await openDevice(name);
      expect(await evaluate(mul(x, 3), { device, values: { x: [1, 2] } })).toEqual(Float32Array.of(3, 6));
      expect(await evaluate([tensor(1)], device)).toEqual([Float32Array.of(1)]);
      expect(await evaluate(tensor(1), device)).toEqual(Float32Array.of(1));
      await device.dispose();
      expect((await rejection(evaluate(tensor(1), device))).message).toMatch(/dispos/);
    },
  );

  it('takes values of inputs and variables, and gradients there', async () => {
    const loss = sum(mul(mul(x, x), w.tensor));
    const values = { x: Float64Array.of(3, -1), w: 2 };
    const [value, ...gradients] = await evaluate([loss, ...gradient(loss, [x, w.tensor])], { values });
    expect(value).toEqual(Float32Array.of(20));
    expect(gradients).toEqual([Float32Array.of(12, -4), Float32Array.of(10)]);
    expect(
      await evaluate(i, {
        values: {
          i: [
            [1, 2],
            [3, 4],
          ],
        },
      }),
    ).toEqual(Int32Array.of(1, 2, 3, 4));
    expect(await evaluate(i, { values: { i: Uint8Array.of(1, 2, 3, 4) } })).toEqual(Int32Array.of(1, 2, 3, 4));
  });

  it.each<[string, Tensor, unknown, RegExp]>([
    ['none', x, {}, /no value for x f32\[2\]; give it as \{ values: \{ x \} \}/],
    ['none for two', add(x, w.tensor), { x: [1, 2] }, /no value for w f32\[\]/],
    ['one too many', x, { x: [1, 2], xs: 1 }, /^evaluate: unknown value "xs"; known: x\.$/],
    ['one of another shape', x, { x: [1, 2, 3] }, /^evaluate: expected the value of x as \[2\], received \[3\]/],
    ['one of as many elements, nested otherwise', i, { i: [1, 2, 3, 4] }, /value of i as \[2, 2\], received \[4\]/],
    [
      'one that is no i32',
      i,
      {
        i: [
          [1, 2],
          [3, 0.5],
        ],
      },
      /element 3 of value of i must be a whole number/,
    ],
    ['one that is no number', x, { x: ['1', 2] }, /^evaluate: value of x\[0\] must be a number, received "1"/],
    ['one that is not there', x, { x: undefined }, /^evaluate: value of x must be a number, nested lists/],
    ['no object', x, [1, 2], /^evaluate: values must be an object of numbers by name, received \[1, 2\]/],
  ])('refuses values: %s', async (_, of, values, message) => {
    const error = await rejection(evaluate(of, { values: values as Record<string, number> }));
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ kind: 'usage' });
  });

  it('knows what is missing and what is unknown', async () => {
    expect(await rejection(evaluate(x))).toBeInstanceOf(UndeclaredError);
    expect(await rejection(evaluate(x))).toMatchObject({ names: ['x'] });
    expect(await rejection(evaluate(x, { values: { x: [1, 2], y: 1 } }))).toBeInstanceOf(UnknownNameError);
    expect((await rejection(evaluate(add(input('x', []), input('x', []))))).message).toMatch(/x/);
    expect((await rejection(evaluate(assign(w, 1), { values: { w: 1 } }))).message).toBe(
      'evaluate: tensors must be values; updates are of a program, received tensor assign f32[].',
    );
  });

  it('refuses what is no tensor and no device', async () => {
    const anything = evaluate as (...given: unknown[]) => Promise<unknown>;
    expect((await rejection(anything(undefined))).message).toBe(
      'evaluate: tensors must be a tensor or a list of them, received undefined.',
    );
    expect((await rejection(anything([1]))).message).toMatch(/^evaluate: tensors\[0\] must be a tensor, received 1/);
    expect((await rejection(anything(x, { device: 'wasm' }))).message).toBe(
      'evaluate: device must be a device, from openDevice, received "wasm".',
    );
    expect((await rejection(anything(x, { devcie: 1 }))).message).toMatch(/Did you mean "device"\?/);
  });
});

describe('the shared device', () => {
  const large = (): Tensor =>
    matmul(tensor(new Float32Array(512 * 512), [512, 512]), tensor(new Float32Array(512 * 512), [512, 512]));

  it('serves evaluations at the same time, goes when they are done, and comes back', async () => {
    const many = Array.from({ length: 4 }, () => evaluate(sum(large())));
    await disposeDefaultDevice();
    await disposeDefaultDevice();
    expect(await Promise.all(many)).toEqual(many.map(() => Float32Array.of(0)));
    expect(await evaluate(tensor(7))).toEqual(Float32Array.of(7));
  });

  it('frees what an evaluation took, also where it fails', async () => {
    const device = await openDevice('wasm');
    let taken = 0;
    const counted = <T extends { dispose(): void }>(thing: T): T => {
      taken++;
      const dispose = thing.dispose.bind(thing);
      thing.dispose = () => {
        taken--;
        dispose();
      };
      return thing;
    };
    const { allocate, compile } = device;
    device.allocate = (...given) => counted(allocate.apply(device, given));
    device.compile = async (...given) => counted(await compile.apply(device, given));
    const row = input('row', [1], 'i32');
    const picked = gather(x, row);
    expect(await evaluate(picked, { device, values: { x: [5, 6], row: [1] } })).toEqual(Float32Array.of(6));
    expect(taken).toBe(0);
    await expect(evaluate(picked, { device, values: { x: [5, 6], row: [2] } })).rejects.toThrow(/index 2/);
    expect(taken).toBe(0);
    await device.dispose();
  });
});
