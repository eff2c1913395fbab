/**
 * gpu.js mode webasm: gpu.js translates each kernel to a WebAssembly module; all modules run over one linear memory,
 * where every buffer of the device lives. Nothing is copied between kernels or steps, and any number of plans share
 * parameters and data. gpu.js's own pipelines give each pipeline a memory of its own and copy state in and out.
 */
import { BackendError } from '../../../errors.ts';
import { turn } from '../../../host/turn.ts';
import type { GpuCounters } from '../counters.ts';
import { cellsOf, type KernelSpec, kernelKey } from '../kernel-spec.ts';
import {
  assertMode,
  type CellLoop,
  createKernel,
  type GpuInstance,
  type GpuLibrary,
  messageOf,
  shapeOnly,
  type WebAssemblyKernel,
} from '../library.ts';
import { deviceName } from '../mode.ts';
import { Heap } from './heap.ts';
import { checkIndices } from './index-check.ts';
import type { Place, PlacedCheck, PlacedLaunch, PlacedProgram, PreparedProgram, Runner, Storage } from './runner.ts';

const pageBytes = 65536;
/** Modules of gpu.js declare this many pages more than their layout needs. */
const sparePages = 16;

interface WasmStorage extends Storage {
  readonly byteOffset: number;
}

/** A loop over all cells of a launch. */
type Step = () => void;

export class WasmRunner implements Runner {
  readonly mode = 'webasm';
  readonly description = 'gpu.js webasm, 1 thread, SIMD';
  readonly packed = true;
  readonly alignment = 4;
  readonly dispatched = false;
  readonly checksOnDevice = false;
  readonly prefersSparseRows = true;
  readonly #library: GpuLibrary;
  readonly #gpu: GpuInstance;
  readonly #counters: GpuCounters;
  readonly #memory: WebAssembly.Memory;
  readonly #pages: number;
  readonly #heap: Heap;
  readonly #kernels = new Map<string, WebAssemblyKernel>();
  readonly #loops = new Map<string, { run: CellLoop; runSimd: CellLoop | null }>();

  /** @param memoryBytes the device's whole memory; only what is used is ever touched */
  constructor(library: GpuLibrary, counters: GpuCounters, memoryBytes: number) {
    this.#library = library;
    this.#counters = counters;
    this.#gpu = new library.GPU({ mode: 'webasm' });
    this.#pages = Math.max(Math.ceil(memoryBytes / pageBytes), sparePages + 1);
    try {
      this.#memory = new WebAssembly.Memory({ initial: this.#pages, maximum: this.#pages });
    } catch (error) {
      throw new BackendError(deviceName(this.mode), `no memory of ${memoryBytes} bytes: ${messageOf(error)}`, {
        cause: error,
      });
    }
    this.#heap = new Heap(0, this.#pages * pageBytes, 64);
  }

  #view({ storage, offset, length }: Place): Float32Array {
    return new Float32Array(this.#memory.buffer, (storage as WasmStorage).byteOffset + 4 * offset, length);
  }

  allocate(length: number): Storage {
    const byteOffset = this.#heap.allocate(4 * length);
    if (byteOffset === undefined) {
      throw new BackendError(
        deviceName(this.mode),
        `out of memory: ${4 * length} bytes do not fit into the rest of ${this.#pages * pageBytes}; open the device with a larger memoryBytes`,
      );
    }
    const storage: WasmStorage = { length, byteOffset };
    this.#view({ storage, offset: 0, length }).fill(0);
    return storage;
  }

  release(storage: Storage): void {
    this.#heap.release((storage as WasmStorage).byteOffset, 4 * storage.length);
  }

  upload(storage: Storage, data: Float32Array, offset: number): void {
    this.#view({ storage, offset, length: data.length }).set(data);
    this.#counters.bytesUploaded += data.byteLength;
  }

  copy(from: Place, to: Place): void {
    this.#view(to).set(this.#view(from));
  }

  async download(places: readonly Place[]): Promise<readonly Float32Array[]> {
    return this.#read(places);
  }

  #read(places: readonly Place[]): Float32Array[] {
    if (places.length > 0) this.#counters.readBacks++;
    return places.map((place) => {
      this.#counters.bytesDownloaded += 4 * place.length;
      return this.#view(place).slice();
    });
  }

  async prepare({ launches, checks }: PlacedProgram): Promise<PreparedProgram> {
    const snapshots: WasmStorage[] = [];
    const steps: (() => void)[] = [];
    for (const step of this.#withChecks(launches, checks, snapshots)) {
      await turn();
      steps.push(step);
    }
    return {
      run: async (count, downloads) => {
        this.#counters.submissions++;
        for (let step = 0; step < count; step++) for (const run of steps) run();
        this.#counters.kernelLaunches += count * launches.length;
        return this.#read(downloads);
      },
      dispose: () => {
        for (const storage of snapshots) this.release(storage);
      },
    };
  }

  *#withChecks(
    launches: readonly PlacedLaunch[],
    checks: readonly PlacedCheck[],
    snapshots: WasmStorage[],
  ): Iterable<Step> {
    for (let at = 0; at <= launches.length; at++) {
      for (const check of checks) {
        if (check.afterLaunch !== at) continue;
        const view = this.#view(check.indices);
        yield () => checkIndices(check, view);
      }
      if (at < launches.length) yield this.#step(this.#withSnapshot(launches[at]!, snapshots));
    }
  }

  /** Where a kernel reads what its other cells write, it reads a copy made before. */
  #withSnapshot(launch: PlacedLaunch, snapshots: WasmStorage[]): PlacedLaunch & { readonly before?: Step } {
    const { output } = launch;
    if (!launch.kernel.crosses || !launch.inputs.some(({ storage }) => storage === output.storage)) return launch;
    const storage = this.allocate(output.length) as WasmStorage;
    snapshots.push(storage);
    const [from, to] = [this.#view(output), this.#view({ storage, offset: 0, length: output.length })];
    const copied = (place: Place): Place =>
      place.storage === output.storage
        ? { storage, offset: place.offset - output.offset, length: place.length }
        : place;
    return { ...launch, inputs: launch.inputs.map(copied), before: () => to.set(from) };
  }

  #step({ kernel: spec, inputs, output, before }: PlacedLaunch & { readonly before?: Step }): Step {
    const offsets = inputs.map(({ storage, offset }) => (storage as WasmStorage).byteOffset + 4 * offset);
    const outputOffset = (output.storage as WasmStorage).byteOffset + 4 * output.offset;
    const key = `${kernelKey(spec)} ${offsets.join(',')}>${outputOffset}`;
    const { run, runSimd } = this.#loops.get(key) ?? this.#instantiate(spec, offsets, outputOffset, key);
    const cells = cellsOf(spec);
    const { dispatchSpans } = this.#library.WebAssemblyKernel;
    const simd = spec.scalar ? null : runSimd;
    return () => {
      before?.();
      dispatchSpans(run, simd, cells, spec.output[0]!, 0);
    };
  }

  #instantiate(spec: KernelSpec, offsets: readonly number[], outputOffset: number, key: string) {
    const kernel = this.#translate(spec);
    const arrays = Object.fromEntries(
      spec.inputs.map((size, index) => {
        const dims = [size[0]!, size[1] ?? 1, size[2] ?? 1];
        return [
          kernel.argumentNames[index]!,
          { index, offset: offsets[index]!, dims, flatLength: size.reduce((a, b) => a * b, 1) },
        ];
      }),
    );
    const totalBytes = (this.#pages - sparePages) * pageBytes;
    const layout = { arrays, scalars: {}, constantArrays: {}, outputOffset, totalBytes };
    const { bytes } = kernel._assembleModule(layout, cellsOf(spec), false);
    const env: Record<string, WebAssembly.ImportValue> = { memory: this.#memory };
    for (const name of kernel.usedMathImports) env[`math_${name}`] = Math[name as 'exp'];
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env });
    const loops = { run: exports['run'] as CellLoop, runSimd: (exports['run_simd'] as CellLoop | undefined) ?? null };
    this.#loops.set(key, loops);
    return loops;
  }

  /** Type inference and translation, once for each source; modules are assembled from it for each set of places. */
  #translate(spec: KernelSpec): WebAssemblyKernel {
    const key = kernelKey(spec);
    const known = this.#kernels.get(key);
    if (known !== undefined) return known;
    const kernel = createKernel(this.#gpu, this.mode, spec.name, spec.source, { output: spec.output })
      .kernel as WebAssemblyKernel;
    assertMode(kernel, this.mode, 'webasm', spec.name);
    try {
      const args = spec.inputs.map((size) => shapeOnly(this.#library, size));
      kernel.setupConstants();
      kernel.setupArguments(args);
      kernel.validateSettings(args);
      kernel.threadDim = [spec.output[0]!, spec.output[1] ?? 1, spec.output[2] ?? 1];
      if (!kernel.translateSource()) throw new Error('its result is of a type that webasm cannot store');
    } catch (error) {
      throw new BackendError(deviceName(this.mode), `kernel "${spec.name}": ${messageOf(error)}`, { cause: error });
    }
    if (kernel.componentCount !== spec.components) {
      throw new BackendError(
        deviceName(this.mode),
        `kernel "${spec.name}" returns ${kernel.componentCount} numbers instead of ${spec.components}`,
      );
    }
    keepIntegers(kernel);
    this.#counters.kernelsCompiled++;
    this.#kernels.set(key, kernel);
    return kernel;
  }

  async dispose(): Promise<void> {
    this.#loops.clear();
    this.#kernels.clear();
    await this.#gpu.destroy();
  }
}

/**
 * gpu.js remembers the type it gave each number literal, finds its loop counters to be integers already when it
 * emits code, and then stores them as floats, which makes every array index a conversion and loops 1.4 to 4 times
 * slower. Without that memory counters stay i32.
 */
function keepIntegers({ functionBuilder }: WebAssemblyKernel): void {
  const forgetful = new Proxy({}, { set: () => true });
  for (const node of Object.values(functionBuilder.functionMap)) {
    Object.defineProperty(node, 'literalTypes', { value: forgetful, configurable: true });
  }
}
