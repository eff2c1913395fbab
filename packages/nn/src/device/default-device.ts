/**
 * The device of models that are not given one: wasm, opened when first needed, shared by all such models, and closed when
 * the last of them is disposed. Not by name, so that no other backend comes into a bundle with nn.
 */
import type { Device } from '@inkgrad/tensor';

let opening: Promise<Device> | undefined;
let users = 0;

/** The shared device; each call is answered by one `releaseDefaultDevice`. */
export async function acquireDefaultDevice(): Promise<Device> {
  users++;
  opening ??= import('@inkgrad/tensor/wasm').then(({ openWasmDevice }) => openWasmDevice());
  try {
    return await opening;
  } catch (error) {
    users--;
    opening = undefined;
    throw error;
  }
}

export async function releaseDefaultDevice(): Promise<void> {
  users--;
  if (users > 0 || opening === undefined) return;
  const closing = opening;
  opening = undefined;
  await (await closing).dispose();
}
