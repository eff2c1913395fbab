/** Checks a backend's name before anything slow happens: an unknown name is a usage error, with the nearest right one. */
import { backendNames } from '@inkgrad/tensor';
import { UsageError } from './errors.ts';
import { suggestionEnding } from './suggest.ts';

/** @throws UsageError if no backend is called `name` */
export function checkBackendName(name: string, known: readonly string[] = ['auto', ...backendNames]): void {
  if (known.includes(name)) return;
  throw new UsageError(`unknown backend "${name}", known: ${known.join(', ')}${suggestionEnding(name, known)}`);
}
