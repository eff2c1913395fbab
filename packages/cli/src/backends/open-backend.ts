/** Opens the backend that a command was asked for. */
import { BackendError, type Device, openDevice } from '@inkgrad/tensor';
import { probe } from './probe.ts';

/** Those whose native driver may write to stderr when it is absent. */
const nativeBackends: readonly string[] = ['gpu', 'gpu:webgpu', 'gpu:headlessgl'];

let silenced = false;

/** gpu.js writes to the console what comes to the command as an error of its own. */
function silenceGpuJs(): void {
  if (silenced || process.env['INKGRAD_DEBUG']) return;
  silenced = true;
  const { console } = globalThis;
  for (const method of ['error', 'warn'] as const) {
    const write = console[method].bind(console);
    console[method] = (...parts: unknown[]) => {
      if (!String(parts[0]).startsWith('gpu.js')) write(...parts);
    };
  }
}

/** @throws BackendError if it cannot run here */
export async function openBackend(name: string, threads?: number): Promise<Device> {
  if (name.startsWith('gpu')) silenceGpuJs();
  if (!nativeBackends.includes(name)) return openDevice(name, { threads });
  const [state] = await probe([name]);
  if (!state!.available) throw new BackendError(name, state!.reason);
  return openDevice(state!.device);
}
