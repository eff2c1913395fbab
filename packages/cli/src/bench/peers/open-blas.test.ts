/** OpenBLAS's choice is overridden only where it is wrong for certain, and then it is said. */
import { describe, expect, it } from 'vitest';
import { blasEnvironment, chooseCore, coreTypeFor, parseFlags } from './open-blas.ts';

const avx2 = new Set(['sse2', 'avx', 'avx2', 'fma']);
const avx512 = new Set([...avx2, 'avx512f', 'avx512dq', 'avx512bw', 'avx512vl', 'avx512cd']);

describe('coreTypeFor', () => {
  it.each([
    ['Prescott', avx512, 'SkylakeX'],
    ['PRESCOTT', avx512, 'SkylakeX'],
    ['Generic', avx512, 'SkylakeX'],
    ['Nehalem', avx2, 'Haswell'],
    ['Prescott', new Set([...avx2, 'avx512f']), 'Haswell'],
    ['Prescott', new Set(['sse2', 'avx', 'avx2']), undefined],
    ['Prescott', new Set(), undefined],
    ['Haswell', avx512, undefined],
    ['Zen', avx2, undefined],
    ['Cooperlake', avx512, undefined],
    ['armv8', new Set(), undefined],
    ['', avx512, undefined],
  ])('for %s and %o is %s', (reported, flags, expected) => {
    expect(coreTypeFor(reported, flags as ReadonlySet<string>)).toBe(expected);
  });
});

describe('parseFlags', () => {
  it('reads those of the first processor, and not its bugs or virtualization flags', () => {
    const processor = (flags: string) => `model name\t: X\nflags\t\t: ${flags}\nvmx flags\t: ept\nbugs\t\t: spectre\n`;
    expect(parseFlags(`${processor('avx avx2')}\n${processor('sse2')}`)).toEqual(new Set(['avx', 'avx2']));
    expect(parseFlags('Features\t: asimd').has('asimd')).toBe(false);
  });
});

describe('chooseCore', () => {
  it('names what OpenBLAS took and what it would have taken', async () => {
    const asked: string[] = [];
    const probe = async (core: string) => {
      asked.push(core);
      return core;
    };
    const { core, note } = await chooseCore('Prescott', probe, avx512);
    expect(core).toBe('SkylakeX');
    expect(note).toMatch(/kernels for SkylakeX, as it does not know this processor.*Prescott/);
    expect(await chooseCore('Haswell', probe, avx512)).toEqual({ core: undefined, note: undefined });
    expect(asked).toEqual(['SkylakeX']);
  });

  it.each(['Prescott', ''])('leaves the choice to a build that answers %o', async (answer) => {
    expect(await chooseCore('Prescott', async () => answer, avx512)).toEqual({ core: undefined, note: undefined });
  });
});

describe('blasEnvironment', () => {
  it("unsets the publisher's core, as what is undefined is not passed on", () => {
    expect(blasEnvironment(2)).toMatchObject({ OPENBLAS_CORETYPE: undefined, OMP_NUM_THREADS: '2' });
    expect(blasEnvironment(1, 'Haswell')).toMatchObject({ OPENBLAS_CORETYPE: 'Haswell' });
  });
});
