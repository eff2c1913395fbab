/**
 * The reference backend: runs plans by the loops in `kernels.ts` over host memory. It defines what every op means; it is
 * slow and has no memory arena to share.
 */
import { arrayOf, type DType, type TypedArray } from '../../dtype.ts';
import { ArgumentError, BackendError, DTypeError } from '../../errors.ts';
import type { Plan } from '../../plan/plan.ts';
import { checkBindings, checkRange, outputBuffer } from '../bindings.ts';
import type { Bindings, Device, DeviceBuffer, Executable, StepTime } from '../device.ts';
import { timeSteps } from '../time-steps.ts';
import { interpret, type Memory } from './kernels.ts';

class ReferenceBuffer implements DeviceBuffer {
  readonly dtype: DType;
  readonly length: number;
  array: TypedArray | undefined;

  constructor(dtype: DType, length: number) {
    this.dtype = dtype;
    this.length = length;
    this.array = arrayOf(dtype, length);
  }

  live(): TypedArray {
    if (this.array === undefined) throw new BackendError('reference', 'this buffer has been disposed of');
    return this.array;
  }

  async write(data: TypedArray, offset = 0): Promise<void> {
    if (data.constructor !== this.live().constructor) throw new DTypeError('write', this.dtype, data.constructor.name);
    checkRange('write', offset, data.length, this.length);
    this.live().set(data, offset);
  }

  async read(offset = 0, length = this.length - offset): Promise<TypedArray> {
    checkRange('read', offset, length, this.length);
    return this.live().slice(offset, offset + length);
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
      if (storage === 'arena') this.#own.set(id, arrayOf(dtype, length));
    }
  }

  #array(id: number): TypedArray {
    if (this.#own === undefined) throw new BackendError('reference', 'this executable has been disposed of');
    return this.#own.get(id) ?? this.#bound.get(id)!.live();
  }

  async run(steps = 1): Promise<void> {
    if (!Number.isInteger(steps) || steps < 0) throw new ArgumentError('run', 'steps', 'a whole number ≥ 0', steps);
    const memory: Memory = this.plan.buffers.map(({ id }) => this.#array(id));
    for (let step = 0; step < steps; step++) interpret(this.plan.steps, memory);
  }

  async profile(runs: number): Promise<readonly StepTime[]> {
    const memory: Memory = this.plan.buffers.map(({ id }) => this.#array(id));
    const { steps } = this.plan;
    return timeSteps(steps.length, runs, (at) => interpret(at === undefined ? [] : [steps[at]!], memory));
  }

  async read(output: string): Promise<TypedArray> {
    return this.#array(outputBuffer(this.plan, output).id).slice();
  }

  dispose(): void {
    this.#own = undefined;
  }
}

class ReferenceDevice implements Device {
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
