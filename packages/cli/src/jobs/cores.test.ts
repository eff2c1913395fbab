import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareCores } from './cores.ts';

const share = (asked: Partial<Parameters<typeof shareCores>[0]>) =>
  shareCores({ count: 40, backend: 'wasm', cores: 2, ...asked });

describe('shareCores', () => {
  it('has a job of one thread on each core', () => {
    expect(share({})).toEqual({ workers: 2, threads: 1, note: undefined });
    expect(share({ cores: 16 })).toEqual({ workers: 16, threads: 1, note: undefined });
  });

  it('gives the cores that one number leaves to the other', () => {
    expect(share({ jobs: 1 })).toEqual({ workers: 1, threads: 2, note: undefined });
    expect(share({ threads: 2 })).toEqual({ workers: 1, threads: 2, note: undefined });
    expect(share({ jobs: 3, cores: 16 })).toEqual({ workers: 3, threads: 5, note: undefined });
    expect(share({ threads: 5, cores: 16 })).toEqual({ workers: 3, threads: 5, note: undefined });
  });

  it('has no more workers than jobs, and lets those that there are have the cores', () => {
    expect(share({ count: 3, cores: 16 })).toEqual({ workers: 3, threads: 5, note: undefined });
    expect(share({ count: 1, jobs: 2, threads: 1 })).toEqual({ workers: 1, threads: 1, note: undefined });
    expect(share({ count: 0 })).toEqual({ workers: 1, threads: 2, note: undefined });
  });

  it('never takes more than the cores because of one number alone, and says so', () => {
    fc.assert(
      fc.property(
        fc.record({ jobs: fc.integer({ min: 1, max: 64 }), cores: fc.integer({ min: 1, max: 64 }) }),
        fc.boolean(),
        ({ jobs, cores }, threads) => {
          const shared = share(threads ? { threads: jobs, cores } : { jobs, cores });
          // Threads that were said are kept, also where one job has more of them than there are cores.
          expect(shared.workers * shared.threads!).toBeLessThanOrEqual(Math.max(cores, threads ? jobs : 0));
        },
      ),
    );
    expect(share({ jobs: 8 })).toEqual({
      workers: 2,
      threads: 1,
      note: '2 jobs at a time, as there are 2 cores; --threads 1 beside --jobs 8 insists.',
    });
  });

  it('does as it is told where both are said, with a note', () => {
    expect(share({ jobs: 2, threads: 1 })).toEqual({ workers: 2, threads: 1, note: undefined });
    expect(share({ jobs: 4, threads: 2 })).toEqual({
      workers: 4,
      threads: 2,
      note: '4 jobs of 2 threads on 2 cores: they wait for one another.',
    });
  });

  it('uses a GPU for one job at a time, unless told otherwise', () => {
    expect(share({ backend: 'gpu:webasm' })).toEqual({ workers: 1, threads: undefined, note: undefined });
    expect(share({ backend: 'gpu', jobs: 3 })).toEqual({ workers: 3, threads: undefined, note: undefined });
  });
});
