/**
 * A plan compiled for a wasm device: a tape in the device's memory with the addresses of its buffers written in, and
 * the memory that is its own: arena, constants, workspace and scratch. Running it is one call into WebAssembly.
 */
import { bytesPerElement, type TypedArray } from '../../dtype.ts';
import { BackendError, IndexRangeError, InternalError } from '../../errors.ts';
import { arenaAlignment } from '../../plan/memory.ts';
import type { BufferId, Plan, PlanStep } from '../../plan/plan.ts';
import { checkSteps, inputBuffer, outputBuffer } from '../bindings.ts';
import type { DirectCall, Executable, StepTime } from '../device.ts';
import { timeSteps } from '../time-steps.ts';
import type { WasmBuffer } from './buffer.ts';
import type { OrderedStep } from './dependencies.ts';
import { scratchStrips, stripBytes } from './generated/opcode.ts';
import { lowerStep } from './lower.ts';
import type { DeviceMemory } from './memory.ts';
import type { Kernels, TapeError } from './module.ts';
import { partitionOf } from './partition.ts';
import { splitTape } from './split-tape.ts';
import { TapeWriter } from './tape-writer.ts';

/** For each thread: about what its second-level cache and its part of the third hold. */
const mostUnsharedBytes = 2 ** 21;

interface StepStart {
  readonly step: number;
  readonly offset: number;
}

interface Lowered {
  readonly tape: Int32Array;
  /** Bytes that threads share. */
  readonly workspaceBytes: number;
  /** Bytes that each thread has for itself, behind its strips. */
  readonly ownBytes: number;
  readonly strips: number;
}

export class WasmExecutable implements Executable {
  readonly plan: Plan;
  readonly #kernels: Kernels;
  /** That take part. */
  readonly #threads: number;
  readonly #memory: DeviceMemory;
  readonly #bound: ReadonlyMap<BufferId, WasmBuffer>;
  readonly #addresses: number[] = [];
  readonly #owned: number[] = [];
  readonly #onDispose: () => void;
  /** Steps in the order of the tape, with the offset of the first instruction of each. */
  #starts: readonly StepStart[] = [];
  #tape = 0;
  #scratch = 0;
  #scratchBytes = 0;
  #live = true;

  /** On the first `threads` of the kernels' threads. `bound` has passed checkBindings. `onDispose` is called once, when the executable is disposed of. */
  constructor(
    plan: Plan,
    kernels: Kernels,
    threads: number,
    memory: DeviceMemory,
    bound: ReadonlyMap<BufferId, WasmBuffer>,
    onDispose: (executable: WasmExecutable) => void,
  ) {
    this.plan = plan;
    this.#kernels = kernels;
    this.#threads = threads;
    this.#memory = memory;
    this.#bound = bound;
    this.#onDispose = () => onDispose(this);
    try {
      this.#placeBuffers();
      this.#writeTape();
    } catch (error) {
      this.#freeOwned();
      throw error;
    }
  }

  async run(steps = 1): Promise<void> {
    this.runDirect(steps);
  }

  runDirect(steps = 1): void {
    this.#check();
    checkSteps(steps);
    this.#runTape(steps);
  }

  #runTape(times: number): void {
    const error = this.#kernels.run(this.#tape, times, this.#scratch, this.#scratchBytes, this.#threads);
    if (error !== undefined) this.#throwIndexError(error);
  }

  async profile(runs: number): Promise<readonly StepTime[]> {
    this.#check();
    const starts = this.#starts.map(({ offset }) => offset);
    const { tapes, free } = splitTape(this.#memory, this.#tape, starts);
    const places = this.plan.steps.map((_, step) => this.#starts.findIndex((start) => start.step === step));
    try {
      return await timeSteps(places.length, runs, (step) => {
        const tape = step === undefined ? tapes.at(-1)! : tapes[places[step]!]!;
        const error = this.#kernels.run(tape, 1, this.#scratch, this.#scratchBytes, this.#threads);
        if (error !== undefined) this.#throwIndexError({ ...error, offset: starts[places[step!]!]! });
      });
    } finally {
      free();
    }
  }

  async read(output: string): Promise<TypedArray> {
    this.#check();
    const { id, dtype, length } = outputBuffer(this.plan, output);
    return this.#memory.read(dtype, this.#addresses[id]!, length);
  }

  direct(inputs: readonly string[], outputs: readonly string[]): DirectCall {
    this.#check();
    const places = [
      ...inputs.map((name) => inputBuffer(this.plan, name)),
      ...outputs.map((name) => outputBuffer(this.plan, name)),
    ].map(({ id, dtype, length }) => ({ address: this.#addresses[id]!, dtype, length }));
    const { memory } = this.#memory;
    let views: TypedArray[] = [];
    let seen: ArrayBufferLike | undefined;
    return (given, results) => {
      this.#check();
      // Growing the memory detaches the views.
      if (seen !== memory.buffer) {
        seen = memory.buffer;
        views = places.map(({ dtype, address, length }) => this.#memory.view(dtype, address, length));
      }
      for (let at = 0; at < given.length; at++) copy(given[at]!, views[at]!, given[at]!.length);
      this.#runTape(1);
      for (let at = 0; at < results.length; at++) {
        copy(views[inputs.length + at]!, results[at]!, results[at]!.length);
      }
    };
  }

  dispose(): void {
    if (!this.#live) return;
    this.#live = false;
    this.#freeOwned();
    this.#onDispose();
  }

  /** Forgets the memory, which goes with its device. */
  abandon(): void {
    this.#live = false;
  }

  /** @throws BackendError if the executable or a buffer that it is bound to is gone. */
  #check(): void {
    if (!this.#live) throw new BackendError('wasm', 'this executable has been disposed of.');
    for (const buffer of this.#bound.values()) buffer.address;
  }

  #own(bytes: number): number {
    const address = this.#memory.allocate(bytes);
    this.#owned.push(address);
    return address;
  }

  #freeOwned(): void {
    for (const address of this.#owned) this.#memory.free(address);
    this.#owned.length = 0;
  }

  #placeBuffers(): void {
    const { bytes, offsets } = this.#arena();
    const arena = this.#own(bytes);
    for (const { id, storage, offset, length, dtype, data } of this.plan.buffers) {
      switch (storage) {
        case 'input':
        case 'state':
          this.#addresses[id] = this.#bound.get(id)!.address;
          break;
        case 'arena':
          this.#addresses[id] = arena + (offsets?.[id] ?? offset);
          break;
        case 'constant': {
          const address = this.#own(length * bytesPerElement);
          this.#memory.view(dtype, address, length).set(data!);
          this.#addresses[id] = address;
          break;
        }
        default:
          throw new InternalError(`unknown storage ${storage satisfies never}`);
      }
    }
  }

  /**
   * On several threads buffers that fit into a core's cache all have a place of their own: where they share one, a
   * thread would have to wait until the others have read what was there before.
   */
  #arena(): { readonly bytes: number; readonly offsets?: readonly number[] } {
    const { arenaBytes, buffers } = this.plan;
    if (this.#threads === 1) return { bytes: arenaBytes };
    let bytes = 0;
    const offsets = buffers.map(({ storage, length }) => {
      const offset = bytes;
      if (storage === 'arena') bytes += Math.ceil((length * bytesPerElement) / arenaAlignment) * arenaAlignment;
      return offset;
    });
    return bytes > mostUnsharedBytes * this.#threads ? { bytes: arenaBytes } : { bytes, offsets };
  }

  /** Twice: the first time only to learn how much workspace and scratch the steps need. */
  #writeTape(): void {
    const order = this.#order();
    const dry = this.#lower(order, 0, 0);
    const workspace = dry.workspaceBytes > 0 ? this.#own(dry.workspaceBytes) : 0;
    const stripsEnd = scratchStrips + dry.strips * stripBytes;
    const { tape } = this.#lower(order, workspace, stripsEnd);
    // Whole cache lines, so that no two threads write to one.
    this.#scratchBytes = Math.ceil((stripsEnd + dry.ownBytes) / 64) * 64;
    this.#scratch = this.#own(this.#threads * this.#scratchBytes);
    this.#tape = this.#own(tape.byteLength);
    this.#memory.view('i32', this.#tape, tape.length).set(tape);
  }

  #lower(order: readonly OrderedStep[], workspace: number, ownWorkspace: number): Lowered {
    const { plan } = this;
    const tape = new TapeWriter();
    let workspaceBytes = 0;
    let ownBytes = 0;
    let strips = 0;
    const starts: StepStart[] = [];
    const address = (buffer: BufferId): number => this.#addresses[buffer]!;
    for (const { step: at, waits } of order) {
      const step = plan.steps[at]!;
      starts.push({ step: at, offset: tape.position });
      if (waits) tape.wait();
      lowerStep(step, {
        tape,
        partition: partitionOf(step, plan),
        address,
        dtype: (buffer) => plan.buffers[buffer]!.dtype,
        workspace: (bytes) => {
          workspaceBytes = Math.max(workspaceBytes, bytes);
          return workspace;
        },
        ownWorkspace: (bytes) => {
          ownBytes = Math.max(ownBytes, bytes);
          return ownWorkspace;
        },
        needStrips: (count) => {
          strips = Math.max(strips, count);
        },
      });
    }
    this.#starts = starts;
    return { tape: tape.finish(), workspaceBytes, ownBytes, strips };
  }

  #order(): readonly OrderedStep[] {
    return this.#kernels.order(this.plan, this.#threads, (buffer) => this.#addresses[buffer]!);
  }

  #throwIndexError({ offset, index, position }: TapeError): never {
    const at = this.#starts.findLast((start) => start.offset <= offset)!.step;
    const { op, rows, fromEnd } = indexed(this.plan.steps[at]!);
    throw new IndexRangeError(op, index, position, rows, fromEnd);
  }
}

/** Below this, a loop is done before `set` has looked at its arguments. */
const fewElements = 48;

/** The first `length` elements of an array into another. */
function copy(from: TypedArray, to: TypedArray, length: number): void {
  if (length > fewElements) to.set(from.length === length ? from : from.subarray(0, length));
  else for (let at = 0; at < length; at++) to[at] = from[at]!;
}

/** The op of a step that takes indices, and how many rows they select from. */
function indexed(step: PlanStep): { op: string; rows: number; fromEnd?: boolean } {
  if (step.kind === 'gather' || step.kind === 'scatterAdd') return { ...step, op: step.kind };
  if ('indices' in step) return { op: step.kind, rows: step.rows };
  if (step.kind === 'crossEntropy') return { op: 'softmaxCrossEntropy', rows: step.columns };
  throw new InternalError(`step ${step.kind} reported an index`);
}
