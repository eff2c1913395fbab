/**
 * The device: buffers, compiled plans and their bookkeeping, over the runner of a mode. i32 values are float32 numbers
 * here, because that is all that gpu.js knows; values that float32 cannot hold are refused when written.
 */
import { arrayOf, type DType, dtypeOf, type TypedArray } from '../../dtype.ts';
import { ArgumentError, BackendError, DTypeError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { buffersWritten } from '../../plan/step-buffers.ts';
import { checkBindings, checkRange, outputBuffer } from '../bindings.ts';
import type { Bindings, Device, DeviceBuffer, Executable } from '../device.ts';
import type { GpuCounters } from './counters.ts';
import { layOutTemporaries } from './liveness.ts';
import { lowerPlan } from './lower.ts';
import { deviceName, type GpuMode } from './mode.ts';
import type { Slot } from './program.ts';
import type { Place, PreparedProgram, Runner, Storage } from './runner/runner.ts';
import { type CheckedIndices, throwFault } from './source/index-check.ts';

/** Results up to this long come back with the run that wrote them, instead of by a transfer of their own. */
const smallResult = 1024;

/** A device that runs plans through gpu.js. */
export interface GpuDevice extends Device {
  readonly mode: GpuMode;
  /** What it has done so far. */
  readonly counters: Readonly<GpuCounters>;
}

class GpuBuffer implements DeviceBuffer {
  readonly dtype: DType;
  readonly length: number;
  readonly #device: OpenGpuDevice;
  #storage: Storage | undefined;
  /** The values as the last run left them, if that run brought them along. */
  cached: Float32Array | undefined;

  constructor(device: OpenGpuDevice, dtype: DType, length: number) {
    this.dtype = dtype;
    this.length = length;
    this.#device = device;
    this.#storage = device.runner.allocate(length);
  }

  isOf(device: OpenGpuDevice): boolean {
    return this.#device === device;
  }

  place(offset = 0, length = this.length): Place {
    this.#device.check();
    if (this.#storage === undefined) throw new BackendError(this.#device.name, 'this buffer has been disposed of');
    return { storage: this.#storage, offset, length };
  }

  async write(data: TypedArray, offset = 0): Promise<void> {
    const { storage } = this.place();
    if (dtypeOf(data) !== this.dtype) throw new DTypeError('write', this.dtype, data.constructor.name);
    checkRange('write', offset, data.length, this.length);
    this.cached = undefined;
    this.#device.runner.upload(storage, toFloats(this.#device.name, data), offset);
  }

  async read(offset = 0, length = this.length - offset): Promise<TypedArray> {
    checkRange('read', offset, length, this.length);
    const place = this.place(offset, length);
    if (this.cached !== undefined) return fromFloats(this.dtype, this.cached.slice(offset, offset + length));
    if (length === 0) return arrayOf(this.dtype, 0);
    const [values] = await this.#device.runner.download([place]);
    return fromFloats(this.dtype, values!);
  }

  dispose(): void {
    if (this.#storage === undefined) return;
    if (this.#device.isOpen) this.#device.runner.release(this.#storage);
    this.#storage = undefined;
    this.cached = undefined;
  }
}

class GpuExecutable implements Executable {
  readonly plan: Plan;
  readonly #device: OpenGpuDevice;
  readonly #bound: ReadonlyMap<BufferId, GpuBuffer>;
  readonly #own: ReadonlyMap<BufferId, Place>;
  readonly #storages: readonly Storage[];
  readonly #faults: CompiledMemory['faults'];
  readonly #prepared: PreparedProgram;
  /** Outputs and state that come back with each run. */
  readonly #small: readonly BufferId[];
  readonly #written: readonly BufferId[];
  #results = new Map<BufferId, Float32Array>();
  #disposed = false;

  constructor(device: OpenGpuDevice, plan: Plan, bound: ReadonlyMap<BufferId, GpuBuffer>, memory: CompiledMemory, prepared: PreparedProgram) {
    this.plan = plan;
    this.#device = device;
    this.#bound = bound;
    this.#own = memory.own;
    this.#storages = memory.storages;
    this.#faults = memory.faults;
    this.#prepared = prepared;
    this.#written = [...new Set(plan.steps.flatMap(buffersWritten))].filter((id) => bound.has(id));
    const wanted = [...new Set([...Object.values(plan.outputs), ...this.#written])];
    this.#small = wanted.filter((id) => plan.buffers[id]!.length > 0 && plan.buffers[id]!.length <= smallResult);
  }

  #check(): void {
    this.#device.check();
    if (this.#disposed) throw new BackendError(this.#device.name, `the executable of plan "${this.plan.name}" has been disposed of`);
  }

  #place(id: BufferId): Place {
    return this.#own.get(id) ?? this.#bound.get(id)!.place();
  }

  async run(steps = 1): Promise<void> {
    this.#check();
    if (!Number.isInteger(steps) || steps < 0) throw new ArgumentError('run', 'steps', 'a whole number ≥ 0', steps);
    if (steps === 0) return;
    for (const buffer of this.#bound.values()) buffer.place();
    for (const id of this.#written) this.#bound.get(id)!.cached = undefined;
    this.#results = new Map();
    const faults = this.#faults.map(({ place }) => place);
    const values = await this.#prepared.run(steps, [...faults, ...this.#small.map((id) => this.#place(id))]);
    this.#faults.forEach(({ place, checks }, at) => {
      if (values[at]![0] === 0) return;
      this.#device.runner.upload(place.storage, new Float32Array(place.length), 0);
      throwFault(values[at]!, checks);
    });
    this.#small.forEach((id, at) => {
      const buffer = this.#bound.get(id);
      const result = values[faults.length + at]!;
      if (buffer === undefined) this.#results.set(id, result);
      else buffer.cached = result;
    });
  }

  async read(output: string): Promise<TypedArray> {
    const { id, dtype, length } = outputBuffer(this.plan, output);
    this.#check();
    const buffer = this.#bound.get(id);
    if (buffer !== undefined) return buffer.read();
    const known = this.#results.get(id);
    if (known !== undefined) return fromFloats(dtype, known.slice());
    if (length === 0) return arrayOf(dtype, 0);
    const [values] = await this.#device.runner.download([this.#place(id)]);
    return fromFloats(dtype, values!);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (!this.#device.isOpen) return;
    this.#prepared.dispose();
    for (const storage of this.#storages) this.#device.runner.release(storage);
  }
}

interface CompiledMemory {
  /** Places of buffers that belong to the executable. */
  readonly own: ReadonlyMap<BufferId, Place>;
  readonly storages: readonly Storage[];
  readonly faults: readonly { readonly place: Place; readonly checks: readonly CheckedIndices[] }[];
}

export class OpenGpuDevice implements GpuDevice {
  readonly name: string;
  readonly mode: GpuMode;
  readonly description: string;
  readonly prefersSparseRows: boolean;
  readonly counters: GpuCounters;
  readonly runner: Runner;
  isOpen = true;

  constructor(runner: Runner, counters: GpuCounters) {
    this.runner = runner;
    this.counters = counters;
    this.mode = runner.mode;
    this.name = deviceName(runner.mode);
    this.description = runner.description;
    this.prefersSparseRows = runner.prefersSparseRows;
  }

  check(): void {
    if (!this.isOpen) throw new BackendError(this.name, 'this device has been disposed of');
  }

  allocate(dtype: DType, length: number): DeviceBuffer {
    this.check();
    return new GpuBuffer(this, dtype, length);
  }

  async compile(plan: Plan, bindings: Bindings): Promise<Executable> {
    this.check();
    const bound = checkBindings(plan, bindings);
    for (const buffer of bound.values()) {
      if (!(buffer instanceof GpuBuffer && buffer.isOf(this))) {
        throw new BackendError(this.name, `plan "${plan.name}" is bound to a buffer of another device`);
      }
    }
    const buffers = bound as ReadonlyMap<BufferId, DeviceBuffer> as ReadonlyMap<BufferId, GpuBuffer>;
    const { packed, checksOnDevice } = this.runner;
    const program = lowerPlan(plan, { packed, checksOnDevice });
    const { memoryOf, lengths } = layOutTemporaries(program);
    const storages: Storage[] = [];
    const allocate = (length: number): Storage => {
      const storage = this.runner.allocate(length);
      storages.push(storage);
      return storage;
    };
    try {
      const temporaries = lengths.map(allocate);
      const own = new Map<BufferId, Place>();
      const constants = new Map<Slot, Storage>();
      for (const id of Object.values(plan.outputs)) {
        const { storage, length, data } = plan.buffers[id]!;
        if (own.has(id) || buffers.has(id)) continue;
        const held = allocate(length);
        if (storage === 'constant') this.runner.upload(held, toFloats(this.name, data!), 0);
        own.set(id, { storage: held, offset: 0, length });
      }
      const placeOf = (slot: Slot): Place => {
        const { origin, length } = slot;
        if (origin.kind === 'temporary') return { storage: temporaries[memoryOf.get(slot)!]!, offset: 0, length };
        if (origin.kind === 'plan') return own.get(origin.buffer) ?? buffers.get(origin.buffer)!.place();
        const known = constants.get(slot);
        const storage = known ?? allocate(length);
        constants.set(slot, storage);
        if (known === undefined && origin.kind === 'constant') this.runner.upload(storage, toFloats(this.name, origin.data), 0);
        return { storage, offset: 0, length };
      };
      const prepared = await this.runner.prepare({
        name: plan.name,
        launches: program.launches.map(({ kernel, inputs, output }) => ({ kernel, inputs: inputs.map(placeOf), output: placeOf(output) })),
        checks: program.checks.map(({ indices, ...check }) => ({ ...check, indices: placeOf(indices) })),
      });
      const faults = program.deviceChecks.map((group) => ({ place: placeOf(group.faults), checks: group.checks }));
      return new GpuExecutable(this, plan, buffers, { own, storages, faults }, prepared);
    } catch (error) {
      for (const storage of storages) this.runner.release(storage);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.runner.dispose();
  }
}

/** The largest i32 becomes 2^31 and comes back as itself, so that it can stand for "none yet" as it often does. */
const largestInteger = 0x7fffffff;

/** @throws BackendError for an i32 that would not come back as it was. */
function toFloats(device: string, data: TypedArray): Float32Array {
  if (data instanceof Float32Array) return data;
  const unsafe = data.find((value) => Math.fround(value) !== value && value !== largestInteger);
  if (unsafe !== undefined) {
    throw new BackendError(device, `the integer ${unsafe} cannot be held: gpu.js computes with float32 numbers, which are exact up to ±2^24`);
  }
  return Float32Array.from(data);
}

function fromFloats(dtype: DType, values: Float32Array): TypedArray {
  if (dtype === 'f32') return values;
  return Int32Array.from(values, (value) => Math.max(-0x80000000, Math.min(largestInteger, value)));
}
