/** The wasm backend through the conformance suite, on one thread and on three, and what threads must not change. */
import { afterAll, describe, expect, it } from 'vitest';
import { v1Program } from '../../../test/v1-program.ts';
import { evaluate } from '../../evaluate.ts';
import { tensor } from '../../functions/creation.ts';
import { gather } from '../../functions/selection.ts';
import { plan } from '../../plan/plan-program.ts';
import { describeConformance } from '../../testing/conformance.ts';
import type { Device, DeviceBuffer } from '../device.ts';
import { openWasmDevice } from './wasm.ts';

describeConformance('wasm, 1 thread', () => openWasmDevice({ threads: 1 }));
describeConformance('wasm, 3 threads', () => openWasmDevice({ threads: 3 }), { runs: 12 });

describe('threads', () => {
  const opened: Device[] = [];
  const open = async (threads: number): Promise<Device> => {
    const device = await openWasmDevice({ threads });
    opened.push(device);
    return device;
  };
  afterAll(async () => {
    for (const device of opened) await device.dispose();
  });

  /** Every bit of state after 30 steps of v1 over made-up data. */
  async function trainV1(device: Device): Promise<Uint8Array> {
    const planned = plan(v1Program());
    const bindings: Record<string, DeviceBuffer> = {};
    for (const { name, dtype, length, storage } of planned.buffers) {
      if (storage !== 'input' && storage !== 'state') continue;
      bindings[name] = device.allocate(dtype, length);
    }
    const pseudo = (length: number, f: (i: number) => number): Float32Array =>
      Float32Array.from({ length }, (_, i) => f(i));
    // Only the first samples are visited; the rest of the 60,000 stay zero.
    await bindings['images']!.write(pseudo(2000 * 784, (i) => (((i * 2654435761) >>> 8) % 1000) / 1000));
    await bindings['labels']!.write(Int32Array.from({ length: 2000 }, (_, i) => (i * 7) % 10));
    await bindings['permutation']!.write(Int32Array.from({ length: 2000 }, (_, i) => (i * 771) % 2000));
    await bindings['learningRate']!.write(Float32Array.of(0.001));
    for (const [name, buffer] of Object.entries(bindings)) {
      if (name.endsWith('kernel')) await buffer.write(pseudo(buffer.length, (i) => ((i * 37) % 101) / 1000 - 0.05));
    }
    const executable = await device.compile(planned, bindings);
    await executable.run(30);
    const state = await Promise.all(Object.keys(planned.state).map((name) => bindings[name]!.read()));
    executable.dispose();
    for (const buffer of Object.values(bindings)) buffer.dispose();
    return Buffer.concat(state.map(({ buffer }) => new Uint8Array(buffer)));
  }

  it('give the same bits for 1, 2, 3, 4 and 8 of them', async () => {
    const expected = await trainV1(await open(1));
    for (const threads of [2, 3, 4, 8]) {
      expect(Buffer.compare(await trainV1(await open(threads)), expected), `${threads} threads`).toBe(0);
    }
  });

  it('name the same first error as one thread, and go on afterwards', async () => {
    const table = tensor(new Float32Array(5000 * 8), [5000, 8]);
    const indices = Int32Array.from({ length: 20000 }, (_, i) => (i === 12345 || i === 19000 ? 5000 + i : i % 5000));
    for (const threads of [1, 4]) {
      const device = await open(threads);
      for (let run = 0; run < 20; run++) {
        await expect(evaluate([gather(table, tensor(indices))], device)).rejects.toThrow(
          /index 17345 at position 12345/,
        );
      }
      const [values] = await evaluate([gather(tensor([[1], [2]]), tensor([1, 0], [2], 'i32'))], device);
      expect([...values!]).toEqual([2, 1]);
    }
  });

  it('are said by the description, and refused where the number makes no sense', async () => {
    expect((await open(2)).description).toMatch(/^wasm, 2 threads, /);
    for (const threads of [0, -1, 1.5, 65])
      await expect(openWasmDevice({ threads })).rejects.toThrow(/threads must be/);
  });
});
