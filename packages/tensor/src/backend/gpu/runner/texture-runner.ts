/**
 * gpu.js modes webgl2 and headlessgl: each kernel draws into a texture that stays on the device. A buffer is whichever
 * texture was drawn for it last, so writing in place is drawing into another texture and pointing at that.
 */
import { BackendError, InternalError } from '../../../errors.ts';
import { turn } from '../../../host/turn.ts';
import type { GpuCounters } from '../counters.ts';
import { type KernelSpec, kernelKey, kernelSource } from '../kernel-spec.ts';
import {
  assertMode,
  createKernel,
  type GpuInstance,
  type GpuLibrary,
  type GpuTexture,
  type KernelShortcut,
  messageOf,
} from '../library.ts';
import { deviceName, type GpuMode } from '../mode.ts';
import { flattenInto } from './flatten.ts';
import type { Place, PlacedLaunch, PlacedProgram, PreparedProgram, Runner, Storage } from './runner.ts';

interface TextureStorage extends Storage {
  /** The texture that holds the values, unless `host` is newer. */
  texture: GpuTexture | undefined;
  /** Values written by the host that no texture has yet. */
  host: Float32Array | undefined;
}

/** A kernel with the texture that it draws into. */
interface Painter {
  readonly shortcut: KernelShortcut;
  /** The texture sizes that its shader is written for. */
  readonly sizes: string;
  drawn: GpuTexture | undefined;
}

const sizesOf = (textures: readonly GpuTexture[]): string => textures.map(({ size }) => `${size[0]}×${size[1]}`).join();

/** Whether a painter can read the textures: they are of the sizes it knows, and none is its own. */
const canRead = ({ sizes, drawn }: Painter, textures: readonly GpuTexture[]): boolean =>
  sizes === sizesOf(textures) && (drawn === undefined || !textures.includes(drawn));

/** A launch, drawn by one of two kernels so that it never reads the texture it draws into. */
interface Draw {
  readonly spec: KernelSpec;
  readonly inputs: readonly TextureStorage[];
  readonly output: TextureStorage;
  readonly kernels: Painter[];
}

export interface TextureRunnerOptions {
  readonly library: GpuLibrary;
  readonly mode: GpuMode & ('webgl2' | 'headlessgl');
  readonly counters: GpuCounters;
  readonly description: string;
  /** Texels along a side. */
  readonly largestTexture: number;
}

export class TextureRunner implements Runner {
  readonly mode: TextureRunnerOptions['mode'];
  readonly description: string;
  readonly packed = false;
  readonly alignment = undefined;
  readonly dispatched = false;
  readonly checksOnDevice = true;
  readonly prefersSparseRows = false;
  readonly #library: GpuLibrary;
  readonly #gpu: GpuInstance;
  readonly #counters: GpuCounters;
  readonly #mostElements: number;
  readonly #storages = new Set<TextureStorage>();
  readonly #uploaders = new Map<number, KernelShortcut>();
  /** Kernels of disposed programs, by what they compute. gpu.js breaks the others when one of them is destroyed. */
  readonly #idle = new Map<string, Painter[]>();
  #working: Promise<unknown> = Promise.resolve();

  constructor({ library, mode, counters, description, largestTexture }: TextureRunnerOptions) {
    this.#library = library;
    this.mode = mode;
    this.#counters = counters;
    // A texel holds four numbers.
    this.#mostElements = 4 * largestTexture ** 2;
    this.description = description;
    try {
      this.#gpu = new library.GPU({ mode });
    } catch (error) {
      throw this.#fail(messageOf(error), error);
    }
  }

  #fail(reason: string, cause?: unknown): BackendError {
    return new BackendError(deviceName(this.mode), reason, cause === undefined ? undefined : { cause });
  }

  /** @throws BackendError if the context is gone or WebGL has reported an error. */
  #check(what: string): void {
    const gl = this.#gpu.context;
    if (gl === null) return;
    if (gl.isContextLost()) throw this.#fail('the WebGL context was lost; open the device again');
    const code = gl.getError();
    if (code === gl.NO_ERROR) return;
    const name = code === gl.OUT_OF_MEMORY ? 'out of memory' : `WebGL error 0x${code.toString(16)}`;
    throw this.#fail(`${what}: ${name}`);
  }

  allocate(length: number): Storage {
    if (length > this.#mostElements) {
      throw this.#fail(
        `a buffer of ${length} elements is more than the ${this.#mostElements} of the largest texture here; use fewer or smaller rows`,
      );
    }
    const storage: TextureStorage = { length, texture: undefined, host: new Float32Array(length) };
    this.#storages.add(storage);
    return storage;
  }

  release(storage: Storage): void {
    this.#storages.delete(storage as TextureStorage);
  }

  upload(storage: Storage, data: Float32Array, offset: number): void {
    const into = storage as TextureStorage;
    into.host ??= this.#readTexture(into);
    into.host.set(data, offset);
    this.#counters.bytesUploaded += data.byteLength;
  }

  copy(from: Place, to: Place): void {
    throw new InternalError(
      `${deviceName(this.mode)} has no parts of storages to copy ${from.length} elements to ${to.length}`,
    );
  }

  async download(places: readonly Place[]): Promise<readonly Float32Array[]> {
    return this.#oneByOne(async () => {
      const values = this.#read(places);
      this.#check('reading back');
      return values;
    });
  }

  /** So that nobody sees a step half done. */
  #oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#working.then(work);
    this.#working = done.catch(() => undefined);
    return done;
  }

  #read(places: readonly Place[]): Float32Array[] {
    if (places.length > 0) this.#counters.readBacks++;
    return places.map(({ storage, offset, length }) => {
      const from = storage as TextureStorage;
      this.#counters.bytesDownloaded += 4 * length;
      return (from.host ?? this.#readTexture(from)).slice(offset, offset + length);
    });
  }

  #readTexture({ texture, length }: TextureStorage): Float32Array {
    const values = new Float32Array(length);
    if (texture !== undefined) flattenInto(texture.toArray(), values);
    return values;
  }

  /** The texture of a storage, made from the host's values if those are newer. */
  #textureOf(storage: TextureStorage): GpuTexture {
    if (storage.host !== undefined) {
      const values = storage.host.length === 0 ? new Float32Array(1) : storage.host;
      const upload = this.#uploader(values.length);
      storage.texture = upload(new this.#library.Input(values, [values.length])) as GpuTexture;
      storage.host = undefined;
    }
    return storage.texture!;
  }

  #uploader(length: number): KernelShortcut {
    const known = this.#uploaders.get(length);
    if (known !== undefined) return known;
    const source = kernelSource(1, ['return a0[this.thread.x];']);
    // Immutable: every call draws into a texture of its own.
    const settings = { output: [length], pipeline: true, immutable: true };
    const shortcut = createKernel(this.#gpu, this.mode, `upload of ${length}`, source, settings);
    this.#uploaders.set(length, shortcut);
    return shortcut;
  }

  async prepare({ launches }: PlacedProgram): Promise<PreparedProgram> {
    const draws = launches.map((launch) => this.#draw(launch));
    return {
      run: (steps, downloads) =>
        this.#oneByOne(async () => {
          this.#counters.submissions++;
          for (let step = 0; step < steps; step++) {
            for (const draw of draws) {
              // A kernel is compiled when it first draws, in which time nothing else would run.
              if (draw.kernels.length === 0) await turn();
              this.#run(draw);
            }
          }
          this.#counters.kernelLaunches += steps * draws.length;
          const values = this.#read(downloads);
          this.#check('running');
          return values;
        }),
      dispose: () => this.#disposeOf(draws),
    };
  }

  #draw({ kernel: spec, inputs, output }: PlacedLaunch): Draw {
    const storageOf = ({ storage }: Place): TextureStorage => storage as TextureStorage;
    return { spec, inputs: inputs.map(storageOf), output: storageOf(output), kernels: [] };
  }

  #run({ spec, inputs, output, kernels }: Draw): void {
    const textures = inputs.map((storage) => this.#textureOf(storage));
    let chosen = kernels.find((painter) => canRead(painter, textures));
    if (chosen === undefined) {
      chosen = this.#painter(spec, textures);
      kernels.push(chosen);
    }
    try {
      const drawn = chosen.shortcut(...textures.map((texture, at) => shaped(texture, spec.inputs[at]!))) as GpuTexture;
      const { kernel } = chosen.shortcut;
      assertMode(kernel, this.mode, 'gpu', spec.name);
      const { WebGL2Kernel, HeadlessGLKernel } = this.#library;
      if (!(kernel instanceof (this.mode === 'webgl2' ? WebGL2Kernel : HeadlessGLKernel))) {
        throw this.#fail(`kernel "${spec.name}" runs on another kind of WebGL`);
      }
      chosen.drawn = drawn;
      output.texture = drawn;
      output.host = undefined;
    } catch (error) {
      if (error instanceof BackendError) throw error;
      throw this.#fail(`kernel "${spec.name}": ${messageOf(error)}`, error);
    }
  }

  #painter(spec: KernelSpec, textures: readonly GpuTexture[]): Painter {
    const idle = this.#idle.get(kernelKey(spec)) ?? [];
    const at = idle.findIndex((painter) => canRead(painter, textures));
    const [known] = at < 0 ? [] : idle.splice(at, 1);
    if (known !== undefined) return known;
    const settings = { output: spec.output, pipeline: true, immutable: false };
    this.#counters.kernelsCompiled++;
    const shortcut = createKernel(this.#gpu, this.mode, spec.name, spec.source, settings);
    return { shortcut, sizes: sizesOf(textures), drawn: undefined };
  }

  /** Kernels keep their textures for whoever needs the same next, so what a buffer still points at goes to the host. */
  #disposeOf(draws: readonly Draw[]): void {
    const owned = new Set(draws.flatMap(({ kernels }) => kernels.map(({ drawn }) => drawn)));
    for (const storage of this.#storages) {
      if (storage.host === undefined && owned.has(storage.texture)) storage.host = this.#readTexture(storage);
    }
    for (const { spec, kernels } of draws) {
      const key = kernelKey(spec);
      this.#idle.set(key, [...(this.#idle.get(key) ?? []), ...kernels]);
    }
  }

  async dispose(): Promise<void> {
    this.#storages.clear();
    this.#uploaders.clear();
    this.#idle.clear();
    await this.#gpu.destroy();
  }
}

/** What gpu.js takes the class of every texture to be, so that it does not rebuild a kernel for one of other dimensions. */
class AnyTexture {}

/** The same texture with the dimensions that a kernel indexes it by; gpu.js writes them into the shader. */
function shaped(texture: GpuTexture, size: readonly number[]): GpuTexture {
  const dimensions = [size[0]!, size[1] ?? 1, size[2] ?? 1];
  return Object.create(texture, {
    dimensions: { value: dimensions },
    constructor: { value: AnyTexture },
  }) as GpuTexture;
}
