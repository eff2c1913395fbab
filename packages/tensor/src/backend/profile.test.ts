/** Timing steps one by one: the same results as a usual run, a time for each step, errors as usual. */
import { describe, expect, it } from 'vitest';
import { IndexRangeError } from '../errors.ts';
import { input } from '../functions/creation.ts';
import { add, mul } from '../functions/elementwise.ts';
import { matmul } from '../functions/matmul.ts';
import { sum } from '../functions/reduction.ts';
import { gather } from '../functions/selection.ts';
import { assign } from '../functions/update.ts';
import { program } from '../graph/program.ts';
import { plan } from '../plan/plan-program.ts';
import { Variable } from '../tensor.ts';
import type { Device } from './device.ts';
import { openReferenceDevice } from './reference/reference.ts';
import { openWasmDevice } from './wasm/wasm.ts';

const devices: readonly [string, () => Promise<Device>][] = [
  ['reference', openReferenceDevice],
  ['wasm, 1 thread', () => openWasmDevice({ threads: 1 })],
  ['wasm, 2 threads', () => openWasmDevice({ threads: 2 })],
];

const table = input('table', [50, 24]);
const indices = input('indices', [16], 'i32');
const weights = new Variable('weights', [24, 24]);
const product = matmul(gather(table, indices), weights.tensor);
const planned = plan(
  program({
    name: 'profiled',
    inputs: [table, indices],
    state: [weights],
    outputs: { total: sum(product) },
    updates: [
      assign(weights, add(mul(weights.tensor, 0.5), mul(matmul(product, product, { transposeA: true }), 0.001))),
    ],
  }),
);

async function bind(device: Device) {
  const buffers = {
    table: device.allocate('f32', 50 * 24),
    indices: device.allocate('i32', 16),
    weights: device.allocate('f32', 24 * 24),
  };
  await buffers.table.write(Float32Array.from({ length: 50 * 24 }, (_, i) => ((i * 7) % 13) / 13 - 0.5));
  await buffers.indices.write(Int32Array.from({ length: 16 }, (_, i) => (i * 11) % 50));
  await buffers.weights.write(Float32Array.from({ length: 24 * 24 }, (_, i) => ((i * 5) % 17) / 17 - 0.5));
  return buffers;
}

describe.each(devices)('profile on %s', (_, open) => {
  it('leaves the state and outputs of a usual run, and times each step', async () => {
    const device = await open();
    const [usual, profiled] = [await bind(device), await bind(device)];
    const running = await device.compile(planned, usual);
    const profiling = await device.compile(planned, profiled);
    await running.run(7);
    const times = await profiling.profile!(7);
    expect(await profiled.weights.read()).toEqual(await usual.weights.read());
    expect(await profiling.read('total')).toEqual(await running.read('total'));
    expect(times).toHaveLength(planned.steps.length);
    for (const { seconds, best } of times) {
      expect(best).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeGreaterThanOrEqual(best);
    }
    // A usual run works as before afterwards, with nothing left behind by the profile.
    await running.run(2);
    await profiling.run(2);
    expect(await profiled.weights.read()).toEqual(await usual.weights.read());
    await device.dispose();
  });

  it('refuses a number of runs below one and passes index errors on', async () => {
    const device = await open();
    const buffers = await bind(device);
    const executable = await device.compile(planned, buffers);
    await expect(executable.profile!(0)).rejects.toThrow(/runs/);
    await buffers.indices.write(Int32Array.of(50), 3);
    await expect(executable.profile!(1)).rejects.toThrow(IndexRangeError);
    await device.dispose();
  });
});
