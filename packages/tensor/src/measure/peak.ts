/**
 * What the cores used can do at most: arithmetic on 128-bit vectors from WebAssembly, and copying within the
 * second-level cache. Measured on all threads at once, as cores may share more than they seem to. Node only.
 *
 * With relaxed SIMD the kernels use fused multiply-add. How much faster that is than separate operations depends on the
 * processor, from nothing to twice; so both are measured, and the larger counts.
 */
import { Worker } from 'node:worker_threads';
import { hasRelaxedSimd } from '../backend/wasm/features.ts';
import { peakKernel } from '../backend/wasm/generated/peak.ts';
import { relaxedPeakKernel } from '../backend/wasm/generated/relaxed-peak.ts';
import { checkThreads } from '../backend/wasm/thread-count.ts';
import { decodeBase64 } from '../backend/wasm/unpack.ts';
import { check } from '../check/numbers.ts';

/** What a machine can do at most, as `measurePeak` finds it. */
export interface MachinePeak {
  readonly threads: number;
  /** 10⁹ floating-point operations per second, all threads together. */
  readonly gigaflops: number;
  /** Whether that is of fused multiply-add, which counts as two operations; else of separate ones. */
  readonly fused: boolean;
  /** 10⁹ bytes per second read and written in copies of 128 KiB, all threads together. */
  readonly gigabytes: number;
}

/**
 * A worker's part. All start together; a thread's rate is that of its best round, as other work on the machine can only
 * make rounds slower. A round of arithmetic takes about 5 ms, one of copies about 2 ms.
 */
const workerBody = `
const { parentPort, workerData } = require('node:worker_threads');
const { binaries, turns, ready, threads, milliseconds } = workerData;
const memory = new WebAssembly.Memory({ initial: 1 });
const source = new Float32Array(32768).fill(1);
const target = new Float32Array(32768);
const iterations = 2_000_000;
const copies = 512;
const arithmetic = (binary) => {
  const { multiplyAdd } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } }).exports;
  return () => { if (!(multiplyAdd(iterations, 0.999, 0.001) > 0)) throw new Error('nothing was computed'); return 96 * iterations; };
};
const copying = () => { for (let i = 0; i < copies; i++) target.set(source); return 2 * source.byteLength * copies; };
const flops = binaries.map(arithmetic);
for (const warmUp of flops) warmUp();
let meeting = 0;
const bestOf = (work, duration) => {
  Atomics.add(ready, meeting, 1);
  while (Atomics.load(ready, meeting) < threads);
  meeting++;
  let best = 0;
  const end = performance.now() + duration;
  while (performance.now() < end) {
    const started = performance.now();
    const done = work();
    best = Math.max(best, done / (performance.now() - started) / 1e6);
  }
  return best;
};
const best = { flops: flops.map(() => 0), bytes: 0 };
for (let turn = 0; turn < turns; turn++) {
  flops.forEach((work, at) => {
    best.flops[at] = Math.max(best.flops[at], bestOf(work, milliseconds / turns / flops.length));
  });
}
best.bytes = bestOf(copying, milliseconds);
parentPort.postMessage(best);`;

/** Separate and fused operations take turns, so that other work on the machine is not in the way of one only. */
const turns = 3;

interface Rates {
  /** Of separate operations, and of fused ones if there are such. */
  readonly flops: readonly number[];
  readonly bytes: number;
}

/**
 * Measures what this machine can do at most: floating-point operations and bytes copied in a second.
 * @param threads that run at once
 * @param milliseconds for each of the two measurements; separate and fused operations share one
 * @throws ArgumentError unless there are 1 to 64 threads and at most a minute for them.
 */
export async function measurePeak(threads: number, milliseconds = 250): Promise<MachinePeak> {
  checkThreads('measurePeak', threads ?? Number.NaN);
  const isDuration = typeof milliseconds === 'number' && milliseconds > 0 && milliseconds <= 60_000;
  check('measurePeak', 'milliseconds', milliseconds, 'a number above 0, at most 60000', isDuration);
  const binaries = [peakKernel, ...(hasRelaxedSimd() ? [relaxedPeakKernel] : [])].map(decodeBase64);
  // One counter for each time that the threads meet.
  const ready = new Int32Array(new SharedArrayBuffer(4 * (turns * binaries.length + 1)));
  const workerData = { binaries, turns, ready, threads, milliseconds };
  const rates = await Promise.all(
    Array.from({ length: threads }, () => {
      const worker = new Worker(workerBody, { eval: true, workerData });
      return new Promise<Rates>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    }),
  );
  const total = (rateOf: (rates: Rates) => number): number => rates.reduce((sum, each) => sum + rateOf(each), 0);
  const [separate, fused] = binaries.map((_, at) => total(({ flops }) => flops[at]!));
  const isFused = fused !== undefined && fused >= separate!;
  return {
    threads,
    gigaflops: isFused ? fused : separate!,
    fused: isFused,
    gigabytes: total(({ bytes }) => bytes),
  };
}
