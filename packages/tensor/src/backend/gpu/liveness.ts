/** Lets temporaries of one length share memory where their lifetimes do not meet. */
import type { GpuProgram, Slot } from './program.ts';

/** For each temporary that is no part of another, the number of the memory it uses, and how long each memory is. */
export interface TemporaryLayout {
  readonly memoryOf: ReadonlyMap<Slot, number>;
  readonly lengths: readonly number[];
}

/** The slot that a slot is a part of, or the slot itself. */
const wholeOf = (slot: Slot): Slot => slot.within?.slot ?? slot;

export function layOutTemporaries({ launches, checks }: GpuProgram): TemporaryLayout {
  const last = new Map<Slot, number>();
  const use = (slot: Slot, at: number): void => {
    const whole = wholeOf(slot);
    if (whole.origin.kind === 'temporary') last.set(whole, Math.max(last.get(whole) ?? 0, at));
  };
  launches.forEach(({ inputs, output }, at) => {
    for (const slot of [...inputs, output]) use(slot, at);
  });
  for (const { indices, afterLaunch } of checks) use(indices, afterLaunch);

  const memoryOf = new Map<Slot, number>();
  const lengths: number[] = [];
  const free: { memory: number; from: number }[] = [];
  launches.forEach(({ output }, at) => {
    const whole = wholeOf(output);
    if (!last.has(whole) || memoryOf.has(whole)) return;
    // A memory whose last reader is this very launch is still being read while the output is written.
    const reusable = free.findIndex(({ memory, from }) => from < at && lengths[memory] === whole.length);
    const memory = reusable < 0 ? lengths.push(whole.length) - 1 : free.splice(reusable, 1)[0]!.memory;
    memoryOf.set(whole, memory);
    free.push({ memory, from: last.get(whole)! });
  });
  return { memoryOf, lengths };
}
