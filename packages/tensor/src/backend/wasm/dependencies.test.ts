import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Access, type Accesses, orderSteps, type Region } from './dependencies.ts';

// A memory of two matrices of 6 rows of 8 bytes.
const pitch = 8;
const rows = 6;
const matrix = rows * pitch;

const empty: Region = { from: 0, to: 0 };
const bound = (units: number, thread: number, threads: number): number => Math.ceil((units * thread) / threads);
const byThread = (threads: number, part: (thread: number) => Region): Region[] =>
  Array.from({ length: threads }, (_, thread) => part(thread));

function whole(from: number, threads: number, only?: number): Access {
  const to = from + matrix;
  const parts = byThread(threads, (thread) => (only === undefined || only === thread ? { from, to } : empty));
  return { from, to, parts, apart: only !== undefined };
}

function byRows(from: number, threads: number): Access {
  const at = (thread: number): number => from + bound(rows, thread, threads) * pitch;
  const parts = byThread(threads, (thread) => ({ from: at(thread), to: at(thread + 1) }));
  return { from, to: from + matrix, parts, apart: true };
}

/** Cut at other places than rows. */
function byFives(from: number, threads: number): Access {
  const to = from + matrix;
  const at = (thread: number): number => Math.min(to, from + 5 * bound(Math.ceil(matrix / 5), thread, threads));
  const parts = byThread(threads, (thread) => ({ from: at(thread), to: at(thread + 1) }));
  return { from, to, parts, apart: true };
}

const common = (a: Region, b: Region): boolean => Math.max(a.from, b.from) < Math.min(a.to, b.to);

const pairs = (a: Accesses, b: Accesses): [Access, Access][] => [
  ...a.writes.flatMap((one) => [...b.reads, ...b.writes].map((other): [Access, Access] => [one, other])),
  ...a.reads.flatMap((one) => b.writes.map((other): [Access, Access] => [one, other])),
];

/** Whether any two threads could meet in two steps that no wait parts. */
const race = (a: Accesses, b: Accesses): boolean =>
  pairs(a, b).some(([one, other]) =>
    one.parts.some((part, thread) => other.parts.some((theirs, peer) => thread !== peer && common(part, theirs))),
  );

const clash = (a: Accesses, b: Accesses): boolean =>
  pairs(a, b).some(([one, other]) => one.parts.some((part) => other.parts.some((theirs) => common(part, theirs))));

const accessOf = (threads: number) =>
  fc.tuple(fc.constantFrom(0, matrix), fc.nat(3), fc.nat(threads - 1)).map(([from, kind, only]) => {
    if (kind === 0) return whole(from, threads);
    if (kind === 1) return whole(from, threads, only);
    return kind === 2 ? byRows(from, threads) : byFives(from, threads);
  });

const program = fc.integer({ min: 2, max: 5 }).chain((threads) => {
  const reads = fc.array(accessOf(threads), { maxLength: 2 });
  const writes = fc.array(
    accessOf(threads).filter(({ apart }) => apart),
    { minLength: 1, maxLength: 2 },
  );
  return fc.array(fc.record({ reads, writes }), { maxLength: 10 });
});

describe('the order of steps', () => {
  it('keeps steps that touch the same bytes in order, and parts by a wait what two threads touch', () => {
    fc.assert(
      fc.property(program, (steps) => {
        const order = orderSteps(steps);
        expect(order.map(({ step }) => step).sort((a, b) => a - b)).toEqual([...steps.keys()]);
        order.forEach(({ step }, place) => {
          let parted = false;
          for (const { step: later, waits } of order.slice(place + 1)) {
            parted ||= waits;
            if (clash(steps[step]!, steps[later]!)) expect(step).toBeLessThan(later);
            if (!parted) expect(race(steps[step]!, steps[later]!)).toBe(false);
          }
        });
      }),
    );
  });

  it('needs no wait where every thread goes on with what is its own', () => {
    const own = { reads: [byRows(0, 3)], writes: [byRows(matrix, 3)] };
    const back = { reads: [byRows(matrix, 3)], writes: [byRows(0, 3)] };
    expect(orderSteps([own, back, own]).some(({ waits }) => waits)).toBe(false);
    const fives = { reads: [byFives(matrix, 2)], writes: [byFives(0, 2)] };
    expect(orderSteps([fives, fives]).some(({ waits }) => waits)).toBe(false);
  });

  it('counts what a step touches after a wait of its own', () => {
    const own = { reads: [byRows(0, 2)], writes: [byRows(matrix, 2)] };
    const waiting = { reads: [whole(0, 2)], writes: [byRows(matrix, 2)], afterOwnWait: own };
    expect(orderSteps([waiting, own]).some(({ waits }) => waits)).toBe(false);
    const reader = { reads: [whole(matrix, 2)], writes: [byRows(2 * matrix, 2)] };
    expect(orderSteps([waiting, reader]).map(({ waits }) => waits)).toEqual([false, true]);
  });

  it.each([
    ['reads what others wrote', { reads: [whole(0, 2)], writes: [byRows(matrix, 2)] }],
    ['writes by other parts what was written by rows', { reads: [], writes: [byFives(0, 2)] }],
  ])('waits for a step that %s', (_, later) => {
    const earlier = { reads: [], writes: [byRows(0, 2)] };
    expect(orderSteps([earlier, later])).toEqual([
      { step: 0, waits: false },
      { step: 1, waits: true },
    ]);
  });

  it('brings forward what needs no wait', () => {
    const first = { reads: [], writes: [byRows(0, 2)] };
    const late = { reads: [whole(0, 2)], writes: [whole(matrix, 2, 0)] };
    const own = { reads: [byRows(0, 2)], writes: [byRows(2 * matrix, 2)] };
    expect(orderSteps([first, late, own]).map(({ step }) => step)).toEqual([0, 2, 1]);
  });
});
