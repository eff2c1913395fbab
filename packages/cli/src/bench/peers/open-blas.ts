/**
 * Which kernels OpenBLAS runs. It knows processors by family and model, and takes one that is newer than itself for one
 * without AVX: its peers would run at half their speed. Then the processor's flags decide instead.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from './process.ts';

/** OpenBLAS's own names of cores without AVX, in lower case as builds differ in it. */
const withoutAvx: ReadonlySet<string> = new Set(
  (
    'generic unknown katmai coppermine northwood prescott banias atom core2 penryn dunnington nehalem ' +
    'athlon opteron opteron_sse3 barcelona nano bobcat'
  ).split(' '),
);

/** Cores by what their kernels use, the best first. */
const cores = [
  { core: 'SkylakeX', needs: ['avx512f', 'avx512dq', 'avx512bw', 'avx512vl'] },
  { core: 'Haswell', needs: ['avx2', 'fma'] },
] as const;

export type CoreType = (typeof cores)[number]['core'];

const lacksAvx = (core: string): boolean => withoutAvx.has(core.toLowerCase());

/** What OPENBLAS_CORETYPE should be, given the core that OpenBLAS reports; undefined where its own choice is good. */
export function coreTypeFor(reported: string, flags: ReadonlySet<string>): CoreType | undefined {
  if (!lacksAvx(reported)) return undefined;
  return cores.find(({ needs }) => needs.every((flag) => flags.has(flag)))?.core;
}

/** The flags of the first processor in the text of /proc/cpuinfo; none for processors that are not x86. */
export function parseFlags(cpuinfo: string): ReadonlySet<string> {
  const line = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1] ?? '';
  return new Set(line.trim().split(/\s+/));
}

/** None outside Linux, where OpenBLAS's own choice stays. */
const processorFlags = async (): Promise<ReadonlySet<string>> =>
  parseFlags(await readFile('/proc/cpuinfo', 'utf8').catch(() => ''));

export interface CoreChoice {
  /** For OPENBLAS_CORETYPE; undefined leaves the choice to OpenBLAS. */
  readonly core: CoreType | undefined;
  /** Says in a report that the choice was not OpenBLAS's. */
  readonly note: string | undefined;
}

const ownChoice: CoreChoice = { core: undefined, note: undefined };

/**
 * @param reported by OpenBLAS when it chooses itself; empty if there is no OpenBLAS
 * @param probe what it reports with that OPENBLAS_CORETYPE: builds with few cores do not take every name
 */
export async function chooseCore(
  reported: string,
  probe: (core: CoreType) => Promise<string>,
  flags?: ReadonlySet<string>,
): Promise<CoreChoice> {
  const core = coreTypeFor(reported, flags ?? (await processorFlags()));
  if (core === undefined) return ownChoice;
  const taken = await probe(core);
  if (taken === '' || lacksAvx(taken)) return ownChoice;
  return { core, note: `OpenBLAS's kernels for ${taken}, as it does not know this processor (itself: ${reported})` };
}

/** The publisher's settings for other libraries would slow these down, so that only what is chosen here counts. */
export const blasEnvironment = (threads: number, core?: string, note?: string): NonNullable<Command['env']> => ({
  OPENBLAS_CORETYPE: core,
  OPENBLAS_L2_SIZE: undefined,
  OPENBLAS_NUM_THREADS: String(threads),
  OMP_NUM_THREADS: String(threads),
  PEER_NOTE: note,
});
