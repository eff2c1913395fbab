/**
 * The device of evaluations that are not given one: wasm, opened when first needed and shared by all of them. It is not
 * opened by name, so that no other backend comes into a bundle with `evaluate`. It keeps no process alive: its threads,
 * which start when a tensor first pays for them, do not count for Node.
 */
import type { Device } from './device.ts';

let opening: Promise<Device> | undefined;
const uses = new Set<Promise<unknown>>();

async function open(): Promise<Device> {
  const { openWasmDevice } = await import('./wasm/wasm.ts');
  return openWasmDevice();
}

/** What `use` gives on the shared device. @throws BackendError if there is no WebAssembly with SIMD here. */
export async function withDefaultDevice<T>(use: (device: Device) => Promise<T>): Promise<T> {
  opening ??= open();
  const own = opening;
  const using = own.then(use);
  uses.add(using);
  try {
    return await using;
  } catch (error) {
    // What could not be opened is tried again the next time.
    await own.catch(() => {
      if (opening === own) opening = undefined;
    });
    throw error;
  } finally {
    uses.delete(using);
  }
}

/**
 * Frees the memory and threads of the device that `evaluate` opens by itself, once the evaluations under way are done.
 * The next one opens it again. There is no need to call it before a program ends.
 * @example
 * await evaluate(square(tensor([3]))); // → [9]
 * await disposeDefaultDevice(); // its threads and memory are free; the next evaluation opens it again
 */
export async function disposeDefaultDevice(): Promise<void> {
  const closing = opening;
  opening = undefined;
  await Promise.allSettled(uses);
  const device = await closing?.catch(() => undefined);
  await device?.dispose();
}
