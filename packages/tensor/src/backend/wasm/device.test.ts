/** What a wasm device does besides arithmetic: memory, lifetimes, bindings, and how often it enters WebAssembly. */
import { describe, expect, it } from 'vitest';
import { handPlan, inputOf, pseudo, resultOf, runByHand, stateOf } from '../../../test/hand-plan.ts';
import { ArgumentError, BackendError, DTypeError } from '../../errors.ts';
import type { PlanStep } from '../../plan/plan.ts';
import { WasmExecutable } from './executable.ts';
import { requireSimd } from './features.ts';
import { DeviceMemory } from './memory.ts';
import { instantiateKernels, type Kernels } from './module.ts';
import { openWasmDevice } from './wasm.ts';

const double: PlanStep = {
  kind: 'map',
  shape: [4],
  loads: [{ buffer: 0, offset: 0, strides: [1] }],
  operations: [{ op: 'add', attributes: {}, inputs: [0, 0], dtype: 'f32' }],
  stores: [{ register: 1, buffer: 0 }],
};

describe('calls', () => {
  it('enters WebAssembly once for any number of steps', async () => {
    const memory = new DeviceMemory();
    const kernels = await instantiateKernels(memory.memory, false);
    const calls: number[] = [];
    const counting: Kernels = {
      ...kernels,
      run: (tape, steps, scratch, scratchBytes, threads) => {
        calls.push(steps);
        return kernels.run(tape, steps, scratch, scratchBytes, threads);
      },
    };
    const plan = handPlan(
      [resultOf([4]), resultOf([4])],
      [double, { ...double, stores: [{ register: 1, buffer: 1 }] }],
    );
    const executable = new WasmExecutable(plan, counting, 1, memory, new Map(), () => undefined);
    await executable.run(1000);
    await executable.run();
    expect(calls).toEqual([1000, 1]);
  });
});

describe('memory', () => {
  it('keeps the contents of buffers while it grows, and gives zeros again where it was freed', async () => {
    const device = await openWasmDevice({ threads: 1 });
    const kept = device.allocate('f32', 1000);
    const values = pseudo(1000);
    await kept.write(values);
    const large = device.allocate('i32', 3_000_000);
    await large.write(new Int32Array(3_000_000).fill(7));
    expect(await kept.read()).toEqual(values);
    large.dispose();
    const again = device.allocate('i32', 2_999_999);
    expect((await again.read()).every((value) => value === 0)).toBe(true);
    await device.dispose();
  });

  it('returns everything that executables and buffers used', async () => {
    const memory = new DeviceMemory();
    const kernels = await instantiateKernels(memory.memory, false);
    const plan = handPlan([resultOf([4]), { ...inputOf(pseudo(5)), storage: 'constant' }], [double]);
    for (let round = 0; round < 3; round++)
      new WasmExecutable(plan, kernels, 1, memory, new Map(), () => undefined).dispose();
    expect(memory.usedBytes).toBe(0);
  });

  it('says so when there is no more', async () => {
    const device = await openWasmDevice({ threads: 1 });
    expect(() => device.allocate('f32', 2 ** 30)).toThrow(ArgumentError);
    expect(() => device.allocate('f32', -1)).toThrow(ArgumentError);
    await device.dispose();
  });

  it('takes back what a plan that does not compile had taken', async () => {
    const memory = new DeviceMemory();
    const kernels = await instantiateKernels(memory.memory, false);
    const wrong = { ...double, operations: [{ op: 'sqrt', attributes: {}, inputs: [0], dtype: 'i32' }] } as const;
    const plan = handPlan([resultOf([4], 'i32')], [wrong]);
    expect(() => new WasmExecutable(plan, kernels, 1, memory, new Map(), () => undefined)).toThrow(DTypeError);
    expect(memory.usedBytes).toBe(0);
  });
});

describe('lifetimes', () => {
  it('makes everything of a disposed device an error', async () => {
    const device = await openWasmDevice({ threads: 1 });
    const buffer = device.allocate('f32', 4);
    const plan = handPlan([stateOf(pseudo(4))], [double]);
    const executable = await device.compile(plan, { b0: buffer });
    await device.dispose();
    const gone = /disposed of/;
    expect(() => device.allocate('f32', 1)).toThrow(gone);
    await expect(device.compile(plan, { b0: buffer })).rejects.toThrow(gone);
    await expect(buffer.write(pseudo(4))).rejects.toThrow(gone);
    await expect(executable.run()).rejects.toThrow(gone);
    await expect(executable.read('b0')).rejects.toThrow(gone);
    buffer.dispose();
    executable.dispose();
  });

  it('refuses to run on a buffer that is gone', async () => {
    const device = await openWasmDevice({ threads: 1 });
    const buffer = device.allocate('f32', 4);
    const executable = await device.compile(handPlan([stateOf(pseudo(4))], [double]), { b0: buffer });
    buffer.dispose();
    buffer.dispose();
    await expect(executable.run()).rejects.toThrow(/buffer has been disposed of/);
    await device.dispose();
  });
});

describe('bindings', () => {
  it('refuses buffers of another device, and data of another type', async () => {
    const [one, other] = [await openWasmDevice({ threads: 1 }), await openWasmDevice({ threads: 1 })];
    const foreign = other.allocate('f32', 4);
    await expect(one.compile(handPlan([stateOf(pseudo(4))], [double]), { b0: foreign })).rejects.toThrow(BackendError);
    await expect(foreign.write(new Int32Array(4))).rejects.toThrow(DTypeError);
    await one.dispose();
    await other.dispose();
  });
});

describe('results', () => {
  it('are the same bytes in two runs', async () => {
    const run = async (): Promise<Uint8Array> => {
      const device = await openWasmDevice({ threads: 1 });
      const [values] = await runByHand(device, [stateOf(pseudo(4))], [double], 20);
      await device.dispose();
      return new Uint8Array(values!.buffer);
    };
    expect(await run()).toEqual(await run());
  });
});

describe('requirements', () => {
  it('are named when they are missing', () => {
    expect(() => requireSimd({ validate: () => false })).toThrow(/no WebAssembly SIMD/);
    expect(() => requireSimd()).not.toThrow();
  });
});
