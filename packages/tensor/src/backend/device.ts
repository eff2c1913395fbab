/// <reference lib="esnext.disposable" preserve="true" />
/**
 * What every backend offers. A `Device` is an opened backend with memory of its own; device buffers outlive plans,
 * so that several plans (training, its short last batch, evaluation) share parameters and data sets by binding the
 * same buffers. All calls that may have to wait for a device return promises.
 */
import type { DType, TypedArray } from '../dtype.ts';
import type { Plan } from '../plan/plan.ts';

/** Memory on a device, zero-filled when allocated. */
export interface DeviceBuffer {
  readonly dtype: DType;
  readonly length: number;
  /** Copies `data` to elements [offset, offset + data.length). */
  write(data: TypedArray, offset?: number): Promise<void>;
  /** A copy of elements [offset, offset + length); everything by default. */
  read(offset?: number, length?: number): Promise<TypedArray>;
  /**
   * `write` on the calling thread, before it returns: for loops of little work, where promises would take most of
   * the time. Absent where a device works beside the thread, or has to wait for it.
   */
  writeDirect?(data: TypedArray, offset?: number): void;
  /** `read` on the calling thread. Absent as `writeDirect` is. */
  readDirect?(offset?: number, length?: number): TypedArray;
  /** Frees the memory; the buffer is unusable afterwards. */
  dispose(): void;
}

/** The buffers of a plan's inputs and state, by name. Lengths and dtypes must agree exactly. */
export type Bindings = Readonly<Record<string, DeviceBuffer>>;

/** How long one step of a plan took. */
export interface StepTime {
  /** Median over the runs; what timing an empty step costs is taken off. */
  readonly seconds: number;
  /** The least of them, likewise. */
  readonly best: number;
}

/**
 * Copies arrays into a plan's inputs, from their first element on, runs it, and fills arrays with the first elements of
 * its outputs. The caller answers for types and lengths: an array is of the buffer's type and not longer.
 */
export type DirectCall = (inputs: readonly TypedArray[], outputs: readonly TypedArray[]) => void;

/** A compiled plan. */
export interface Executable {
  readonly plan: Plan;
  /** Runs the plan `steps` times (default 1) in one submission. */
  run(steps?: number): Promise<void>;
  /** The same on the calling thread, before it returns. Absent as `DeviceBuffer.writeDirect` is. */
  runDirect?(steps?: number): void;
  /**
   * Runs the plan `runs` times one step at a time and times each step of it, with as many threads as `run` uses.
   * Steps that `run` lets overlap wait for each other here. Absent where single steps cannot be timed.
   */
  profile?(runs: number): Promise<readonly StepTime[]>;
  /** A copy of an output as the last run left it. @throws UndeclaredError for a name that is no output. */
  read(output: string): Promise<TypedArray>;
  /**
   * The plan as a function that runs it once, on the calling thread, before it returns: for hot loops that neither wait
   * nor make arrays. Absent where a device works beside the thread, or cannot.
   * @param inputs names of those that are written before each run, in the order of the call's arrays
   * @param outputs names of those that are copied afterwards
   * @throws UndeclaredError for a name that the plan does not have.
   */
  direct?(inputs: readonly string[], outputs: readonly string[]): DirectCall;
  /** Frees what the plan needs besides the buffers that it was bound to. */
  dispose(): void;
}

/** A place where plans run: it owns memory, threads or a GPU, and is closed with `dispose`. `openDevice` opens one. */
export interface Device {
  /** The name it was opened by: "reference", "wasm", "gpu:webgpu", … */
  readonly name: string;
  /** What runs, as it is: "wasm, 1 thread, SIMD". */
  readonly description: string;
  /** Whether products with rows stored without their zeros run faster here than products with the zeros. */
  readonly prefersSparseRows: boolean;
  /** Threads that compute; 1 by default. */
  readonly threads?: number;
  /** True for a GPU backend that runs on no GPU; its description says so too. */
  readonly software?: boolean;
  /** True where `run` waits for work that is done beside the thread, which goes on meanwhile: a GPU, not WebGL. */
  readonly runsBeside?: boolean;
  /**
   * Memory for `length` elements of a type, to be written before it is read.
   * @throws BackendError where there is not enough
   */
  allocate(dtype: DType, length: number): DeviceBuffer;
  /**
   * Makes a plan runnable, with buffers of this device for its inputs and its state.
   * @throws BackendError for what the backend cannot do
   */
  compile(plan: Plan, bindings: Bindings): Promise<Executable>;
  /** Frees all memory, threads and handles; buffers and executables of the device are unusable afterwards. */
  dispose(): Promise<void>;
  /**
   * The same, so that `await using` closes it; there where the engine has the symbol, as Node 20 and later do. (The reference
   * above declares it for compilers whose library is older.)
   */
  [Symbol.asyncDispose](): Promise<void>;
}
