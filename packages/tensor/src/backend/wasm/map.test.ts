/** Maps by hand-written plans: every length of the last strip, every way to load, and updates in place. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HandBuffer, inputOf, pseudo, resultOf, runByHand, stateOf } from '../../../test/hand-plan.ts';
import type { MapLoad, MapOperation, MapStep, MapStore } from '../../plan/plan.ts';
import { keyOf, philox } from '../../random/philox.ts';
import { type Shape, sizeOf, stridesOf } from '../../shape.ts';
import type { Device } from '../device.ts';
import { openReferenceDevice } from '../reference/reference.ts';
import { openWasmDevice } from './wasm.ts';

let device: Device;
let reference: Device;
beforeAll(async () => {
  device = await openWasmDevice({ threads: 1 });
  reference = await openReferenceDevice();
});
afterAll(() => device.dispose());

const operation = (op: string, inputs: readonly number[], attributes: object = {}, dtype = 'f32'): MapOperation =>
  ({ op, inputs, attributes, dtype }) as MapOperation;

const whole = (buffer: number, shape: Shape): MapLoad => ({ buffer, offset: 0, strides: stridesOf(shape) });

function map(
  shape: Shape,
  loads: readonly MapLoad[],
  operations: readonly MapOperation[],
  stores: readonly MapStore[],
): MapStep {
  return { kind: 'map', shape, loads, operations, stores };
}

/** Multiples of 1/64 in [−1, 1): the few operations done on them are exact, so that backends must agree to the bit. */
const coarse = (length: number, seed = 1): Float32Array => pseudo(length, seed).map((x) => Math.floor(64 * x) / 64);

async function expectLikeReference(buffers: readonly HandBuffer[], step: MapStep, times = 1): Promise<void> {
  const expected = await runByHand(reference, buffers, [step], times);
  expect(await runByHand(device, buffers, [step], times)).toEqual(expected);
}

const lengths = [0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 63, 64, 65, 255, 256, 257, 271, 511, 512, 513, 1000, 2048, 2049];

describe('lengths', () => {
  it.each(lengths)('%i elements are computed and none beyond', async (length) => {
    // The result lies between two other variables, where writing too much would show.
    const buffers = [
      inputOf(coarse(length)),
      inputOf(coarse(length, 2)),
      stateOf(coarse(64, 3)),
      stateOf(coarse(length, 5)),
      stateOf(coarse(64, 4)),
    ];
    const shape = [length];
    const step = map(
      shape,
      [whole(0, shape), whole(1, shape)],
      [operation('sub', [0, 1])],
      [{ register: 2, buffer: 3 }],
    );
    await expectLikeReference(buffers, step);
  });

  it('run zero times without effect', async () => {
    const step = map([3], [whole(0, [3])], [operation('neg', [0])], [{ register: 1, buffer: 0 }]);
    expect(await runByHand(device, [stateOf(Float32Array.of(1, 2, 3))], [step], 0)).toEqual([Float32Array.of(1, 2, 3)]);
  });
});

describe('loads', () => {
  const view = fc
    .record({
      shape: fc
        .array(fc.integer({ min: 0, max: 6 }), { maxLength: 3 })
        .chain((shape) => fc.constantFrom(shape, [...shape, 64], [300, ...shape])),
      seed: fc.nat(1000),
    })
    .chain(({ shape, seed }) =>
      fc.record({
        shape: fc.constant(shape),
        seed: fc.constant(seed),
        offset: fc.nat(5),
        strides: fc.tuple(...shape.map((_, axis) => fc.constantFrom(0, 1, 2, 7, stridesOf(shape)[axis]!))),
      }),
    );

  it('read any strides, from any offset', async () => {
    await fc.assert(
      fc.asyncProperty(view, async ({ shape, offset, strides, seed }) => {
        const reach = shape.reduce(
          (last, dimension, axis) => last + Math.max(0, dimension - 1) * strides[axis]!,
          offset,
        );
        const buffers = [inputOf(coarse(reach + 1, seed)), inputOf(coarse(sizeOf(shape), seed + 1)), resultOf(shape)];
        const loads = [{ buffer: 0, offset, strides }, whole(1, shape)];
        await expectLikeReference(buffers, map(shape, loads, [operation('sub', [0, 1])], [{ register: 2, buffer: 2 }]));
      }),
      { numRuns: 200, seed: 11 },
    );
  });

  it('copy without any operation', async () => {
    const loads = [{ buffer: 0, offset: 1, strides: [1, 20] }];
    const step = map([20, 30], loads, [], [{ register: 0, buffer: 1 }]);
    await expectLikeReference([inputOf(coarse(601)), resultOf([20, 30])], step);
  });

  it.each([
    [[5, 64], 1],
    [[3, 2, 128], 1],
    [[4, 10], 0],
    [[1000], 0],
  ] as const)('repeat rows and count along axes, %j', async (shape, axis) => {
    const row = shape.at(-1)!;
    const strides = shape.map((_, at) => (at === shape.length - 1 ? 1 : 0));
    const loads = [{ buffer: 0, offset: 0, strides }];
    const iota = operation('iota', [], { axis }, 'i32');
    const operations = [iota, operation('cast', [1], { dtype: 'f32' }), operation('add', [0, 2])];
    await expectLikeReference(
      [inputOf(coarse(row)), resultOf(shape)],
      map(shape, loads, operations, [{ register: 3, buffer: 1 }]),
    );
  });
});

describe('updates in place', () => {
  const shape = [300];
  const load = whole(0, shape);

  it('store to what they load', async () => {
    const operations = [operation('constant', [], { value: 0.5 }), operation('mul', [0, 1]), operation('add', [2, 0])];
    await expectLikeReference([stateOf(coarse(300))], map(shape, [load], operations, [{ register: 3, buffer: 0 }]), 3);
  });

  it('still read the old value after the new one is known', async () => {
    const operations = [operation('neg', [0]), operation('square', [0]), operation('sub', [0, 2])];
    const stores = [
      { register: 1, buffer: 0 },
      { register: 3, buffer: 1 },
    ];
    await expectLikeReference([stateOf(coarse(300)), resultOf(shape)], map(shape, [load], operations, stores), 2);
  });

  it('exchange two variables', async () => {
    const stores = [
      { register: 0, buffer: 1 },
      { register: 1, buffer: 0 },
    ];
    await expectLikeReference(
      [stateOf(coarse(300)), stateOf(coarse(300, 2))],
      map(shape, [load, whole(1, shape)], [], stores),
      3,
    );
  });

  it('count in a scalar that other results need too', async () => {
    const scalar = map(
      [],
      [{ buffer: 0, offset: 0, strides: [] }],
      [
        operation('constant', [], { value: 1 }, 'i32'),
        operation('add', [0, 1], {}, 'i32'),
        operation('mul', [0, 2], {}, 'i32'),
      ],
      [
        { register: 2, buffer: 0 },
        { register: 3, buffer: 1 },
      ],
    );
    await expectLikeReference([stateOf(Int32Array.of(5)), resultOf([], 'i32')], scalar, 4);
  });

  it('store one result twice', async () => {
    const stores = [
      { register: 1, buffer: 1 },
      { register: 1, buffer: 2 },
    ];
    const step = map(shape, [load], [operation('neg', [0])], stores);
    await expectLikeReference([inputOf(coarse(300)), resultOf(shape), resultOf(shape)], step);
  });
});

describe('registers', () => {
  it('are enough for a program of 48 operations that are all needed at the end', async () => {
    const operations = Array.from({ length: 24 }, (_, i) => operation('add', [0, Math.max(0, i)]));
    for (let i = 0; i < 24; i++) operations.push(operation('maximum', [24 + i, i + 1]));
    const stores = [{ register: 48, buffer: 1 }];
    await expectLikeReference(
      [inputOf(coarse(700)), resultOf([700])],
      map([700], [whole(0, [700])], operations, stores),
    );
  });

  it('hold many constants', async () => {
    const constants = Array.from({ length: 20 }, (_, i) => operation('constant', [], { value: i / 8 }));
    const sums = Array.from({ length: 20 }, (_, i) => operation('add', [i === 0 ? 0 : 20 + i, i + 1]));
    const step = map([400], [whole(0, [400])], [...constants, ...sums], [{ register: 40, buffer: 1 }]);
    await expectLikeReference([inputOf(coarse(400)), resultOf([400])], step);
  });
});

describe('integers', () => {
  it('wrap around and keep their sign', async () => {
    const x = Int32Array.of(0, 1, -1, 0x7fffffff, -0x80000000, 65536, -65536, 123456789);
    for (const op of ['neg', 'abs', 'sign', 'square']) {
      const step = map([8], [whole(0, [8])], [operation(op, [0], {}, 'i32')], [{ register: 1, buffer: 1 }]);
      await expectLikeReference([inputOf(x), resultOf([8], 'i32')], step);
    }
    for (const op of [
      'add',
      'sub',
      'mul',
      'maximum',
      'minimum',
      'equal',
      'notEqual',
      'less',
      'lessEqual',
      'greater',
      'greaterEqual',
    ]) {
      const loads = [
        { buffer: 0, offset: 0, strides: [1, 0] },
        { buffer: 0, offset: 0, strides: [0, 1] },
      ];
      const step = map([8, 8], loads, [operation(op, [0, 1], {}, 'i32')], [{ register: 2, buffer: 1 }]);
      await expectLikeReference([inputOf(x), resultOf([8, 8], 'i32')], step);
    }
  });
});

describe('dropout mask', () => {
  it.each([1, 15, 16, 17, 31, 33, 300, 1030])('is Philox by element, of %i elements', async (length) => {
    const [rate, seed, stream, counter] = [0.3, 2 ** 40 + 12345, 7, 99];
    const mask = operation('dropoutMask', [0], { rate, seed, stream });
    const loads = [{ buffer: 0, offset: 0, strides: [0] }];
    const step = map([length], loads, [mask], [{ register: 1, buffer: 1 }]);
    const [values] = await runByHand(device, [inputOf(Int32Array.of(counter)), resultOf([length])], [step]);
    const expected = Float32Array.from({ length }, (_, e) => {
      const word = philox([e >>> 3, counter, stream, 0], keyOf(seed))[e & 3]!;
      const half = (e & 4) === 0 ? word & 0xffff : word >>> 16;
      return half >= Math.round(rate * 2 ** 16) ? 1 / (1 - rate) : 0;
    });
    expect(values).toEqual(expected);
  });
});
