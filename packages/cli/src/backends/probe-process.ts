/**
 * Tries backends in a process of its own: native GPU drivers write to stderr as they please and may end the process.
 * Run with Node, not imported: `node probe-process.js [--measure] NAME…`; one JSON object a line and backend.
 */
import { isInkgradError, openDevice } from '@inkgrad/tensor';
import type { BackendState } from './probe.ts';
import { measureProduct } from './product-speed.ts';
import { enableRelaxedSimd } from './relaxed-simd.ts';

async function tryBackend(name: string, measures: boolean): Promise<BackendState> {
  try {
    const device = await openDevice(name);
    try {
      const { description, software = false } = device;
      const product = measures ? await measureProduct(device) : undefined;
      return { name, available: true, device: device.name, description, software, ...(product && { product }) };
    } finally {
      await device.dispose();
    }
  } catch (error) {
    if (!isInkgradError(error)) throw error;
    const reason = 'reason' in error ? String(error.reason) : error.message;
    return { name, available: false, reason };
  }
}

enableRelaxedSimd();
const names = process.argv.slice(2).filter((argument) => argument !== '--measure');
for (const name of names) {
  const state = await tryBackend(name, process.argv.includes('--measure'));
  process.stdout.write(`${JSON.stringify(state)}\n`);
}
