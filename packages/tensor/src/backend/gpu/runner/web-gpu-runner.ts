/**
 * gpu.js mode webgpu: gpu.js translates each kernel to WGSL and makes its compute pipeline; buffers, bind groups and
 * submissions are made here, so that state stays on the device and any number of steps are one submission with one
 * read-back. gpu.js's own pipelines upload and read back all state at every call.
 */
import { BackendError, InkgradError } from '../../../errors.ts';
import { turn } from '../../../host/turn.ts';
import type { GpuCounters } from '../counters.ts';
import { type KernelSpec, kernelKey } from '../kernel-spec.ts';
import {
  assertMode,
  createKernel,
  type GpuInstance,
  type GpuLibrary,
  messageOf,
  shapeOnly,
  type WebGpuContext,
  type WebGpuKernel,
} from '../library.ts';
import { deviceName } from '../mode.ts';
import type { Place, PlacedLaunch, PlacedProgram, PreparedProgram, Runner, Storage } from './runner.ts';

// Fixed by the WebGPU specification; the named constants are globals that Node does not have.
const usage = { mapRead: 0x01, copySource: 0x04, copyDestination: 0x08, uniform: 0x40, storage: 0x80 } as const;
const mapForReading = 0x01;

interface DeviceStorage extends Storage {
  readonly buffer: GPUBuffer;
}

interface CompiledKernel {
  readonly kernel: WebGpuKernel;
  readonly parameters: GPUBuffer;
  readonly groups: readonly [number, number, number];
}

/** A copy to be made before a kernel that would otherwise read the buffer it writes. */
interface Copy {
  readonly from: GPUBuffer;
  readonly offset: number;
  readonly to: GPUBuffer;
  readonly bytes: number;
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly groups: readonly [number, number, number];
  readonly copies: readonly Copy[];
}

const bufferOf = ({ storage }: Place): GPUBuffer => (storage as DeviceStorage).buffer;

export interface WebGpuRunnerOptions {
  readonly library: GpuLibrary;
  readonly context: WebGpuContext;
  readonly counters: GpuCounters;
  readonly description: string;
  /** Called once, when this runner no longer needs the context. */
  readonly onDispose: () => Promise<void>;
}

export class WebGpuRunner implements Runner {
  readonly mode = 'webgpu';
  readonly description: string;
  readonly packed = true;
  readonly alignment: number;
  readonly dispatched = true;
  readonly checksOnDevice = true;
  readonly prefersSparseRows = false;
  readonly #library: GpuLibrary;
  readonly #gpu: GpuInstance;
  readonly #device: GPUDevice;
  readonly #counters: GpuCounters;
  readonly #onDispose: () => Promise<void>;
  readonly #kernels = new Map<string, Promise<CompiledKernel>>();
  #building: Promise<unknown> = Promise.resolve();
  #lost: string | undefined;
  #failure: string | undefined;
  #disposed = false;

  constructor({ library, context, counters, description, onDispose }: WebGpuRunnerOptions) {
    this.#library = library;
    this.#counters = counters;
    this.description = description;
    this.#onDispose = onDispose;
    this.#gpu = new library.GPU({ mode: 'webgpu' });
    this.#device = context.device;
    this.alignment = context.device.limits.minStorageBufferOffsetAlignment / 4;
    void context.device.lost.then(({ reason, message }) => {
      this.#lost = message || reason;
    });
    // gpu.js prints these and goes on with zeros; here the next call that waits for the device throws them.
    context.device.onuncapturederror = ({ error }) => {
      this.#failure ??= error.message;
    };
  }

  #fail(reason: string, cause?: unknown): BackendError {
    return new BackendError(deviceName(this.mode), reason, cause === undefined ? undefined : { cause });
  }

  #check(): void {
    if (this.#lost !== undefined && !this.#disposed)
      throw this.#fail(`the device was lost: ${this.#lost}; open it again`);
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw this.#fail(failure);
  }

  allocate(length: number): Storage {
    this.#check();
    const bytes = Math.max(4 * length, 4);
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
    const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (bytes > limit) {
      throw this.#fail(
        `a buffer of ${bytes} bytes is more than the ${limit} that this device can bind; use fewer or smaller rows`,
      );
    }
    const buffer = this.#buffer(bytes, usage.storage | usage.copySource | usage.copyDestination);
    const storage: DeviceStorage = { length, buffer };
    return storage;
  }

  #buffer(bytes: number, as: number): GPUBuffer {
    this.#device.pushErrorScope('out-of-memory');
    const buffer = this.#device.createBuffer({ size: bytes, usage: as });
    void this.#device.popErrorScope().then(
      (error) => {
        if (error !== null) this.#failure ??= `out of memory for a buffer of ${bytes} bytes: ${error.message}`;
      },
      () => undefined,
    );
    return buffer;
  }

  release(storage: Storage): void {
    (storage as DeviceStorage).buffer.destroy();
  }

  upload(storage: Storage, data: Float32Array, offset: number): void {
    this.#check();
    if (data.length === 0) return;
    this.#device.queue.writeBuffer((storage as DeviceStorage).buffer, 4 * offset, data as Float32Array<ArrayBuffer>);
    this.#counters.bytesUploaded += data.byteLength;
  }

  copy(from: Place, to: Place): void {
    this.#check();
    if (from.length === 0) return;
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(bufferOf(from), 4 * from.offset, bufferOf(to), 4 * to.offset, 4 * from.length);
    this.#device.queue.submit([encoder.finish()]);
    this.#counters.submissions++;
  }

  async download(places: readonly Place[]): Promise<readonly Float32Array[]> {
    return this.#submit(() => undefined, places);
  }

  /** Encodes, submits once, and waits for `places` to reach the host. */
  async #submit(encode: (encoder: GPUCommandEncoder) => void, places: readonly Place[]): Promise<Float32Array[]> {
    this.#check();
    const device = this.#device;
    const bytes = places.reduce((total, { length }) => total + 4 * length, 0);
    for (const scope of ['validation', 'out-of-memory', 'internal'] as const) device.pushErrorScope(scope);
    const encoder = device.createCommandEncoder();
    encode(encoder);
    const staging =
      bytes > 0 ? device.createBuffer({ size: bytes, usage: usage.mapRead | usage.copyDestination }) : undefined;
    let at = 0;
    for (const place of places) {
      if (place.length > 0)
        encoder.copyBufferToBuffer(bufferOf(place), 4 * place.offset, staging!, at, 4 * place.length);
      at += 4 * place.length;
    }
    device.queue.submit([encoder.finish()]);
    this.#counters.submissions++;
    const scopes = Promise.all([device.popErrorScope(), device.popErrorScope(), device.popErrorScope()]);
    const mapped = staging?.mapAsync(mapForReading) ?? device.queue.onSubmittedWorkDone();
    // A lost device rejects both, in any order; whichever comes second is not to be an unhandled rejection.
    for (const promise of [scopes, mapped]) void promise.catch(() => undefined);
    try {
      const errors = await scopes;
      const error = errors.find((found) => found !== null);
      if (error) {
        await mapped.catch(() => undefined);
        throw this.#fail(error.message);
      }
      await mapped;
      this.#check();
      if (staging === undefined) return places.map(() => new Float32Array(0));
      const values = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      this.#counters.readBacks++;
      this.#counters.bytesDownloaded += bytes;
      let end = 0;
      return places.map(({ length }) => {
        end += length;
        return values.slice(end - length, end);
      });
    } catch (error) {
      if (error instanceof InkgradError) throw error;
      this.#check();
      throw this.#fail(messageOf(error), error);
    } finally {
      staging?.destroy();
    }
  }

  async prepare({ launches }: PlacedProgram): Promise<PreparedProgram> {
    this.#check();
    const shadows = new Map<string, GPUBuffer>();
    const dispatches: Dispatch[] = [];
    for (const launch of launches) {
      await turn();
      dispatches.push(await this.#dispatch(launch, shadows));
    }
    return {
      run: async (steps, downloads) => {
        const values = await this.#submit((encoder) => encodeSteps(encoder, dispatches, steps), downloads);
        this.#counters.kernelLaunches += steps * dispatches.length;
        return values;
      },
      dispose: () => {
        for (const buffer of shadows.values()) buffer.destroy();
      },
    };
  }

  async #dispatch({ kernel: spec, inputs, output }: PlacedLaunch, shadows: Map<string, GPUBuffer>): Promise<Dispatch> {
    const { kernel, parameters, groups } = await this.#compile(spec);
    const copies: Copy[] = [];
    // A buffer cannot be read and written by one dispatch, not even different parts of it.
    const readable = inputs.map((place): GPUBufferBinding => {
      const bytes = Math.max(4 * place.length, 4);
      const [from, offset] = [bufferOf(place), 4 * place.offset];
      if (from !== bufferOf(output)) return { buffer: from, offset, size: bytes };
      const key = `${idOfBuffer(from)}:${offset}:${bytes}`;
      const to = shadows.get(key) ?? this.#buffer(bytes, usage.storage | usage.copyDestination);
      shadows.set(key, to);
      if (!copies.some((copy) => copy.to === to)) copies.push({ from, offset, to, bytes });
      return { buffer: to };
    });
    const written = { buffer: bufferOf(output), offset: 4 * output.offset, size: Math.max(4 * output.length, 4) };
    const bindGroup = this.#device.createBindGroup({
      layout: kernel.bindGroupLayout,
      entries: [{ buffer: parameters }, ...readable, written].map((resource, binding) => ({ binding, resource })),
    });
    return { pipeline: kernel.computePipeline, bindGroup, groups, copies };
  }

  #compile(spec: KernelSpec): Promise<CompiledKernel> {
    const key = kernelKey(spec);
    const known = this.#kernels.get(key);
    if (known !== undefined) return known;
    // One at a time: error scopes are a stack.
    const compiled = this.#building.then(() => this.#build(spec));
    this.#building = compiled.catch(() => undefined);
    this.#kernels.set(key, compiled);
    return compiled;
  }

  async #build(spec: KernelSpec): Promise<CompiledKernel> {
    const kernel = createKernel(this.#gpu, this.mode, spec.name, spec.source, { output: spec.output })
      .kernel as WebGpuKernel;
    assertMode(kernel, this.mode, 'webgpu', spec.name);
    this.#device.pushErrorScope('validation');
    try {
      await kernel.build(...spec.inputs.map((size) => shapeOnly(this.#library, size)));
    } catch (error) {
      // gpu.js appends the whole shader; the cause still has it.
      const [message] = messageOf(error).split('\n--- generated WGSL') as [string];
      throw this.#fail(`kernel "${spec.name}": ${message}`, error);
    } finally {
      // An invalid shader is also reported here; the error above says it better.
      await this.#device.popErrorScope().catch(() => null);
    }
    if (kernel.componentCount !== spec.components) {
      throw this.#fail(`kernel "${spec.name}" returns ${kernel.componentCount} numbers instead of ${spec.components}`);
    }
    // Every launch binds a result buffer of ours; the kernel's own would only hold memory.
    kernel.outputBuffer?.destroy();
    kernel.outputBuffer = null;
    const { groups, dispatchWidth } = kernel._computeDispatch(kernel.threadDim);
    const { byteLength, arrayArgs } = kernel.paramsLayout;
    const numbers = new Uint32Array(byteLength / 4);
    numbers.set([...kernel.threadDim, dispatchWidth]);
    for (const { index, dimsOffset } of arrayArgs) {
      const [x, y = 1, z = 1] = spec.inputs[index] as [number, number?, number?];
      numbers.set([x, y, z, x * y * z], dimsOffset / 4);
    }
    const parameters = this.#device.createBuffer({ size: byteLength, usage: usage.uniform | usage.copyDestination });
    this.#device.queue.writeBuffer(parameters, 0, numbers);
    this.#counters.kernelsCompiled++;
    return { kernel, parameters, groups };
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const compiled of this.#kernels.values()) (await compiled.catch(() => undefined))?.parameters.destroy();
    this.#kernels.clear();
    await this.#gpu.destroy();
    await this.#onDispose();
  }
}

/** Steps one after another; dispatches share a pass until one needs a copy made. */
function encodeSteps(encoder: GPUCommandEncoder, dispatches: readonly Dispatch[], steps: number): void {
  let pass: GPUComputePassEncoder | undefined;
  for (let step = 0; step < steps; step++) {
    for (const { pipeline, bindGroup, groups, copies } of dispatches) {
      if (copies.length > 0) {
        pass?.end();
        pass = undefined;
        for (const { from, offset, to, bytes } of copies) encoder.copyBufferToBuffer(from, offset, to, 0, bytes);
      }
      pass ??= encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...groups);
    }
  }
  pass?.end();
}

const bufferIds = new WeakMap<GPUBuffer, number>();
let nextBufferId = 0;

/** A number for each buffer, to make keys of. */
function idOfBuffer(buffer: GPUBuffer): number {
  const known = bufferIds.get(buffer) ?? nextBufferId++;
  bufferIds.set(buffer, known);
  return known;
}
