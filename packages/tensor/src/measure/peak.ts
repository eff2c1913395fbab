/**
 * What the cores used can do at most: arithmetic on 128-bit vectors from WebAssembly, and copying within the
 * second-level cache. Measured on all threads at once, as cores may share more than they seem to. Node only.
 */
import { Worker } from 'node:worker_threads';
import { peakKernel } from '../backend/wasm/generated/peak.ts';

export interface MachinePeak {
  readonly threads: number;
  /** 10⁹ floating-point operations per second, all threads together. */
  readonly gigaflops: number;
  /** 10⁹ bytes per second read and written in copies of 128 KiB, all threads together. */
  readonly gigabytes: number;
}

/**
 * A worker's part. All start together; a thread's rate is that of its best round, as other work on the machine can only
 * make rounds slower. A round of arithmetic takes about 5 ms, one of copies about 2 ms.
 */
const workerBody = `
const { parentPort, workerData } = require('node:worker_threads');
const { binary, ready, threads, milliseconds } = workerData;
const memory = new WebAssembly.Memory({ initial: 1 });
const { multiplyAdd } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } }).exports;
const source = new Float32Array(32768).fill(1);
const target = new Float32Array(32768);
const iterations = 2_000_000;
const copies = 512;
const work = {
  flops: () => { if (!(multiplyAdd(iterations, 0.999, 0.001) > 0)) throw new Error('nothing was computed'); return 96 * iterations; },
  bytes: () => { for (let i = 0; i < copies; i++) target.set(source); return 2 * source.byteLength * copies; },
};
const best = { flops: 0, bytes: 0 };
multiplyAdd(iterations, 0.999, 0.001);
let meeting = 0;
for (const kind of ['flops', 'bytes']) {
  Atomics.add(ready, meeting, 1);
  while (Atomics.load(ready, meeting) < threads);
  meeting++;
  const end = performance.now() + milliseconds;
  while (performance.now() < end) {
    const started = performance.now();
    const done = work[kind]();
    best[kind] = Math.max(best[kind], done / (performance.now() - started) / 1e6);
  }
}
parentPort.postMessage(best);`;

interface Rates {
  readonly flops: number;
  readonly bytes: number;
}

/**
 * @param threads that run at once
 * @param milliseconds for each of the two measurements
 */
export async function measurePeak(threads: number, milliseconds = 250): Promise<MachinePeak> {
  const binary = Uint8Array.from(atob(peakKernel), (character) => character.charCodeAt(0));
  const ready = new Int32Array(new SharedArrayBuffer(8));
  const workerData = { binary, ready, threads, milliseconds };
  const rates = await Promise.all(
    Array.from({ length: threads }, () => {
      const worker = new Worker(workerBody, { eval: true, workerData });
      return new Promise<Rates>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    }),
  );
  const total = (kind: keyof Rates): number => rates.reduce((sum, rate) => sum + rate[kind], 0);
  return { threads, gigaflops: total('flops'), gigabytes: total('bytes') };
}
