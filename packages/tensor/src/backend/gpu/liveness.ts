/** Lets temporaries of one length share memory where their lifetimes do not meet. */
import type { GpuProgram, Slot } from './program.ts';

/** For each temporary, the number of the memory it uses, and how long each memory is. */
export interface TemporaryLayout {
  readonly memoryOf: ReadonlyMap<Slot, number>;
  readonly lengths: readonly number[];
}

export function layOutTemporaries({ launches, checks }: GpuProgram): TemporaryLayout {
  const last = new Map<Slot, number>();
  const use = (slot: Slot, at: number): void => {
    if (slot.origin.kind === 'temporary') last.set(slot, Math.max(last.get(slot) ?? 0, at));
  };
  launches.forEach(({ inputs, output }, at) => {
    for (const slot of [...inputs, output]) use(slot, at);
  });
  for (const { indices, afterLaunch } of checks) use(indices, afterLaunch);

  const memoryOf = new Map<Slot, number>();
  const lengths: number[] = [];
  const free: { memory: number; from: number }[] = [];
  launches.forEach(({ output }, at) => {
    if (!last.has(output) || memoryOf.has(output)) return;
    // A memory whose last reader is this very launch is still being read while the output is written.
    const reusable = free.findIndex(({ memory, from }) => from < at && lengths[memory] === output.length);
    const memory = reusable < 0 ? lengths.push(output.length) - 1 : free.splice(reusable, 1)[0]!.memory;
    memoryOf.set(output, memory);
    free.push({ memory, from: last.get(output)! });
  });
  return { memoryOf, lengths };
}
