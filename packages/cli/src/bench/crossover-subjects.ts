/** Which backends a crossover measurement visits: all that are here, or those that were asked for. */

import { backendNames } from '@inkgrad/tensor';
import { plural } from '@inkgrad/tensor/text';
import { type AbsentBackend, probe } from '../backends/probe.ts';
import type { CrossoverSubject } from './crossover.ts';

/** "gpu" is one of the others. */
export const crossoverBackends: readonly string[] = backendNames.filter((name) => name !== 'gpu');

/**
 * @param names of `crossoverBackends`
 * @param threads of wasm, each a line of its own
 */
export async function crossoverSubjects(
  names: readonly string[],
  threads: readonly number[],
): Promise<{ readonly subjects: readonly CrossoverSubject[]; readonly absent: readonly AbsentBackend[] }> {
  // Without wasm there is nothing to win against, and no losses to compare with.
  const wasm = threads.map((count): CrossoverSubject => {
    const title = `wasm, ${plural(count, 'thread')}`;
    return { backend: 'wasm', threads: count, title, isGpu: false };
  });
  const states = await probe(names.filter((name) => name !== 'wasm'));
  const others = states.flatMap((state): CrossoverSubject[] => {
    if (!state.available) return [];
    const { device: backend, software } = state;
    const isGpu = backend.startsWith('gpu:') && !software;
    return [
      { backend, threads: 1, title: backend.startsWith('gpu:') && software ? `${backend} (software)` : backend, isGpu },
    ];
  });
  return { subjects: [...wasm, ...others], absent: states.filter((state) => !state.available) };
}
