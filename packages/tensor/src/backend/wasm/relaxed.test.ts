/**
 * The kernels built with relaxed SIMD, through the conformance suite. In Node 20 the engine has it behind a flag, which
 * vitest.config.ts sets for this file.
 */
import { expect, it } from 'vitest';
import { describeConformance } from '../../testing/conformance.ts';
import { openWasmDevice } from './wasm.ts';

describeConformance('wasm, relaxed SIMD', () => openWasmDevice({ threads: 1, relaxedSimd: true }), { runs: 12 });
describeConformance('wasm, relaxed SIMD, 2 threads', () => openWasmDevice({ threads: 2, relaxedSimd: true }), {
  runs: 6,
});

it('is told by the description, and can be left alone', async () => {
  for (const [relaxedSimd, said] of [
    [true, 'wasm, 1 thread, relaxed SIMD'],
    [false, 'wasm, 1 thread, SIMD'],
  ] as const) {
    const device = await openWasmDevice({ threads: 1, relaxedSimd });
    expect(device.description).toBe(said);
    await device.dispose();
  }
});
