/**
 * A plan compiled for a wasm device: a tape in the device's memory with the addresses of its buffers written in, and
 * the memory that is its own: arena, constants, workspace and scratch. Running it is one call into WebAssembly.
 */
import { bytesPerElement, type TypedArray } from '../../dtype.ts';
import { ArgumentError, BackendError, IndexRangeError, InternalError } from '../../errors.ts';
import type { BufferId, Plan, PlanStep } from '../../plan/plan.ts';
import { buffersRead, buffersWritten } from '../../plan/step-buffers.ts';
import { outputBuffer } from '../bindings.ts';
import type { Executable, StepTime } from '../device.ts';
import { timeSteps } from '../time-steps.ts';
import type { WasmBuffer } from './buffer.ts';
import { Dependencies, type Range } from './dependencies.ts';
import { scratchStrips, stripBytes } from './generated/opcode.ts';
import { lowerStep } from './lower.ts';
import type { DeviceMemory } from './memory.ts';
import type { Kernels, TapeError } from './module.ts';
import { splitTape } from './split-tape.ts';
import { TapeWriter } from './tape-writer.ts';

/** Counts of the tape are 32 bits wide. */
const maximumSteps = 0xffffffff;

export class WasmExecutable implements Executable {
  readonly plan: Plan;
  readonly #kernels: Kernels;
  readonly #memory: DeviceMemory;
  readonly #bound: ReadonlyMap<BufferId, WasmBuffer>;
  readonly #addresses: number[] = [];
  readonly #owned: number[] = [];
  readonly #onDispose: () => void;
  /** For each step, the offset of its first instruction. */
  readonly #starts: number[] = [];
  #tape = 0;
  #scratch = 0;
  #scratchBytes = 0;
  #live = true;

  /** `bound` has passed checkBindings. `onDispose` is called once, when the executable is disposed of. */
  constructor(
    plan: Plan,
    kernels: Kernels,
    memory: DeviceMemory,
    bound: ReadonlyMap<BufferId, WasmBuffer>,
    onDispose: (executable: WasmExecutable) => void,
  ) {
    this.plan = plan;
    this.#kernels = kernels;
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
    this.#check();
    if (!Number.isInteger(steps) || steps < 0 || steps > maximumSteps) {
      throw new ArgumentError('run', 'steps', 'a whole number ≥ 0', steps);
    }
    const error = this.#kernels.run(this.#tape, steps, this.#scratch, this.#scratchBytes);
    if (error !== undefined) this.#throwIndexError(error);
  }

  async profile(runs: number): Promise<readonly StepTime[]> {
    this.#check();
    const { tapes, free } = splitTape(this.#memory, this.#tape, this.#starts);
    try {
      return timeSteps(this.#starts.length, runs, (step) => {
        const tape = step === undefined ? tapes.at(-1)! : tapes[step]!;
        const error = this.#kernels.run(tape, 1, this.#scratch, this.#scratchBytes);
        if (error !== undefined) this.#throwIndexError({ ...error, offset: this.#starts[step!]! });
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
    const arena = this.#own(this.plan.arenaBytes);
    for (const { id, storage, offset, length, dtype, data } of this.plan.buffers) {
      switch (storage) {
        case 'input':
        case 'state':
          this.#addresses[id] = this.#bound.get(id)!.address;
          break;
        case 'arena':
          this.#addresses[id] = arena + offset;
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

  /** Twice: the first time only to learn how much workspace and scratch the steps need. */
  #writeTape(): void {
    const dry = this.#lower(0);
    const workspace = dry.workspaceBytes > 0 ? this.#own(dry.workspaceBytes) : 0;
    const { tape } = this.#lower(workspace);
    this.#scratchBytes = scratchStrips + dry.strips * stripBytes;
    this.#scratch = this.#own(this.#kernels.threads * this.#scratchBytes);
    this.#tape = this.#own(tape.byteLength);
    this.#memory.view('i32', this.#tape, tape.length).set(tape);
  }

  #lower(workspace: number): { tape: Int32Array; workspaceBytes: number; strips: number } {
    const tape = new TapeWriter();
    let workspaceBytes = 0;
    let strips = 0;
    this.#starts.length = 0;
    const dependencies = new Dependencies();
    const range = (id: BufferId): Range => {
      const from = this.#addresses[id]!;
      return { from, to: from + this.plan.buffers[id]!.length * bytesPerElement };
    };
    for (const step of this.plan.steps) {
      this.#starts.push(tape.position);
      // A product may pack one factor into the workspace, which the next one uses as well.
      const packs = step.kind === 'matmul' ? [{ from: workspace, to: workspace + 1 }] : [];
      if (dependencies.mustWait(buffersRead(step).map(range), [...buffersWritten(step).map(range), ...packs]))
        tape.wait();
      lowerStep(step, {
        tape,
        address: (buffer) => this.#addresses[buffer]!,
        dtype: (buffer) => this.plan.buffers[buffer]!.dtype,
        workspace: (bytes) => {
          workspaceBytes = Math.max(workspaceBytes, bytes);
          return workspace;
        },
        needStrips: (count) => {
          strips = Math.max(strips, count);
        },
      });
    }
    return { tape: tape.finish(), workspaceBytes, strips };
  }

  #throwIndexError({ offset, index, position }: TapeError): never {
    const at = this.#starts.findLastIndex((start) => start <= offset);
    const { op, rows } = indexed(this.plan.steps[at]!);
    throw new IndexRangeError(op, index, position, rows);
  }
}

/** The op of a step that takes indices, and how many rows they select from. */
function indexed(step: PlanStep): { op: string; rows: number } {
  if ('indices' in step) return { op: step.kind, rows: step.rows };
  if (step.kind === 'crossEntropy') return { op: 'softmaxCrossEntropy', rows: step.columns };
  throw new InternalError(`step ${step.kind} reported an index`);
}
