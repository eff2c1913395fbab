/** The measured arithmetic peak of this machine's 128-bit vectors from WebAssembly: what a kernel can be held against. */
import { hasRelaxedSimd } from '../src/backend/wasm/features.ts';
import { peakKernel } from '../src/backend/wasm/generated/peak.ts';
import { relaxedPeakKernel } from '../src/backend/wasm/generated/relaxed-peak.ts';
import { cpuMilliseconds } from './cpu-time.ts';

const operationsPerIteration = 96;
const iterations = 2_000_000;

function arithmetic(base64: string): () => void {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(base64, 'base64')), { env: { memory } });
  const multiplyAdd = instance.exports['multiplyAdd'] as (iterations: number, factor: number, term: number) => number;
  return () => {
    if (!(multiplyAdd(iterations, 0.999, 0.001) > 0)) throw new Error('the peak kernel computed nothing');
  };
}

/**
 * GF/s: the best of ten runs, for other work on the machine can only make it slower; with fused multiply-add or
 * without, whichever is faster, where the kernels have it.
 */
export async function measurePeak(): Promise<number> {
  const works = [peakKernel, ...(hasRelaxedSimd() ? [relaxedPeakKernel] : [])].map(arithmetic);
  let best = 0;
  for (let round = 0; round < 10; round++) {
    const work = works[round % works.length]!;
    const start = cpuMilliseconds();
    work();
    const seconds = (cpuMilliseconds() - start) / 1000;
    best = Math.max(best, (operationsPerIteration * iterations) / seconds / 1e9);
  }
  return best;
}
