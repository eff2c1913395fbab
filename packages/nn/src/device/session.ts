/**
 * A model at work on a device: its values, and the plans compiled for its data sets, which are kept as long as the
 * data sets are, so that a second fit, epoch or evaluation compiles nothing.
 */
import {
  type Device,
  type DeviceBuffer,
  type DType,
  type Executable,
  type Plan,
  type Program,
  plan,
  type Variable,
} from '@inkgrad/tensor';
import { turn, turnIsDue } from '@inkgrad/tensor/host';
import type { Dataset } from '../data/dataset.ts';
import { samplesKey } from '../data/match-data.ts';
import { ModelStateError } from '../errors.ts';
import { type BatchProgram, openBatchProgram } from './batch-program.ts';
import { acquireDefaultDevice, releaseDefaultDevice } from './default-device.ts';
import { Queue } from './queue.ts';
import { VariableStore } from './variable-store.ts';

export interface CompileRequest {
  /** Tells programs of one model apart, except for the data set. */
  readonly key: string;
  readonly dataset: Dataset;
  /** Variables that the program declares. */
  readonly record: () => Program;
  /** Inputs that are not the data set's, by name. */
  readonly buffers?: Readonly<Record<string, DeviceBuffer>>;
}

interface Planned {
  readonly plan: Plan;
  readonly state: readonly Variable[];
}

const disposed = 'this model has been disposed of.';

/** Sizes of batches, of all that a model is asked, whose programs are kept. */
const mostKept = 16;
/** What they may take together between calls: far more than single samples do, and less than a large data set in one batch. */
const mostKeptBytes = 32 * 2 ** 20;

export class Session {
  readonly store = new VariableStore();
  /** What is at work, by the model's id and its action. */
  readonly running = new Set<string>();
  readonly #queue = new Queue();
  readonly #plans = new Map<string, Planned>();
  readonly #executables = new Map<Dataset, Map<string, Executable>>();
  readonly #rooms = new Map<string, DeviceBuffer>();
  readonly #programs = new Set<BatchProgram>();
  readonly #kept = new Map<string, BatchProgram>();
  /** The last key of those kept. */
  #latest: string | undefined;
  #usesDefault = false;
  #isClosed = false;
  readonly #release = (dataset: Dataset): void => this.#dropDataset(dataset);

  /** Brings the model's values to `device`; without one they stay, or go to the default device. */
  async open(device: Device | undefined): Promise<Device> {
    if (!this.moves(device)) return this.store.device!;
    return this.inTurn(() => this.#move(device));
  }

  /**
   * Does what needs the weights to stay as they are, when all that came before it is done.
   * @param signal takes it out of the queue while it waits
   * @throws ModelStateError if the model has been disposed of before or meanwhile
   */
  async inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const waiting = this.#queue.enter(signal);
    if (waiting !== undefined) await waiting;
    try {
      // Calls in a loop would else keep timers and messages from their turn, as on wasm none of them waits for anything.
      if (turnIsDue()) await turn();
      this.checkOpen();
      return await work();
    } catch (error) {
      // Then it is why whatever failed has failed.
      this.checkOpen();
      throw error;
    } finally {
      this.#queue.leave();
    }
  }

  /** Whether a turn would neither wait for others nor let others run first. */
  get isFree(): boolean {
    return this.#queue.isIdle && !turnIsDue();
  }

  /**
   * Does the same without waiting, where a turn is free and the work needs no promise.
   * @throws ModelStateError if the model has been disposed of before
   */
  atOnce<T>(work: () => T | Promise<T>): T | Promise<T> {
    this.checkOpen();
    void this.#queue.enter();
    let result: T | Promise<T> | undefined;
    try {
      result = work();
      return result instanceof Promise ? result.finally(() => this.#queue.leave()) : result;
    } finally {
      if (!(result instanceof Promise)) this.#queue.leave();
    }
  }

  /** Whether the values are not yet on `device`, or on any where it is undefined. */
  moves(device: Device | undefined): boolean {
    const current = this.store.device;
    return current === undefined || (device !== undefined && device !== current);
  }

  async #move(device: Device | undefined): Promise<Device> {
    // Somebody who came before may have done it.
    if (!this.moves(device)) return this.store.device!;
    const usesDefault = device === undefined;
    const next = device ?? (await acquireDefaultDevice());
    this.#dropExecutables();
    this.#dropPrograms(`the model has moved to ${next.name}; make a new predictor.`);
    await this.store.moveTo(next);
    if (this.#usesDefault) releaseDefaultDevice();
    this.#usesDefault = usesDefault;
    return next;
  }

  /** The compiled program for a data set, from the first request for it on. */
  async executable({ key, dataset, record, buffers = {} }: CompileRequest): Promise<Executable> {
    const compiled = this.#executables.get(dataset) ?? this.#addDataset(dataset);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    if (dataset.device !== this.store.device) {
      const { name } = this.store.device!;
      throw new ModelStateError(`the model is on ${name} now, where another call has moved it; the data set is not.`);
    }
    const planned = await this.#planned(`${key} of ${samplesKey(dataset)}`, record);
    const given = { ...dataset.buffers, ...buffers };
    const bindings: Record<string, DeviceBuffer> = {};
    for (const name of Object.keys(planned.plan.inputs)) bindings[name] = given[name]!;
    for (const variable of planned.state) {
      await turn();
      bindings[variable.name] = await this.store.buffer(variable);
    }
    const executable = await this.store.device!.compile(planned.plan, bindings);
    compiled.set(key, executable);
    return executable;
  }

  /** A program for batches that the host writes, compiled on the model's device. */
  async batchProgram(record: () => Program): Promise<BatchProgram> {
    const { plan: planned, state } = await planInTurns(record);
    const bindings: Record<string, DeviceBuffer> = {};
    for (const variable of state) bindings[variable.name] = await this.store.buffer(variable);
    const forget = (): void => void this.#programs.delete(program);
    const program = await openBatchProgram(this.store.device!, planned, bindings, forget);
    this.#programs.add(program);
    return program;
  }

  /** The same, kept for the next batch of that key; what was not asked for in a while goes. */
  keptProgram(key: string, record: () => Program): BatchProgram | Promise<BatchProgram> {
    const kept = this.#kept.get(key);
    if (kept === undefined) return this.batchProgram(record).then((program) => this.#keep(key, program));
    if (key !== this.#latest) this.#keep(key, kept);
    return kept;
  }

  #keep(key: string, program: BatchProgram): BatchProgram {
    // The last of a map is what was used last.
    this.#kept.delete(key);
    this.#kept.set(key, program);
    this.#latest = key;
    if (this.#kept.size > mostKept) this.#dropOldest();
    return program;
  }

  /** Drops programs until those that are left are small enough to be kept; in a turn, after a call. */
  trimPrograms(): void {
    let bytes = 0;
    for (const program of this.#kept.values()) bytes += program.bytes;
    for (; bytes > mostKeptBytes; ) bytes -= this.#dropOldest();
  }

  /** @returns its bytes */
  #dropOldest(): number {
    for (const [key, program] of this.#kept) {
      this.#kept.delete(key);
      if (key === this.#latest) this.#latest = undefined;
      program.dispose();
      return program.bytes;
    }
    return 0;
  }

  /** @param reason why they cannot be used any more */
  #dropPrograms(reason: string): void {
    this.#kept.clear();
    for (const program of [...this.#programs]) program.retire(reason);
  }

  /** Room for something a sample, such as the order of training: one for each use and length. */
  room(use: string, dtype: DType, length: number): DeviceBuffer {
    const key = `${use} ${length}`;
    const room = this.#rooms.get(key) ?? this.store.device!.allocate(dtype, length);
    this.#rooms.set(key, room);
    return room;
  }

  /** Drops all that is compiled, for the sake of new variables. */
  forgetPrograms(): void {
    this.#dropExecutables();
    for (const program of this.#kept.values()) program.dispose();
    this.#kept.clear();
    this.#plans.clear();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.forgetPrograms();
    this.#dropPrograms(disposed);
    this.store.dispose();
    if (this.#usesDefault) releaseDefaultDevice();
    this.#usesDefault = false;
  }

  checkOpen(): void {
    if (this.#isClosed) throw new ModelStateError(disposed);
  }

  async #planned(key: string, record: () => Program): Promise<Planned> {
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const planned = await planInTurns(record);
    this.#plans.set(key, planned);
    return planned;
  }

  #addDataset(dataset: Dataset): Map<string, Executable> {
    const compiled = new Map<string, Executable>();
    this.#executables.set(dataset, compiled);
    dataset.onDispose(this.#release);
    return compiled;
  }

  #dropDataset(dataset: Dataset): void {
    for (const executable of this.#executables.get(dataset)?.values() ?? []) executable.dispose();
    this.#executables.delete(dataset);
    dataset.offDispose(this.#release);
  }

  #dropExecutables(): void {
    for (const dataset of [...this.#executables.keys()]) this.#dropDataset(dataset);
    for (const room of this.#rooms.values()) room.dispose();
    this.#rooms.clear();
  }
}

/** Each part takes some milliseconds, so the host gets a turn before it. */
async function planInTurns(record: () => Program): Promise<Planned> {
  await turn();
  const program = record();
  await turn();
  const planned = { plan: plan(program), state: program.state };
  await turn();
  return planned;
}
