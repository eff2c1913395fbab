/** What differs between the places where this backend runs: how its packages are found. */
export interface GpuPlace {
  readonly importGpuJs: () => Promise<unknown>;
  /** What to do where gpu.js cannot be loaded: the end of a sentence. */
  readonly bringGpuJs: string;
  /** How Dawn is loaded; undefined where there is no WebGPU but navigator.gpu. */
  readonly importWebGpu: (() => Promise<unknown>) | undefined;
  /** What to do where Dawn cannot be loaded: the end of a sentence. */
  readonly bringWebGpu: string;
  /** What is missing where a mode of WebGL does not run. */
  readonly withoutWebGl: { readonly webgl2: string; readonly headlessgl: string };
}
