/** Plans that take different numbers of the threads of one device, in turn. */
import { describe, expect, it } from 'vitest';
import { pseudo } from '../../../test/hand-plan.ts';
import { v1Program } from '../../../test/v1-program.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-program.ts';
import { WasmBuffer } from './buffer.ts';
import { WasmExecutable } from './executable.ts';
import { DeviceMemory } from './memory.ts';
import { startThreads } from './threads.ts';
import { threadsFor } from './threads-for.ts';

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
    const kernels = await startThreads(memory, available, false);
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
