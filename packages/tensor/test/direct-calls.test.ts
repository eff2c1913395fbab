/** Buffers and plans of devices that compute on the calling thread, used without a promise. */
import { describe, expect, it } from 'vitest';
import { openDevice } from '../src/backend/by-name-node.ts';
import { add, assign, type Plan, plan, program, Variable } from '../src/index.ts';

/** Adds 1 to three numbers. */
function counting(): Plan {
  const total = new Variable('total', [3]);
  const updates = [assign(total, add(total.tensor, 1))];
  return plan(program({ name: 'count', outputs: {}, state: [total], updates }));
}

describe.each(['reference', 'wasm'])('%s', (name) => {
  it('has written, run and read before each call returns', async () => {
    await using device = await openDevice(name, { threads: 1 });
    const buffer = device.allocate('f32', 3);
    const executable = await device.compile(counting(), { total: buffer });
    buffer.writeDirect!(Float32Array.of(1, 2, 3));
    executable.runDirect!(2);
    const read = buffer.readDirect!();
    executable.runDirect!();
    expect(read).toEqual(Float32Array.of(3, 4, 5));
    expect(buffer.readDirect!(1)).toEqual(Float32Array.of(5, 6));
    buffer.writeDirect!(Float32Array.of(9), 1);
    expect(await buffer.read()).toEqual(Float32Array.of(4, 9, 6));
  });

  it('refuses what the awaited calls refuse, and after dispose', async () => {
    await using device = await openDevice(name, { threads: 1 });
    const buffer = device.allocate('f32', 3);
    const executable = await device.compile(counting(), { total: buffer });
    const calls = [
      () => buffer.writeDirect!(Float32Array.of(1, 2), 2),
      () => buffer.writeDirect!(Int32Array.of(1)),
      () => buffer.readDirect!(2, 2),
      () => executable.runDirect!(-1),
    ];
    for (const call of calls) expect(call).toThrow();
    buffer.dispose();
    expect(() => buffer.readDirect!()).toThrow(/disposed of/);
    expect(() => buffer.writeDirect!(Float32Array.of(1))).toThrow(/disposed of/);
    expect(() => executable.runDirect!()).toThrow(/disposed of/);
  });
});
