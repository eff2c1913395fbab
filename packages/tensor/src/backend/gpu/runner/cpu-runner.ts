/**
 * gpu.js mode cpu: gpu.js runs the same kernel sources as plain JavaScript. For tests and for reading kernels in a
 * debugger, not for speed.
 */
import { BackendError } from '../../../errors.ts';
import { turn } from '../../../host/turn.ts';
import type { GpuCounters } from '../counters.ts';
import { type KernelSpec, kernelKey } from '../kernel-spec.ts';
import {
  assertMode,
  createKernel,
  type GpuInstance,
  type GpuLibrary,
  type KernelShortcut,
  messageOf,
} from '../library.ts';
import { deviceName } from '../mode.ts';
import { flattenInto } from './flatten.ts';
import { checkIndices } from './index-check.ts';
import type { Place, PlacedCheck, PlacedLaunch, PlacedProgram, PreparedProgram, Runner, Storage } from './runner.ts';

interface CpuStorage extends Storage {
  readonly data: Float32Array;
}

const view = ({ storage, offset, length }: Place): Float32Array =>
  (storage as CpuStorage).data.subarray(offset, offset + length);

export class CpuRunner implements Runner {
  readonly mode = 'cpu';
  readonly description = 'gpu.js cpu, plain JavaScript, 1 thread';
  readonly packed = false;
  readonly alignment = 4;
  readonly dispatched = false;
  readonly checksOnDevice = false;
  readonly prefersSparseRows = true;
  readonly #library: GpuLibrary;
  readonly #gpu: GpuInstance;
  readonly #counters: GpuCounters;
  readonly #kernels = new Map<string, KernelShortcut>();

  constructor(library: GpuLibrary, counters: GpuCounters) {
    this.#library = library;
    this.#counters = counters;
    this.#gpu = new library.GPU({ mode: 'cpu' });
  }

  allocate(length: number): Storage {
    const storage: CpuStorage = { length, data: new Float32Array(length) };
    return storage;
  }

  release(): void {}

  upload(storage: Storage, data: Float32Array, offset: number): void {
    (storage as CpuStorage).data.set(data, offset);
    this.#counters.bytesUploaded += data.byteLength;
  }

  copy(from: Place, to: Place): void {
    view(to).set(view(from));
  }

  async download(places: readonly Place[]): Promise<readonly Float32Array[]> {
    return this.#read(places);
  }

  #read(places: readonly Place[]): Float32Array[] {
    if (places.length > 0) this.#counters.readBacks++;
    return places.map((place) => {
      this.#counters.bytesDownloaded += 4 * place.length;
      return view(place).slice();
    });
  }

  async prepare({ launches, checks }: PlacedProgram): Promise<PreparedProgram> {
    const steps: (() => void)[] = [];
    for (const step of this.#withChecks(launches, checks)) {
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
      dispose: () => undefined,
    };
  }

  *#withChecks(launches: readonly PlacedLaunch[], checks: readonly PlacedCheck[]): Iterable<() => void> {
    for (let at = 0; at <= launches.length; at++) {
      for (const check of checks) {
        if (check.afterLaunch === at) yield () => checkIndices(check, view(check.indices));
      }
      if (at < launches.length) yield this.#step(launches[at]!);
    }
  }

  #step({ kernel: spec, inputs, output }: PlacedLaunch): () => void {
    const shortcut = this.#compile(spec);
    const args = inputs.map((place, at) => new this.#library.Input(view(place), spec.inputs[at]!));
    const target = view(output);
    return () => {
      try {
        flattenInto(shortcut(...args) as Float32Array, target);
        assertMode(shortcut.kernel, this.mode, 'cpu', spec.name);
      } catch (error) {
        if (error instanceof BackendError) throw error;
        throw new BackendError(deviceName(this.mode), `kernel "${spec.name}": ${messageOf(error)}`, { cause: error });
      }
    };
  }

  #compile(spec: KernelSpec): KernelShortcut {
    const key = kernelKey(spec);
    const known = this.#kernels.get(key);
    if (known !== undefined) return known;
    const shortcut = createKernel(this.#gpu, this.mode, spec.name, inFloat32(spec.source), { output: spec.output });
    this.#counters.kernelsCompiled++;
    this.#kernels.set(key, shortcut);
    return shortcut;
  }

  async dispose(): Promise<void> {
    this.#kernels.clear();
    await this.#gpu.destroy();
  }
}

/**
 * A kernel's source with every value that it names rounded to float32, as the other modes compute: plain JavaScript would
 * round only what it stores, and a value that one kernel stores and another computes again would be two different numbers,
 * of which none is the largest.
 */
function inFloat32(source: string): string {
  return source.replace(/^(\s*(?:const|let) \w+ = )([^\n]+);$/gm, '$1Math.fround($2);');
}
