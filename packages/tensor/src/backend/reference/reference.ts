/**
 * The reference backend: runs plans by the loops in `kernels.ts` over host memory. It defines what every op means; it is
 * slow and has no memory arena to share.
 */
import { arrayOf, type DType, type TypedArray } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import type { Plan } from '../../plan/plan.ts';
import {
  checkAllocation,
  checkBindings,
  checkSteps,
  checkWritten,
  inputBuffer,
  outputBuffer,
  rangeToRead,
} from '../bindings.ts';
import type { Bindings, Device, DeviceBuffer, DirectCall, Executable, StepTime } from '../device.ts';
import { DisposableDevice } from '../disposable-device.ts';
import { timeSteps } from '../time-steps.ts';
import { interpret, type Memory } from './kernels.ts';

/** @throws BackendError where JavaScript has no array of that length. */
function memoryFor(dtype: DType, length: number): TypedArray {
  try {
    return arrayOf(dtype, length);
  } catch (cause) {
    throw new BackendError('reference', `there is no memory for ${length} elements`, { cause });
  }
}

class ReferenceBuffer implements DeviceBuffer {
  readonly dtype: DType;
  readonly length: number;
  array: TypedArray | undefined;

  constructor(dtype: DType, length: number) {
    checkAllocation(dtype, length);
    this.dtype = dtype;
    this.length = length;
    this.array = memoryFor(dtype, length);
  }

  live(): TypedArray {
    if (this.array === undefined) throw new BackendError('reference', 'this buffer has been disposed of');
    return this.array;
  }

  async write(data: TypedArray, offset = 0): Promise<void> {
    this.writeDirect(data, offset);
  }

  async read(offset = 0, length?: number): Promise<TypedArray> {
    return this.readDirect(offset, length);
  }

  writeDirect(data: TypedArray, offset = 0): void {
    const array = this.live();
    checkWritten(this, data, offset);
    array.set(data, offset);
  }

  readDirect(offset = 0, length?: number): TypedArray {
    const { from, count } = rangeToRead(this, offset, length);
    return this.live().slice(from, from + count);
  }

  dispose(): void {
    this.array = undefined;
  }
}

class ReferenceExecutable implements Executable {
  readonly plan: Plan;
  readonly #bound: ReadonlyMap<number, ReferenceBuffer>;
  #own: Map<number, TypedArray> | undefined;

  constructor(plan: Plan, bound: ReadonlyMap<number, ReferenceBuffer>) {
    this.plan = plan;
    this.#bound = bound;
    this.#own = new Map();
    for (const { id, storage, dtype, length, data } of plan.buffers) {
      if (storage === 'constant') this.#own.set(id, data!);
      if (storage === 'arena') this.#own.set(id, memoryFor(dtype, length));
    }
  }

  #array(id: number): TypedArray {
    if (this.#own === undefined) throw new BackendError('reference', 'this executable has been disposed of');
    return this.#own.get(id) ?? this.#bound.get(id)!.live();
  }

  #memory(): Memory {
    return this.plan.buffers.map(({ id }) => this.#array(id));
  }

  async run(steps = 1): Promise<void> {
    this.runDirect(steps);
  }

  runDirect(steps = 1): void {
    checkSteps(steps);
    const memory = this.#memory();
    for (let step = 0; step < steps; step++) interpret(this.plan.steps, memory);
  }

  async profile(runs: number): Promise<readonly StepTime[]> {
    const memory = this.#memory();
    const { steps } = this.plan;
    return timeSteps(steps.length, runs, (at) => interpret(at === undefined ? [] : [steps[at]!], memory));
  }

  async read(output: string): Promise<TypedArray> {
    return this.#array(outputBuffer(this.plan, output).id).slice();
  }

  direct(inputs: readonly string[], outputs: readonly string[]): DirectCall {
    const given = inputs.map((name) => inputBuffer(this.plan, name).id);
    const wanted = outputs.map((name) => outputBuffer(this.plan, name).id);
    return (arrays, results) => {
      const memory = this.#memory();
      for (const [at, array] of arrays.entries()) memory[given[at]!]!.set(array);
      interpret(this.plan.steps, memory);
      for (const [at, result] of results.entries()) result.set(memory[wanted[at]!]!.subarray(0, result.length));
    };
  }

  dispose(): void {
    this.#own = undefined;
  }
}

class ReferenceDevice extends DisposableDevice implements Device {
  readonly name = 'reference';
  readonly description = 'reference, plain loops with float64 sums';
  readonly prefersSparseRows = true;
  #open = true;

  #check(): void {
    if (!this.#open) throw new BackendError('reference', 'this device has been disposed of');
  }

  allocate(dtype: DType, length: number): DeviceBuffer {
    this.#check();
    return new ReferenceBuffer(dtype, length);
  }

  async compile(plan: Plan, bindings: Bindings): Promise<Executable> {
    this.#check();
    const bound = checkBindings(plan, bindings);
    for (const buffer of bound.values()) {
      if (!(buffer instanceof ReferenceBuffer))
        throw new BackendError('reference', 'a bound buffer is of another device');
    }
    return new ReferenceExecutable(plan, bound as Map<number, ReferenceBuffer>);
  }

  async dispose(): Promise<void> {
    this.#open = false;
  }
}

/** Opens the reference backend, which is always there. */
export async function openReferenceDevice(): Promise<Device> {
  return new ReferenceDevice();
}
