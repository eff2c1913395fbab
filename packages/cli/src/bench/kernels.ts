/**
 * `inkgrad bench kernels`: each kernel checked against the reference backend, then timed with tinybench. A timed call
 * runs many steps, so that kernels are measured and not calls.
 */
import { type Device, type DeviceBuffer, type Executable, openDevice, plan, type TypedArray } from '@inkgrad/tensor';
import type { MachinePeak } from '@inkgrad/tensor/measure';
import { Bench } from 'tinybench';
import { ThresholdError } from '../errors.ts';
import { planBytes, planFlops } from '../measure/profile.ts';
import { kernelSubjects, type Subject } from './subjects.ts';

export interface KernelResult {
  readonly kernel: string;
  readonly threads: number;
  /** Of one run of the kernel. */
  readonly seconds: {
    readonly median: number;
    readonly spread: number;
    readonly minimum: number;
    readonly count: number;
  };
  readonly flops: number;
  readonly bytes: number;
  readonly gigaflops: number;
  readonly gigabytes: number;
  /** Of the measured arithmetic peak of as many threads. */
  readonly shareOfPeak: number;
  /** Largest difference from the reference backend, over the largest magnitude of its result. */
  readonly error: number;
}

/** Far above the rounding of sums of 2,048 terms in any order, far below what a wrong index does. */
const largestError = 1e-4;
/** Operations or bytes that a timed call should reach: about a millisecond. */
const workPerCall = 2e7;

/** Values in [−1, 1), the same every time. */
function pseudoRandom(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 0x80000000;
  });
}

interface Prepared {
  readonly executable: Executable;
  results(): Promise<TypedArray[]>;
  dispose(): void;
}

export async function prepareSubject(device: Device, { program, values = {} }: Subject): Promise<Prepared> {
  const planned = plan(program);
  const bindings: Record<string, DeviceBuffer> = {};
  const bound = planned.buffers.filter(({ storage }) => storage === 'input' || storage === 'state');
  for (const [at, { name, dtype, length }] of bound.entries()) {
    const buffer = device.allocate(dtype, length);
    bindings[name] = buffer;
    const data = values[name] ?? (dtype === 'f32' ? pseudoRandom(length, at + 1) : new Int32Array(length));
    // Second moments are sums of squares.
    await buffer.write(name.endsWith('/v') ? data.map(Math.abs) : data);
  }
  const executable = await device.compile(planned, bindings);
  return {
    executable,
    results: () =>
      Promise.all([
        ...Object.keys(planned.outputs).map((name) => executable.read(name)),
        ...Object.keys(planned.state).map((name) => bindings[name]!.read()),
      ]),
    dispose: () => {
      executable.dispose();
      for (const buffer of Object.values(bindings)) buffer.dispose();
    },
  };
}

/** The largest difference between two results over the largest magnitude expected; Infinity where it is NaN. */
export function relativeError(found: readonly TypedArray[], expected: readonly TypedArray[]): number {
  let difference = 0;
  let magnitude = 0;
  for (const [at, wanted] of expected.entries()) {
    for (let i = 0; i < wanted.length; i++) {
      const distance = Math.abs(found[at]![i]! - wanted[i]!);
      if (Number.isNaN(distance)) return Number.POSITIVE_INFINITY;
      difference = Math.max(difference, distance);
      magnitude = Math.max(magnitude, Math.abs(wanted[i]!));
    }
  }
  return difference === 0 ? 0 : difference / magnitude;
}

async function check(subject: Subject, timed: Prepared, reference: Device): Promise<number> {
  const expected = await prepareSubject(reference, subject);
  await expected.executable.run();
  await timed.executable.run();
  const error = relativeError(await timed.results(), await expected.results());
  expected.dispose();
  if (!(error <= largestError)) {
    throw new ThresholdError(`${subject.name}: off the reference by ${error}, allowed is ${largestError}; not timed.`);
  }
  return error;
}

export interface KernelOptions {
  readonly peaks: readonly MachinePeak[];
  /** Milliseconds for each kernel and number of threads. */
  readonly milliseconds: number;
  readonly subjects?: readonly Subject[];
  readonly onResult?: (result: KernelResult) => void;
  readonly signal?: AbortSignal;
}

/** Times each kernel with as many threads as there are peaks to hold it against. */
export async function benchKernels(options: KernelOptions): Promise<KernelResult[]> {
  const { peaks, milliseconds, subjects = kernelSubjects(), onResult, signal } = options;
  const reference = await openDevice('reference');
  const results: KernelResult[] = [];
  for (const peak of peaks) {
    const device = await openDevice('wasm', { threads: peak.threads });
    try {
      for (const subject of subjects) {
        signal?.throwIfAborted();
        const prepared = await prepareSubject(device, subject);
        const error = await check(subject, prepared, reference);
        const result = { ...(await time(subject, prepared, peak, milliseconds)), error };
        prepared.dispose();
        results.push(result);
        onResult?.(result);
      }
    } finally {
      await device.dispose();
    }
  }
  await reference.dispose();
  return results;
}

async function time(
  subject: Subject,
  { executable }: Prepared,
  peak: MachinePeak,
  milliseconds: number,
): Promise<Omit<KernelResult, 'error'>> {
  const [flops, bytes] = [planFlops(executable.plan), planBytes(executable.plan)];
  const runs = Math.max(1, Math.round(workPerCall / Math.max(flops, bytes, 1000)));
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 3 });
  bench.add(subject.name, () => executable.run(runs));
  await bench.run();
  const { result } = bench.tasks[0]!;
  if (!('latency' in result)) throw new ThresholdError(`${subject.name}: tinybench has no samples (${result.state}).`);
  const { p50, mad, min, samplesCount } = result.latency;
  const scale = 1 / 1000 / runs;
  const seconds = { median: p50 * scale, spread: mad * scale, minimum: min * scale, count: samplesCount };
  const gigaflops = flops / seconds.median / 1e9;
  return {
    kernel: subject.name,
    threads: peak.threads,
    seconds,
    flops,
    bytes,
    gigaflops,
    gigabytes: bytes / seconds.median / 1e9,
    shareOfPeak: gigaflops / peak.gigaflops,
  };
}
