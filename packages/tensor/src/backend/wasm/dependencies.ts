/**
 * In which order threads run the steps of a plan, and which must wait for all before them. Threads go on by themselves
 * as long as each of them touches only what it wrote itself, or what none has touched since the last wait.
 */

/** Bytes [from, to) of the device's memory. */
export interface Region {
  readonly from: number;
  readonly to: number;
}

/** What a step does with one buffer, which lies at [from, to). */
export interface Access {
  readonly from: number;
  readonly to: number;
  /** By thread; empty where it does nothing. */
  readonly parts: readonly Region[];
  /** No two parts meet. */
  readonly apart: boolean;
}

const isInside = (inner: Region, outer: Region): boolean => inner.from >= outer.from && inner.to <= outer.to;

/** Whether a thread's part of `later` may touch what another thread touches in `earlier`. */
function meet(later: Access, earlier: Access): boolean {
  if (later.to <= earlier.from || later.from >= earlier.to) return false;
  return later.parts.some((part, thread) => {
    const isElsewhere = part.from >= part.to || part.to <= earlier.from || part.from >= earlier.to;
    return !isElsewhere && !(earlier.apart && isInside(part, earlier.parts[thread]!));
  });
}

const anyMeet = (later: readonly Access[], earlier: readonly Access[]): boolean =>
  later.some((one) => earlier.some((other) => meet(one, other)));

/** What one step reads and writes. */
export interface Accesses {
  readonly reads: readonly Access[];
  readonly writes: readonly Access[];
  /** Where the step waits for all threads itself: what it touches after that. */
  readonly afterOwnWait?: Accesses;
}

/** Steps since the last wait. */
class Unfinished {
  readonly #reads: Access[] = [];
  readonly #writes: Access[] = [];

  /** Whether some thread's part of the step touches what another thread may be at. */
  meets({ reads, writes }: Accesses): boolean {
    return anyMeet(reads, this.#writes) || anyMeet(writes, this.#writes) || anyMeet(writes, this.#reads);
  }

  add({ reads, writes }: Accesses): void {
    this.#reads.push(...reads);
    this.#writes.push(...writes);
  }
}

const overlap = (some: readonly Access[], others: readonly Access[]): boolean =>
  some.some((a) => others.some((b) => a.from < b.to && b.from < a.to));

/** Whether the order of two steps matters at all. */
function isOrdered(earlier: Accesses, later: Accesses): boolean {
  return (
    overlap(later.reads, earlier.writes) ||
    overlap(later.writes, earlier.writes) ||
    overlap(later.writes, earlier.reads)
  );
}

/** A step by its place in the plan, and whether all threads must be done with those before it. */
export interface OrderedStep {
  readonly step: number;
  readonly waits: boolean;
}

/**
 * An order of the steps with few waits: always the first step that depends on none left and needs no wait; where there
 * is none, a wait.
 */
export function orderSteps(steps: readonly Accesses[]): OrderedStep[] {
  const before = steps.map((later, at) =>
    steps.slice(0, at).flatMap((earlier, step) => (isOrdered(earlier, later) ? [step] : [])),
  );
  const done = new Set<number>();
  const left = new Set(steps.keys());
  const order: OrderedStep[] = [];
  let unfinished = new Unfinished();
  while (left.size > 0) {
    const ready = [...left].filter((step) => before[step]!.every((earlier) => done.has(earlier)));
    const free = ready.find((step) => !unfinished.meets(steps[step]!));
    const step = free ?? ready[0]!;
    if (free === undefined) unfinished = new Unfinished();
    const { afterOwnWait } = steps[step]!;
    if (afterOwnWait !== undefined) unfinished = new Unfinished();
    unfinished.add(afterOwnWait ?? steps[step]!);
    order.push({ step, waits: free === undefined });
    done.add(step);
    left.delete(step);
  }
  return order;
}
