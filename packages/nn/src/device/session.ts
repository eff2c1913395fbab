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
import { turn } from '@inkgrad/tensor/host';
import type { Dataset } from '../data/dataset.ts';
import { samplesKey } from '../data/match-data.ts';
import { ModelStateError } from '../errors.ts';
import { acquireDefaultDevice, releaseDefaultDevice } from './default-device.ts';
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

export class Session {
  readonly store = new VariableStore();
  readonly #plans = new Map<string, { readonly plan: Plan; readonly state: readonly Variable[] }>();
  readonly #executables = new Map<Dataset, Map<string, Executable>>();
  readonly #rooms = new Map<string, DeviceBuffer>();
  #usesDefault = false;
  #isClosed = false;
  readonly #release = (dataset: Dataset): void => this.#dropDataset(dataset);

  /** Brings the model's values to `device`; without one they stay, or go to the default device. */
  async open(device: Device | undefined): Promise<Device> {
    const current = this.store.device;
    if (current !== undefined && (device === undefined || device === current)) return current;
    const usesDefault = device === undefined;
    const next = device ?? (await acquireDefaultDevice());
    this.#dropExecutables();
    await this.store.moveTo(next);
    if (this.#usesDefault) await releaseDefaultDevice();
    this.#usesDefault = usesDefault;
    return next;
  }

  /** The compiled program for a data set, from the first request for it on. */
  async executable({ key, dataset, record, buffers = {} }: CompileRequest): Promise<Executable> {
    const compiled = this.#executables.get(dataset) ?? this.#addDataset(dataset);
    const known = compiled.get(key);
    if (known !== undefined) return known;
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
    this.#plans.clear();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.forgetPrograms();
    this.store.dispose();
    if (this.#usesDefault) await releaseDefaultDevice();
    this.#usesDefault = false;
  }

  checkOpen(): void {
    if (this.#isClosed) throw new ModelStateError('this model has been disposed of.');
  }

  /** Each part takes some milliseconds, so the host gets a turn before it. */
  async #planned(
    key: string,
    record: () => Program,
  ): Promise<{ readonly plan: Plan; readonly state: readonly Variable[] }> {
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    await turn();
    const program = record();
    await turn();
    const planned = { plan: plan(program), state: program.state };
    this.#plans.set(key, planned);
    await turn();
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
