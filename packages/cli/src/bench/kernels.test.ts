/** Kernels are checked before they are timed, and a wrong one is not timed at all. */
import { openDevice } from '@inkgrad/tensor';
import { describe, expect, it } from 'vitest';
import { benchKernels, prepareSubject, relativeError } from './kernels.ts';
import { kernelSubjects } from './subjects.ts';

describe('relativeError', () => {
  it('is the largest difference over the largest value expected', () => {
    expect(relativeError([Float32Array.of(1, 2, 4)], [Float32Array.of(1, 2.5, 4)])).toBe(0.125);
    expect(relativeError([Float32Array.of(3)], [Float32Array.of(3)])).toBe(0);
  });

  it('sees NaN', () => {
    const nan = [Float32Array.of(Number.NaN)];
    expect(relativeError(nan, [Float32Array.of(1)])).toBe(Number.POSITIVE_INFINITY);
    expect(relativeError([Float32Array.of(1)], nan)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('kernelSubjects', () => {
  it('have names of their own, and the reference can run all but the largest', async () => {
    const subjects = kernelSubjects();
    expect(new Set(subjects.map(({ name }) => name)).size).toBe(subjects.length);
    const device = await openDevice('reference');
    for (const subject of subjects.filter(({ name }) => !/2048|512/.test(name))) {
      const prepared = await prepareSubject(device, subject);
      await prepared.executable.run();
      for (const values of await prepared.results()) {
        expect(values.every(Number.isFinite), subject.name).toBe(true);
        expect(
          values.some((value) => value !== 0),
          subject.name,
        ).toBe(true);
      }
      prepared.dispose();
    }
  });
});

describe('benchKernels', () => {
  it('answers with rates for each kernel', async () => {
    const subjects = kernelSubjects().filter(({ name }) => name === 'product 64×64×10');
    const peaks = [{ threads: 1, gigaflops: 40, fused: false, gigabytes: 100 }];
    const [result, ...others] = await benchKernels({ peaks, milliseconds: 5, subjects });
    expect(others).toEqual([]);
    expect(result).toMatchObject({ kernel: 'product 64×64×10', threads: 1, flops: 2 * 64 * 64 * 10 });
    expect(result!.seconds.median).toBeGreaterThan(0);
    expect(result!.shareOfPeak).toBeCloseTo(result!.gigaflops / 40, 12);
    expect(result!.error).toBeLessThan(1e-5);
  });

  it('stops when it is told to', async () => {
    const peaks = [{ threads: 1, gigaflops: 40, fused: false, gigabytes: 100 }];
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(benchKernels({ peaks, milliseconds: 5, signal })).rejects.toThrow('enough');
  });
});
