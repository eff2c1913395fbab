/** The measured arithmetic peak of this machine's 128-bit vectors from WebAssembly: what a kernel can be held against. */
import { peakKernel } from '../src/backend/wasm/generated/peak.ts';
import { cpuMilliseconds } from './cpu-time.ts';

const operationsPerIteration = 96;
const iterations = 2_000_000;

/** GF/s: the best of ten runs, for other work on the machine can only make it slower. */
export async function measurePeak(): Promise<number> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const binary = Buffer.from(peakKernel, 'base64');
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory } });
  const multiplyAdd = instance.exports['multiplyAdd'] as (iterations: number, factor: number, term: number) => number;
  let best = 0;
  for (let round = 0; round < 10; round++) {
    const start = cpuMilliseconds();
    if (!(multiplyAdd(iterations, 0.999, 0.001) > 0)) throw new Error('the peak kernel computed nothing');
    const seconds = (cpuMilliseconds() - start) / 1000;
    best = Math.max(best, (operationsPerIteration * iterations) / seconds / 1e9);
  }
  return best;
}
