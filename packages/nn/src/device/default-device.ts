/**
 * The device of models that are not given one: wasm, opened when first needed and shared by all such models. It is closed
 * some seconds after the last of them is disposed, so that models which come and go do not open it each time. Waiting keeps
 * no process alive. Not by name, so that no other backend comes into a bundle with nn.
 */
import type { Device } from '@inkgrad/tensor';

/** On one thread, unless `with-threads.ts` is there. */
let open = async (): Promise<Device> => (await import('@inkgrad/tensor/one-thread')).openOneThread();

/** Has shared devices opened otherwise from now on. */
export function openDefaultBy(opener: () => Promise<Device>): void {
  open = opener;
}

/** Opening takes tens of milliseconds; an open device that nobody uses holds its threads, which sleep. */
const keptMilliseconds = 5000;

let opening: Promise<Device> | undefined;
let users = 0;
let closing: ReturnType<typeof setTimeout> | undefined;

/** The shared device; each call is answered by one `releaseDefaultDevice`. */
export async function acquireDefaultDevice(): Promise<Device> {
  users++;
  clearTimeout(closing);
  opening ??= open();
  const own = opening;
  try {
    return await own;
  } catch (error) {
    users--;
    if (opening === own) opening = undefined;
    throw error;
  }
}

export function releaseDefaultDevice(): void {
  users--;
  if (users > 0) return;
  clearTimeout(closing);
  closing = setTimeout(() => void close(), keptMilliseconds);
  // In Node a timer is an object, and keeps the process alive unless told not to; in a page it is a number.
  const timer: unknown = closing;
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
}

async function close(): Promise<void> {
  const device = opening;
  opening = undefined;
  await (await device)?.dispose();
}
