/** The other kernels by hand-written plans, at sizes around their vector widths and blocks, against the reference. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HandBuffer, inputOf, pseudo, resultOf, runByHand, stateOf } from '../../../test/hand-plan.ts';
import { IndexRangeError } from '../../errors.ts';
import type { PlanStep, ReduceStep } from '../../plan/plan.ts';
import { findDifference, summed, type Tolerance, transcendental } from '../../testing/tolerance.ts';
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

async function expectLikeReference(
  buffers: readonly HandBuffer[],
  step: PlanStep,
  tolerance: Tolerance,
  times = 1,
): Promise<void> {
  const expected = await runByHand(reference, buffers, [step], times);
  (await runByHand(device, buffers, [step], times)).forEach((values, at) => {
    expect(findDifference(values, expected[at]!, tolerance), `buffer ${at}`).toBeUndefined();
  });
}

/** No error at all: copies, integers and maxima. */
const none: Tolerance = { absolute: 0, relative: 0 };

const integers = (length: number, below: number): Int32Array =>
  Int32Array.from(pseudo(length, 9), (x) => Math.floor(((x + 1) / 2) * below) % Math.max(1, below));

describe('reduce', () => {
  it.each([2047, 2048, 3000])('sums %i rows by blocks of 512, each in order, to the bit', async (length) => {
    const inner = 18;
    const values = pseudo(length * inner);
    const step = { kind: 'reduce', op: 'sum', input: 0, out: 1, outer: 1, length, inner } as const;
    const buffers = [inputOf(values, [1, length, inner]), resultOf([1, inner])];
    const several = await openWasmDevice({ threads: 3 });
    const [sums] = await runByHand(device, buffers, [step]);
    expect(await runByHand(several, buffers, [step])).toEqual([sums]);
    await several.dispose();
    for (let column = 0; column < inner; column++) {
      let total = 0;
      for (let block = 0; block < length; block += 512) {
        let sum = 0;
        for (let row = block; row < Math.min(length, block + 512); row++) {
          sum = Math.fround(sum + values[row * inner + column]!);
        }
        total = Math.fround(total + sum);
      }
      expect(sums![column]).toBe(total);
    }
  });

  const sizes = [
    [1, 1, 1],
    [3, 0, 5],
    [0, 4, 3],
    [2, 7, 1],
    [5, 16, 1],
    [3, 1100, 1],
    [1, 3, 2],
    [2, 5, 16],
    [2, 600, 17],
    [1, 1030, 39],
    [1, 2048, 16],
    [1, 2700, 39],
    [1, 4097, 2],
    [3, 2, 64],
  ] as const;

  it.each(sizes)('of [%i, %i, %i]', async (outer, length, inner) => {
    const floats = inputOf(pseudo(outer * length * inner), [outer, length, inner]);
    const numbers = inputOf(
      Int32Array.from(floats.values!, (x) => Math.round(x * 1e9)),
      floats.shape,
    );
    const step = { kind: 'reduce', input: 0, out: 1, outer, length, inner } as const;
    for (const input of [floats, numbers]) {
      const result = resultOf([outer, inner], input.dtype);
      await expectLikeReference([input, result], { ...step, op: 'sum' }, input === floats ? summed(length, 1) : none);
      if (length === 0) continue;
      await expectLikeReference([input, result], { ...step, op: 'max' }, none);
      await expectLikeReference([input, resultOf([outer, inner], 'i32')], { ...step, op: 'argmax' }, none);
    }
  });

  it('finds NaN and the first maximum at any position', async () => {
    for (const inner of [1, 3, 16]) {
      for (let at = 0; at < 21; at++) {
        for (const special of [NaN, Infinity, 2]) {
          const values = pseudo(21 * inner);
          values[at * inner + inner - 1] = special;
          values[20 * inner + inner - 1] = special;
          const step: Omit<ReduceStep, 'op'> = { kind: 'reduce', input: 0, out: 1, outer: 1, length: 21, inner };
          await expectLikeReference([inputOf(values), resultOf([1, inner])], { ...step, op: 'max' }, none);
          await expectLikeReference([inputOf(values), resultOf([1, inner], 'i32')], { ...step, op: 'argmax' }, none);
        }
      }
    }
  });

  it('adds a million numbers with the error of a few', async () => {
    const values = new Float32Array(1_000_000).fill(0.1);
    const step = { kind: 'reduce', op: 'sum', input: 0, out: 1, outer: 1, length: values.length, inner: 1 } as const;
    const [total] = await runByHand(device, [inputOf(values), resultOf([1, 1])], [step]);
    // Added one after the other in float32 they come to 100958.
    expect(Math.abs(total![0]! - Math.fround(0.1) * 1e6)).toBeLessThan(0.05);
  });
});

describe('rows', () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 10, 13, 100])('of %i columns', async (columns) => {
    const rows = 9;
    const x = inputOf(
      pseudo(rows * columns).map((value) => 20 * value),
      [rows, columns],
    );
    const result = resultOf([rows, columns]);
    const step = { kind: 'rows', input: 0, out: 1, rows, columns } as const;
    // exp and log are 1 ULP off, a sum of positive numbers adds at most one rounding per number.
    const tolerance = { ...transcendental(4 + columns / 4), absolute: 1e-6 };
    await expectLikeReference([x, result], { ...step, op: 'softmax' }, tolerance);
    await expectLikeReference([x, result], { ...step, op: 'logSoftmax' }, tolerance);
    const labels = inputOf(Int32Array.from({ length: rows }, (_, row) => (row * 5) % columns));
    const entropy = { kind: 'crossEntropy', logits: 0, labels: 1, out: 2, rows, columns } as const;
    await expectLikeReference([x, labels, resultOf([rows])], entropy, tolerance);
  });

  it('gives a row the same bits wherever it stands', async () => {
    const [rows, columns] = [9, 11];
    const values = pseudo(rows * columns).map((value) => 20 * value);
    for (const op of ['softmax', 'logSoftmax'] as const) {
      const run = async (of: Float32Array, count: number) => {
        const step = { kind: 'rows', op, input: 0, out: 1, rows: count, columns } as const;
        return runByHand(device, [inputOf(of, [count, columns]), resultOf([count, columns])], [step]);
      };
      const [together] = await run(values, rows);
      for (let row = 0; row < rows; row++) {
        const place = [row * columns, (row + 1) * columns] as const;
        const [alone] = await run(values.slice(...place), 1);
        expect(alone).toEqual(together!.slice(...place));
      }
    }
  });

  it('of no rows', async () => {
    const step = { kind: 'rows', op: 'softmax', input: 0, out: 1, rows: 0, columns: 4 } as const;
    await expectLikeReference([inputOf(new Float32Array(0), [0, 4]), resultOf([0, 4])], step, none);
  });
});

describe('selection', () => {
  it.each([0, 1, 2, 3, 4, 5, 17, 255, 256, 300])('rows of %i elements', async (rowLength) => {
    const [rows, count] = [6, 11];
    const sizes = { outer: 1, rows, rowLength, count, fromEnd: false };
    const indices = inputOf(integers(count, rows));
    const table = inputOf(pseudo(rows * rowLength), [rows, rowLength]);
    const bits = inputOf(new Int32Array(table.values!.buffer), [rows, rowLength]);
    const gather = { kind: 'gather', table: 0, indices: 1, out: 2, ...sizes } as const;
    await expectLikeReference([table, indices, resultOf([count, rowLength])], gather, none);
    await expectLikeReference([bits, indices, resultOf([count, rowLength], 'i32')], gather, none);
    const updates = inputOf(pseudo(count * rowLength, 2), [count, rowLength]);
    const scatter = { kind: 'scatterAdd', updates: 0, indices: 1, out: 2, ...sizes } as const;
    await expectLikeReference([updates, indices, resultOf([rows, rowLength])], scatter, summed(count, 1));
    const concat = {
      kind: 'concat',
      inputs: [0, 1, 0],
      widths: [rowLength, 3, rowLength],
      out: 2,
      outer: rows,
    } as const;
    const beside = inputOf(pseudo(rows * 3), [rows, 3]);
    await expectLikeReference([table, beside, resultOf([rows, 2 * rowLength + 3])], concat, none);
  });

  it('names the first index out of range and reads nothing there', async () => {
    for (const [index, position] of [
      [6, 3],
      [-1, 0],
      [0x7fffffff, 10],
      [-0x80000000, 7],
    ] as const) {
      const indices = new Int32Array(11);
      indices[position] = index;
      indices[10] = index;
      const buffers = [inputOf(pseudo(30), [6, 5]), inputOf(indices), resultOf([11, 5])];
      const sizes = { outer: 1, rows: 6, rowLength: 5, count: 11, fromEnd: false };
      const gather = { kind: 'gather', table: 0, indices: 1, out: 2, ...sizes } as const;
      const gathering = runByHand(device, buffers, [gather], 3);
      await expect(gathering).rejects.toThrow(IndexRangeError);
      await expect(gathering).rejects.toMatchObject({ op: 'gather', index, position, rows: 6 });
      const updates = [inputOf(pseudo(55), [11, 5]), inputOf(indices), resultOf([6, 5])];
      const scatter = { kind: 'scatterAdd', updates: 0, indices: 1, out: 2, ...sizes } as const;
      await expect(runByHand(device, updates, [scatter])).rejects.toMatchObject({ op: 'scatterAdd', index, position });
      const logits = [inputOf(pseudo(66), [11, 6]), inputOf(indices), resultOf([11])];
      const entropy = { kind: 'crossEntropy', logits: 0, labels: 1, out: 2, rows: 11, columns: 6 } as const;
      await expect(runByHand(device, logits, [entropy])).rejects.toMatchObject({
        op: 'softmaxCrossEntropy',
        index,
        position,
      });
    }
  });
});

describe('optimizers', () => {
  // Each step rounds a handful of times; ten steps of values below 2.
  const tolerance: Tolerance = { absolute: 2e-6, relative: 2e-6 };

  it.each([0, 1, 3, 4, 5, 130])('adam over %i elements and ten steps', async (length) => {
    const buffers = [
      inputOf(pseudo(length)),
      inputOf(Float32Array.of(0.01), []),
      stateOf(pseudo(length, 2)),
      stateOf(pseudo(length, 3)),
      stateOf(pseudo(length, 4).map(Math.abs)),
    ];
    const slots = { gradient: 0, stepSize: 1, parameter: 2, m: 3, v: 4 };
    await expectLikeReference(
      buffers,
      { kind: 'adam', ...slots, length, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      tolerance,
      10,
    );
  });

  it.each([0, 1, 3, 4, 5, 130])('momentum over %i elements and ten steps', async (length) => {
    for (const nesterov of [false, true]) {
      const buffers = [
        inputOf(pseudo(length)),
        inputOf(Float32Array.of(0.01), []),
        stateOf(pseudo(length, 2)),
        stateOf(pseudo(length, 3)),
      ];
      const slots = { gradient: 0, learningRate: 1, parameter: 2, velocity: 3 };
      await expectLikeReference(
        buffers,
        { kind: 'momentum', ...slots, length, momentum: 0.95, nesterov },
        tolerance,
        10,
      );
    }
  });

  it.each([1, 2, 3, 10, 938, 18760, 2_000_000])('the step size of Adam at step %i', async (t) => {
    const buffers = [inputOf(Float32Array.of(0.001), []), inputOf(Int32Array.of(t), []), resultOf([])];
    const step = { kind: 'adamStepSize', learningRate: 0, step: 1, out: 2, beta1: 0.9, beta2: 0.999 } as const;
    const [size] = await runByHand(device, buffers, [step]);
    // In float32, 1 − 0.999 would lose four digits; what is left is the rounding of the result.
    const expected = (Math.fround(0.001) * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
    expect(Math.abs(size![0]! - expected) / expected).toBeLessThan(2 ** -24 + 1e-12);
  });
});
