/** Checks a backend's name before anything slow happens: an unknown name is a usage error, with the nearest right one. */
import { backendNames } from '@inkgrad/tensor';
import { suggestionEnding } from '@inkgrad/tensor/text';
import { UsageError } from './errors.ts';

/** @throws UsageError if no backend is called `name`, or for threads of a backend that has none */
export function checkBackendName(name: string, threads?: number): void {
  const known = ['auto', ...backendNames];
  if (!known.includes(name)) {
    throw new UsageError(`unknown backend "${name}", known: ${known.join(', ')}${suggestionEnding(name, known)}`);
  }
  if (threads !== undefined && name.startsWith('gpu')) {
    throw new UsageError(`--threads is of the wasm backend: leave it out with --backend ${name}.`);
  }
}
