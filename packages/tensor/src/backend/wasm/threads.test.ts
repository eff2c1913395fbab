/** Plans that take different numbers of the threads of one device, in turn; when threads are started, and what if not. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pseudo } from '../../../test/hand-plan.ts';
import { v1Program } from '../../../test/v1-program.ts';
import { evaluate } from '../../evaluate.ts';
import { tensor } from '../../functions/creation.ts';
import { add } from '../../functions/elementwise.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-program.ts';
import type { Device, DeviceBuffer } from '../device.ts';
import { WasmBuffer } from './buffer.ts';
import { WasmExecutable } from './executable.ts';
import { DeviceMemory } from './memory.ts';
import { openThreads } from './threads.ts';
import { threadsFor } from './threads-for.ts';
import { openWasmDevice } from './wasm.ts';

const available = 4;

/** Buffers for v1 over made-up data. */
async function bind(planned: Plan, memory: DeviceMemory): Promise<Map<BufferId, WasmBuffer>> {
  const bound = new Map<BufferId, WasmBuffer>();
  for (const { id, name, dtype, length, storage } of planned.buffers) {
    if (storage !== 'input' && storage !== 'state') continue;
    const buffer = new WasmBuffer(memory, dtype, length, () => undefined);
    if (name === 'images') await buffer.write(pseudo(500 * 784).map(Math.abs));
    if (name === 'labels') await buffer.write(Int32Array.from({ length: 500 }, (_, i) => (i * 7) % 10));
    if (name === 'permutation') await buffer.write(Int32Array.from({ length }, (_, i) => (i * 77) % 500));
    if (name === 'learningRate') await buffer.write(Float32Array.of(0.001));
    if (name?.endsWith('kernel')) await buffer.write(pseudo(length).map((value) => value / 20));
    bound.set(id, buffer);
  }
  return bound;
}

describe('threads', () => {
  it('take part or stay out, plan after plan, and change no bit', async () => {
    const memory = new DeviceMemory(true);
    const kernels = await openThreads(memory, { most: available, relaxedSimd: false, isRequired: true });
    expect(await kernels.start(available, false)).toBe(available);
    const planned = plan(v1Program());
    const runs = await Promise.all(
      Array.from({ length: available }, async (_, at) => {
        const bound = await bind(planned, memory);
        return { bound, executable: new WasmExecutable(planned, kernels, at + 1, memory, bound, () => undefined) };
      }),
    );
    // Orders in which threads are left out for one command, for several, and come back.
    for (let round = 0; round < 60; round++) {
      const steps = 1 + (round % 3);
      for (let turn = 0; turn < available; turn++) {
        const at = (turn * (1 + 2 * (round % 2)) + round) % available;
        await runs[at]!.executable.run(steps);
      }
    }
    const states = await Promise.all(
      runs.map(({ bound }) => Promise.all(Object.values(planned.state).map((id) => bound.get(id)!.read()))),
    );
    expect(states[0]!.flatMap((values) => [...values]).some((value) => value !== 0)).toBe(true);
    for (const state of states) expect(state).toEqual(states[0]);
    kernels.dispose();
  });
});

describe('the number of threads', () => {
  const planned = plan(v1Program());

  it('is at most what is available, and at least one', () => {
    expect(threadsFor(planned, 1)).toBe(1);
    expect(threadsFor(planned, 2)).toBe(2);
    expect(threadsFor({ ...planned, steps: [] }, 16)).toBe(1);
  });

  it('grows with the root of the work', () => {
    const of = (times: number): number =>
      threadsFor({ ...planned, steps: Array.from({ length: times }, () => planned.steps).flat() }, 64);
    expect(of(4) / of(1)).toBeCloseTo(2, 0);
    expect(of(16)).toBeGreaterThan(of(4));
    expect(of(10_000)).toBe(64);
  });
});

describe('starting threads', () => {
  const workerThreads = process.getBuiltinModule('node:worker_threads');
  const { Worker } = workerThreads;
  const { Memory } = WebAssembly;
  const planned = plan(v1Program());
  let started = 0;

  /** Counts the workers made; those from the `failing`th on cannot be. */
  function count(failing = Number.POSITIVE_INFINITY): void {
    started = 0;
    class Counted extends Worker {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        started++;
        if (started >= failing) throw new Error('no more threads');
        super(...given);
      }
    }
    workerThreads.Worker = Counted;
  }

  /** As on a machine of 16 cores. */
  async function openOn16(threads?: number): Promise<Device> {
    vi.spyOn(process.getBuiltinModule('node:os'), 'availableParallelism').mockReturnValue(16);
    return openWasmDevice({ threads });
  }

  afterEach(() => {
    workerThreads.Worker = Worker;
    WebAssembly.Memory = Memory;
    vi.restoreAllMocks();
  });

  async function compile(device: Device, what: Plan): Promise<void> {
    const bindings: Record<string, DeviceBuffer> = {};
    for (const { name, dtype, length, storage } of what.buffers) {
      if (storage === 'input' || storage === 'state') bindings[name] = device.allocate(dtype, length);
    }
    await (await device.compile(what, bindings)).run();
  }

  it('waits for a plan that they pay for, and starts as many as that takes', async () => {
    count();
    const device = await openOn16();
    expect(device.description).toMatch(/^wasm, 16 threads, /);
    await evaluate([add(tensor([1, 2]), 1)], device);
    expect(started).toBe(0);
    await compile(device, planned);
    const paying = threadsFor(planned, 16);
    expect(paying).toBeGreaterThan(1);
    expect(started).toBe(paying - 1);
    await compile(device, planned);
    expect(started).toBe(paying - 1);
    await device.dispose();
  });

  it('that were asked for are there at once', async () => {
    count();
    const device = await openOn16(3);
    expect(started).toBe(2);
    await compile(device, planned);
    expect(started).toBe(2);
    await device.dispose();
  });

  it('goes on with those that could be started, and the description says why', async () => {
    for (const failing of [1, 2]) {
      count(failing);
      const device = await openOn16();
      await compile(device, planned);
      const threads = failing === 1 ? '1 thread' : '2 threads';
      expect(device.description).toMatch(new RegExp(`^wasm, ${threads} \\(no more threads\\), .*SIMD$`));
      expect(device.threads).toBe(failing);
      await compile(device, planned);
      await device.dispose();
    }
  });

  it('is an error where one that was asked for cannot be started', async () => {
    count(2);
    await expect(openOn16(4)).rejects.toThrow(/a thread could not be started: no more threads\./);
  });

  it('gives memory of one thread where no address space is left', async () => {
    class Unshared extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        if (descriptor.shared) throw new RangeError('could not allocate memory');
        super(descriptor);
      }
    }
    WebAssembly.Memory = Unshared;
    const device = await openOn16();
    expect(device.description).toMatch(/^wasm, 1 thread \(no address space for shared memory\), /);
    await compile(device, planned);
    await device.dispose();
    await expect(openOn16(2)).rejects.toThrow(/no address space/);
  });
});

describe('a policy without WebAssembly', () => {
  it('is an error that says what to allow', async () => {
    for (const reason of [
      // As Chromium and Firefox say it.
      `WebAssembly.compile(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because neither 'wasm-eval' nor 'unsafe-eval' is an allowed source of script in the following Content Security Policy directive: "script-src 'self'"`,
      'call to WebAssembly.compile() blocked by CSP',
    ]) {
      vi.spyOn(WebAssembly, 'compile').mockRejectedValueOnce(new WebAssembly.CompileError(reason));
      vi.resetModules();
      const { openWasmDevice: open } = await import('./wasm.ts');
      await expect(open({ threads: 1 })).rejects.toThrow(/^backend "wasm": .*'wasm-unsafe-eval' to its script-src\.$/);
      // What failed is tried again.
      await (await open({ threads: 1 })).dispose();
    }
  });
});
