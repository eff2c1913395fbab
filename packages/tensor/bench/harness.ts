/**
 * Times plans on the wasm backend with tinybench. Each plan is checked against the reference backend before it is
 * timed, and each timed call runs many steps, so that what is measured is kernels and not calls.
 */
import { cpus, loadavg } from 'node:os';
import { Bench } from 'tinybench';
import type { Device, Executable } from '../src/backend/device.ts';
import { openReferenceDevice } from '../src/backend/reference/reference.ts';
import { openWasmDevice } from '../src/backend/wasm/wasm.ts';
import { arrayOf, type TypedArray } from '../src/dtype.ts';
import { type Program, program } from '../src/graph/program.ts';
import { plan } from '../src/plan/plan-program.ts';
import { sizeOf } from '../src/shape.ts';
import type { Tensor, Variable } from '../src/tensor.ts';
import { findDifference, type Tolerance } from '../src/testing/tolerance.ts';
import { cpuMilliseconds } from './cpu-time.ts';
import { measurePeak } from './peak.ts';

export interface Subject {
  readonly name: string;
  readonly inputs: readonly { readonly tensor: Tensor; readonly values: ArrayLike<number> }[];
  readonly state?: readonly { readonly variable: Variable; readonly values: ArrayLike<number> }[];
  readonly output?: Tensor;
  readonly updates?: readonly Tensor[];
  /** What a step does, at least; what is not given is not reported. */
  readonly flops?: number;
  readonly bytes?: number;
  /** How far the result may be from the reference after one step. */
  readonly tolerance: Tolerance;
}

/** Floating-point or byte counts that a timed call should reach, so that it takes about a millisecond. */
const workPerCall = 2e7;

const nsToS = 1e-9;
const msToNs = 1e6;

interface Prepared {
  readonly executable: Executable;
  results(): Promise<TypedArray[]>;
}

async function prepare(device: Device, subject: Subject, compiled: Program): Promise<Prepared> {
  const bindings: Record<string, Awaited<ReturnType<typeof upload>>> = {};
  for (const { tensor, values } of subject.inputs) {
    bindings[(tensor as Tensor<'input'>).attributes.name] = await upload(device, tensor.dtype, values);
  }
  const state = subject.state ?? [];
  for (const { variable, values } of state) bindings[variable.name] = await upload(device, variable.dtype, values);
  const executable = await device.compile(plan(compiled), bindings);
  return {
    executable,
    results: async () => [
      ...(subject.output ? [await executable.read('output')] : []),
      ...(await Promise.all(state.map(({ variable }) => bindings[variable.name]!.read()))),
    ],
  };
}

async function upload(device: Device, dtype: 'f32' | 'i32', values: ArrayLike<number>) {
  const host = arrayOf(dtype, values.length);
  host.set(values);
  const buffer = device.allocate(dtype, values.length);
  await buffer.write(host);
  return buffer;
}

/** Checks, times and prints subjects of one kernel family. */
export async function benchmark(family: string, subjects: readonly Subject[]): Promise<void> {
  const device = await openWasmDevice({ threads: 1 });
  const reference = await openReferenceDevice();
  const bench = new Bench({ time: 400, warmupTime: 150, now: cpuMilliseconds });
  const steps = new Map<string, number>();
  for (const subject of subjects) {
    const compiled = program({
      name: 'bench',
      inputs: subject.inputs.map(({ tensor }) => tensor),
      state: (subject.state ?? []).map(({ variable }) => variable),
      outputs: subject.output ? { output: subject.output } : {},
      updates: subject.updates ?? [],
    });
    const timed = await prepare(device, subject, compiled);
    await verify(subject, timed, await prepare(reference, subject, compiled));
    const count = Math.max(1, Math.round(workPerCall / Math.max(subject.flops ?? 0, subject.bytes ?? 0, 1000)));
    steps.set(subject.name, count);
    bench.add(subject.name, () => timed.executable.run(count));
  }
  const peakBefore = await measurePeak();
  await bench.run();
  const peak = Math.max(peakBefore, await measurePeak());
  console.log(
    `\n${family}: ${device.description}; ${cpus()[0]?.model.trim()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}; CPU time`,
  );
  console.log(`measured 128-bit peak ${peak.toFixed(1)} GF/s`);
  for (const subject of subjects) console.log(line(subject, bench, steps.get(subject.name)!, peak));
  await device.dispose();
}

async function verify(subject: Subject, timed: Prepared, expected: Prepared): Promise<void> {
  await timed.executable.run();
  await expected.executable.run();
  const wanted = await expected.results();
  (await timed.results()).forEach((values, at) => {
    const difference = findDifference(values, wanted[at]!, subject.tolerance);
    if (difference !== undefined) throw new Error(`${subject.name}: wrong result ${at}: ${difference}`);
  });
}

/** Median time of a step, its relative spread (median absolute deviation), and rates. */
function line(subject: Subject, bench: Bench, steps: number, peak: number): string {
  const result = bench.getTask(subject.name)!.result;
  if (!('latency' in result)) throw new Error(`${subject.name}: no samples`);
  const nanoseconds = (result.latency.p50 * msToNs) / steps;
  const best = (result.latency.min * msToNs) / steps;
  const spread = (100 * result.latency.mad) / result.latency.p50;
  const rates: string[] = [];
  if (subject.flops !== undefined) {
    const gigaflops = subject.flops / (nanoseconds * nsToS) / 1e9;
    rates.push(`${gigaflops.toFixed(1).padStart(6)} GF/s (${((100 * gigaflops) / peak).toFixed(0)} % of peak)`);
  }
  if (subject.bytes !== undefined) {
    rates.push(`${(subject.bytes / (nanoseconds * nsToS) / 1e9).toFixed(1).padStart(6)} GB/s`);
  }
  const time = `${(nanoseconds / 1000).toFixed(2).padStart(10)} µs ± ${spread.toFixed(1).padStart(4)} % (best ${(best / 1000).toFixed(2)})`;
  return `  ${subject.name.padEnd(44)} ${time}  ${rates.join('  ')}`;
}

/** Values in [−1, 1), the same every time. */
export function values(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 0x80000000;
  });
}

/** An input with values in [−1, 1). */
export function given(tensor: Tensor, seed = 1): { tensor: Tensor; values: Float32Array } {
  return { tensor, values: values(sizeOf(tensor.shape), seed) };
}
