/** Opens the backend that a command was asked for. */
import { BackendError, type Device, openDevice } from '@inkgrad/tensor';
import { probe } from './probe.ts';

/** Those whose native driver may write to stderr when it is absent. */
const nativeBackends: readonly string[] = ['gpu', 'gpu:webgpu', 'gpu:headlessgl'];

/** @throws BackendError if it cannot run here */
export async function openBackend(name: string, threads?: number): Promise<Device> {
  if (!nativeBackends.includes(name)) return openDevice(name, { threads });
  const [state] = await probe([name]);
  if (!state!.available) throw new BackendError(name, state!.reason);
  return openDevice(state!.device);
}
