/**
 * gpu.js as this backend uses it. Its typings leave out what is needed to keep memory resident and many steps in one
 * submission, so the members relied upon are declared here, and their presence is checked when the library loads.
 * Source: https://github.com/gpujs/gpu.js, version 2.24.1 (pinned for that reason).
 */
import { BackendError } from '../../errors.ts';
import { deviceName, type GpuMode } from './mode.ts';
import type { GpuPlace } from './place.ts';
import { gpuJsVersion } from './versions.ts';

/** An array argument with its dimensions, innermost first. */
export interface GpuInput {
  readonly value: Float32Array;
  readonly size: readonly number[];
}

/** A kernel of gpu.js behind its callable shortcut. */
export interface GpuJsKernel {
  readonly constructor: { readonly mode: string };
  readonly argumentNames: readonly string[];
  readonly output: readonly number[];
  componentCount: number;
  threadDim: number[];
  onRequestFallback: () => never;
  fallbackReason: string | null;
  setupConstants(): void;
  setupArguments(args: readonly GpuInput[]): void;
  validateSettings(args: readonly GpuInput[]): void;
}

/** The webasm kernel's parts: translation, then a module over any memory layout. */
export interface WebAssemblyKernel extends GpuJsKernel {
  readonly functionBuilder: { readonly functionMap: Readonly<Record<string, object>> };
  readonly usedMathImports: ReadonlySet<string>;
  translateSource(): boolean;
  _assembleModule(
    layout: {
      readonly arrays: Readonly<
        Record<
          string,
          {
            readonly index: number;
            readonly offset: number;
            readonly dims: readonly number[];
            readonly flatLength: number;
          }
        >
      >;
      readonly scalars: Readonly<Record<string, never>>;
      readonly constantArrays: Readonly<Record<string, never>>;
      readonly outputOffset: number;
      readonly totalBytes: number;
    },
    cells: number,
    shared: boolean,
  ): { readonly bytes: Uint8Array<ArrayBuffer> };
}

/** The webgpu kernel's parts: a compute pipeline whose bind groups are ours to make. */
export interface WebGpuKernel extends GpuJsKernel {
  readonly compiledSource: string;
  readonly computePipeline: GPUComputePipeline;
  readonly bindGroupLayout: GPUBindGroupLayout;
  readonly paramsLayout: {
    readonly byteLength: number;
    readonly arrayArgs: readonly { readonly index: number; readonly dimsOffset: number }[];
    readonly bufferConstants: readonly unknown[];
  };
  outputBuffer: (GPUBuffer & { _refs?: number }) | null;
  build(...args: readonly GpuInput[]): Promise<void>;
  _computeDispatch(threadDim: readonly number[]): {
    readonly groups: readonly [number, number, number];
    readonly dispatchWidth: number;
  };
  destroy(): void;
}

/** A texture that stays on a WebGL device. */
export interface GpuTexture {
  /** Texels across and down, which gpu.js chooses by the dimensions of the kernel that draws it. */
  readonly size: ArrayLike<number>;
  toArray(): Float32Array | readonly Float32Array[] | readonly (readonly Float32Array[])[];
  delete(): void;
}

export type KernelResult = GpuTexture | Float32Array | readonly Float32Array[] | readonly (readonly Float32Array[])[];

export interface KernelShortcut {
  (...args: readonly (GpuInput | GpuTexture)[]): KernelResult;
  readonly kernel: GpuJsKernel;
  destroy(): void;
}

export interface GpuInstance {
  readonly context: WebGL2RenderingContext | null;
  createKernel(source: string, settings: object): KernelShortcut;
  destroy(): Promise<void>;
}

export interface WebGpuContext {
  readonly adapter: GPUAdapter;
  readonly device: GPUDevice;
  readonly isLost: boolean;
}

export interface GpuLibrary {
  readonly GPU: {
    new (settings: { mode: string }): GpuInstance;
  };
  readonly Input: { new (value: Float32Array, size: readonly number[]): GpuInput; readonly prototype: GpuInput };
  readonly WebAssemblyKernel: {
    readonly isSupported: boolean;
    dispatchSpans(run: CellLoop, runSimd: CellLoop | null, cells: number, sizeX: number, seed: number): string;
  };
  readonly WebGL2Kernel: GlKernelClass;
  readonly HeadlessGLKernel: GlKernelClass;
  readonly WebGPUContext: { acquire(): Promise<WebGpuContext>; destroy(): Promise<void> };
}

interface GlKernelClass {
  new (): GpuJsKernel;
  readonly isSupported: boolean;
  /** A context that gpu.js asked for what WebGL can do here. */
  readonly testContext: WebGL2RenderingContext | null;
}

/** An exported loop over cells [start, end). */
export type CellLoop = (start: number, end: number, seed: number) => void;

/** @throws BackendError if the module cannot be loaded or is not the gpu.js that this backend knows. */
export async function loadGpuLibrary(
  device: string,
  { importGpuJs, bringGpuJs }: Pick<GpuPlace, 'importGpuJs' | 'bringGpuJs'>,
): Promise<GpuLibrary> {
  let loaded: { default?: unknown } | undefined;
  try {
    loaded = (await importGpuJs()) as { default?: unknown } | undefined;
  } catch (error) {
    throw new BackendError(device, `gpu.js cannot be loaded (${messageOf(error)}); ${bringGpuJs}`, { cause: error });
  }
  const library = (loaded?.default ?? loaded ?? {}) as GpuLibrary;
  const wanted: readonly (keyof GpuLibrary)[] = [
    'GPU',
    'Input',
    'WebAssemblyKernel',
    'WebGL2Kernel',
    'HeadlessGLKernel',
    'WebGPUContext',
  ];
  const missing = wanted.filter((name) => typeof library[name] !== 'function');
  if (missing.length > 0) {
    throw new BackendError(
      device,
      `gpu.js has no ${missing.join(', ')}; this backend is written for version ${gpuJsVersion}`,
    );
  }
  return library;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An argument that says how large the array is without having one; enough for translation. */
export function shapeOnly(library: GpuLibrary, size: readonly number[]): GpuInput {
  return Object.assign(Object.create(library.Input.prototype as object) as GpuInput, {
    value: new Float32Array(0),
    size,
  });
}

/**
 * A kernel that gpu.js would rather run as plain JavaScript is an error here.
 * @throws BackendError naming the kernel and what is the matter.
 */
export function createKernel(
  gpu: GpuInstance,
  mode: GpuMode,
  name: string,
  source: string,
  settings: object,
): KernelShortcut {
  const refuse = (why: string, cause?: unknown): never => {
    throw new BackendError(deviceName(mode), `kernel "${name}": ${why}`, cause === undefined ? undefined : { cause });
  };
  try {
    const shortcut = gpu.createKernel(source, {
      // Every bound is a literal, but gpu.js proves only some of them and would stop the others after 1,000 turns.
      loopMaxIterations: 2 ** 31 - 1,
      strictIntegers: false,
      precision: 'single',
      ...settings,
      onRequestFallback(this: GpuJsKernel) {
        return refuse(`gpu.js would fall back to plain JavaScript: ${this.fallbackReason ?? 'no reason given'}`);
      },
    });
    return shortcut;
  } catch (error) {
    return error instanceof BackendError ? refuse(error.reason, error) : refuse(messageOf(error), error);
  }
}

/** @throws BackendError unless the kernel is of the mode that was asked for. */
export function assertMode(kernel: GpuJsKernel, mode: GpuMode, expected: string, name: string): void {
  if (kernel.constructor.mode !== expected) {
    const reason =
      kernel.fallbackReason === null || kernel.fallbackReason === undefined ? '' : ` (${kernel.fallbackReason})`;
    throw new BackendError(
      deviceName(mode),
      `kernel "${name}" became ${kernel.constructor.mode} instead of ${expected}${reason}`,
    );
  }
}
