/** Chunks of steps on devices of any speed, without a clock. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Pace } from './pace.ts';

afterEach(() => vi.unstubAllGlobals());

/** Seconds of each chunk where a step takes `step` and a chunk `chunk` on top. */
function chunks(pace: Pace, step: number, chunk: number, count: number): number[] {
  return Array.from({ length: count }, () => {
    const steps = pace.next();
    const seconds = chunk + steps * step;
    pace.measured(steps, seconds);
    return seconds;
  });
}

const places = [
  { place: 'a page', document: {}, runsBeside: false, target: 0.008 },
  { place: 'a page whose device works beside it', document: {}, runsBeside: true, target: 0.05 },
  { place: 'Node and workers', document: undefined, runsBeside: false, target: 0.1 },
];

describe.each(places)('in $place', ({ document, runsBeside, target }) => {
  it('no chunk takes longer than it should, unless a single step does', () => {
    vi.stubGlobal('document', document);
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.002, noNaN: true }),
        (step, chunk) => {
          for (const seconds of chunks(new Pace({ runsBeside }), step, chunk, 30)) {
            expect(seconds).toBeLessThanOrEqual(Math.max(target * (1 + 1e-9), step + chunk) + chunk);
          }
        },
      ),
    );
  });

  it('chunks become about as long as they may', () => {
    vi.stubGlobal('document', document);
    for (const step of [1e-6, 1e-5, 1e-4]) {
      const seconds = chunks(new Pace({ runsBeside }), step, 0, 20);
      expect(seconds.at(-1)!).toBeGreaterThan(0.95 * target);
      expect(seconds.at(-1)!).toBeLessThanOrEqual(target * (1 + 1e-9));
    }
  });

  it('no end of an epoch, which a coarse clock takes for nothing, makes the next chunk long', () => {
    vi.stubGlobal('document', document);
    fc.assert(
      fc.property(
        fc.double({ min: 1e-5, max: 2 * target, noNaN: true }),
        fc.integer({ min: 1, max: 400 }),
        // Of Chromium and Firefox.
        fc.constantFrom(1e-4, 1e-3),
        (step, steps, resolution) => {
          const pace = new Pace({ runsBeside });
          let longest = 0;
          for (let epoch = 0; epoch < 4; epoch++) {
            for (let done = 0; done < steps; ) {
              const chunk = Math.min(pace.next(), steps - done);
              longest = Math.max(longest, chunk * step);
              pace.measured(chunk, Math.floor((chunk * step) / resolution) * resolution);
              done += chunk;
            }
          }
          // What the clock cuts off is less than its resolution, and so at most half of what took longer than that.
          expect(longest).toBeLessThanOrEqual(Math.max(2 * target, step) * (1 + 1e-9));
        },
      ),
    );
  });

  it('a device that becomes slower gets less the next time', () => {
    vi.stubGlobal('document', document);
    const pace = new Pace({ runsBeside });
    chunks(pace, 1e-4, 0, 20);
    const [first, second] = chunks(pace, 1e-3, 0, 2);
    expect(first).toBeGreaterThan(2 * target);
    expect(second).toBeLessThanOrEqual(target);
  });
});

it('a clock that stands still makes chunks grow by 8 at most', () => {
  const pace = new Pace({});
  const steps = Array.from({ length: 4 }, () => {
    const next = pace.next();
    pace.measured(next, 0);
    return next;
  });
  expect(steps).toEqual([1, 8, 64, 512]);
});

it('a fixed number stays', () => {
  const pace = new Pace({}, 3);
  pace.measured(3, 10);
  expect(pace.next()).toBe(3);
});
