/** A plan compiled for a device: its own memory, its kernels, and what comes back with each run. */
import { arrayOf, type TypedArray } from '../../dtype.ts';
import { BackendError } from '../../errors.ts';
import type { BufferId, Plan } from '../../plan/plan.ts';
import { buffersWritten } from '../../plan/step-buffers.ts';
import { checkSteps, outputBuffer } from '../bindings.ts';
import type { Executable } from '../device.ts';
import { type BufferHost, fromFloats, type GpuBuffer, layoutOf, SharedStorage, toFloats } from './buffer.ts';
import { layOutTemporaries } from './liveness.ts';
import { lowerPlan } from './lower.ts';
import type { CheckedIndices, GpuProgram, Slot, StateGroup } from './program.ts';
import type { Place, PreparedProgram, Storage } from './runner/runner.ts';
import { throwFault } from './source/index-check.ts';

/** Results up to this long come back with the run that wrote them, instead of by a transfer of their own. */
const smallResult = 1024;

type Bound = ReadonlyMap<BufferId, GpuBuffer>;

/** What depends on where the bound buffers lie. */
interface Compiled {
  readonly prepared: PreparedProgram;
  readonly faults: readonly { readonly place: Place; readonly checks: readonly CheckedIndices[] }[];
  readonly outputs: ReadonlyMap<BufferId, Place>;
  readonly storages: readonly Storage[];
  readonly shared: readonly SharedStorage[];
  readonly versions: readonly number[];
}

export class GpuExecutable implements Executable {
  readonly plan: Plan;
  readonly #host: BufferHost;
  readonly #bound: Bound;
  /** Outputs and state that come back with each run. */
  readonly #small: readonly BufferId[];
  readonly #written: readonly BufferId[];
  #compiled: Compiled | undefined;
  #results = new Map<BufferId, Float32Array>();

  private constructor(host: BufferHost, plan: Plan, bound: Bound, compiled: Compiled) {
    this.plan = plan;
    this.#host = host;
    this.#bound = bound;
    this.#compiled = compiled;
    this.#written = [...new Set(plan.steps.flatMap(buffersWritten))].filter((id) => bound.has(id));
    const wanted = [...new Set([...Object.values(plan.outputs), ...this.#written])];
    this.#small = wanted.filter((id) => plan.buffers[id]!.length > 0 && plan.buffers[id]!.length <= smallResult);
  }

  static async compile(host: BufferHost, plan: Plan, bound: Bound): Promise<GpuExecutable> {
    return new GpuExecutable(host, plan, bound, await compile(host, plan, bound));
  }

  #live(): Compiled {
    this.#host.check();
    if (this.#compiled === undefined) {
      throw new BackendError(this.#host.name, `the executable of plan "${this.plan.name}" has been disposed of`);
    }
    return this.#compiled;
  }

  /** Compiled anew if another plan has moved one of the bound buffers. */
  async #current(): Promise<Compiled> {
    const compiled = this.#live();
    const moved = [...this.#bound.values()].some(({ version }, at) => version !== compiled.versions[at]);
    if (!moved) return compiled;
    this.#compiled = await compile(this.#host, this.plan, this.#bound);
    dispose(this.#host, compiled);
    return this.#compiled;
  }

  #place(id: BufferId, { outputs }: Compiled): Place {
    return this.#bound.get(id)?.place() ?? outputs.get(id)!;
  }

  async run(steps = 1): Promise<void> {
    this.#live();
    checkSteps(steps);
    if (steps === 0) return;
    for (const buffer of this.#bound.values()) buffer.place();
    const compiled = await this.#current();
    for (const id of this.#written) this.#bound.get(id)!.cached = undefined;
    this.#results = new Map();
    const faults = compiled.faults.map(({ place }) => place);
    const values = await compiled.prepared.run(steps, [
      ...faults,
      ...this.#small.map((id) => this.#place(id, compiled)),
    ]);
    compiled.faults.forEach(({ place, checks }, at) => {
      if (values[at]![0] === 0) return;
      this.#host.runner.upload(place.storage, new Float32Array(place.length), place.offset);
      throwFault(values[at]!, checks);
    });
    this.#small.forEach((id, at) => {
      const buffer = this.#bound.get(id);
      const result = values[faults.length + at]!;
      if (buffer === undefined) this.#results.set(id, result);
      else buffer.cached = result;
    });
  }

  async read(output: string): Promise<TypedArray> {
    const { id, dtype, length } = outputBuffer(this.plan, output);
    const compiled = this.#live();
    const buffer = this.#bound.get(id);
    if (buffer !== undefined) return buffer.read();
    const decoded = (values: Float32Array): TypedArray =>
      fromFloats(this.#host.name, `output "${output}" of plan "${this.plan.name}"`, dtype, values);
    const known = this.#results.get(id);
    if (known !== undefined) return decoded(known.slice());
    if (length === 0) return arrayOf(dtype, 0);
    const [values] = await this.#host.runner.download([this.#place(id, compiled)]);
    return decoded(values!);
  }

  dispose(): void {
    if (this.#compiled === undefined) return;
    if (this.#host.isOpen) dispose(this.#host, this.#compiled);
    this.#compiled = undefined;
  }
}

function dispose(host: BufferHost, { prepared, storages, shared }: Compiled): void {
  prepared.dispose();
  for (const storage of storages) host.runner.release(storage);
  for (const storage of shared) storage.release();
}

async function compile(host: BufferHost, plan: Plan, bound: Bound): Promise<Compiled> {
  const { runner } = host;
  const { packed, checksOnDevice, alignment, dispatched } = runner;
  let program = lowerPlan(plan, { packed, checksOnDevice, alignment, dispatched });
  // State that another plan has arranged in its own way stays there, and is updated array by array here.
  if (!program.groups.every((group) => fits(group, bound))) {
    program = lowerPlan(plan, { packed, checksOnDevice, alignment: undefined, dispatched });
  }
  const storages: Storage[] = [];
  const shared: SharedStorage[] = [];
  const allocate = (length: number): Storage => {
    const storage = runner.allocate(length);
    storages.push(storage);
    return storage;
  };
  try {
    const outputs = new Map<BufferId, Place>();
    for (const group of program.groups) shared.push(arrange(host, group, plan, bound, outputs));
    for (const id of Object.values(plan.outputs)) {
      const { storage, length, data } = plan.buffers[id]!;
      if (outputs.has(id) || bound.has(id)) continue;
      const held = allocate(length);
      if (storage === 'constant') runner.upload(held, toFloats(host.name, data!), 0);
      outputs.set(id, { storage: held, offset: 0, length });
    }
    const placeOf = placer(host, program, { bound, outputs, shared, allocate });
    const prepared = await runner.prepare({
      name: plan.name,
      launches: program.launches.map(({ kernel, inputs, output }) => ({
        kernel,
        inputs: inputs.map(placeOf),
        output: placeOf(output),
      })),
      checks: program.checks.map((check) => ({ ...check, indices: placeOf(check.indices) })),
    });
    const faults = program.deviceChecks.map((group) => ({ place: placeOf(group.faults), checks: group.checks }));
    const versions = [...bound.values()].map(({ version }) => version);
    return { prepared, faults, outputs, storages, shared, versions };
  } catch (error) {
    for (const storage of storages) runner.release(storage);
    for (const storage of shared) storage.release();
    throw error;
  }
}

interface Memory {
  readonly bound: Bound;
  readonly outputs: ReadonlyMap<BufferId, Place>;
  readonly shared: readonly SharedStorage[];
  readonly allocate: (length: number) => Storage;
}

function placer(
  host: BufferHost,
  program: GpuProgram,
  { bound, outputs, shared, allocate }: Memory,
): (slot: Slot) => Place {
  const { memoryOf, lengths } = layOutTemporaries(program);
  const temporaries = lengths.map(allocate);
  const owned = new Map<Slot, Storage>();
  const wholePlace = (slot: Slot): Place => {
    const { origin, length } = slot;
    if (origin.kind === 'temporary') return { storage: temporaries[memoryOf.get(slot)!]!, offset: 0, length };
    if (origin.kind === 'group') return { storage: shared[origin.group]!.storage, offset: 0, length };
    if (origin.kind === 'plan') return bound.get(origin.buffer)?.place() ?? outputs.get(origin.buffer)!;
    const known = owned.get(slot);
    const storage = known ?? allocate(length);
    owned.set(slot, storage);
    if (known === undefined && origin.kind === 'constant')
      host.runner.upload(storage, toFloats(host.name, origin.data), 0);
    return { storage, offset: 0, length };
  };
  return (slot) => {
    if (slot.within === undefined) return wholePlace(slot);
    const { storage, offset } = wholePlace(slot.within.slot);
    return { storage, offset: offset + slot.within.offset, length: slot.length };
  };
}

const isStateOf =
  (bound: Bound) =>
  (buffer: BufferId): boolean =>
    bound.has(buffer);

/** The storage that all members of a group already share in the group's layout. */
function sharedBy(group: StateGroup, bound: Bound): SharedStorage | undefined {
  const members = group.members.filter(({ buffer }) => bound.has(buffer));
  const first = bound.get(members[0]!.buffer)!.shared;
  const agrees = members.every(({ buffer, row, offset }) => {
    const { shared, offset: at } = bound.get(buffer)!;
    return shared === first && at === row * group.length + offset;
  });
  return agrees && first?.layout === layoutOf(group, isStateOf(bound)) ? first : undefined;
}

/** Whether a group's state can lie together: it does already, or none of it shares a storage yet. */
function fits(group: StateGroup, bound: Bound): boolean {
  const members = group.members.map(({ buffer }) => bound.get(buffer)).filter((buffer) => buffer !== undefined);
  if (members.length === 0 || new Set(members).size < members.length) return false;
  return sharedBy(group, bound) !== undefined || members.every(({ shared }) => shared === undefined);
}

/** Brings a group's state together and finds the places of the outputs among its members. */
function arrange(
  host: BufferHost,
  group: StateGroup,
  plan: Plan,
  bound: Bound,
  outputs: Map<BufferId, Place>,
): SharedStorage {
  const known = sharedBy(group, bound);
  const shared = known ?? new SharedStorage(host, layoutOf(group, isStateOf(bound)), group.length * group.rows);
  shared.retain();
  for (const { buffer, row, offset } of group.members) {
    const at = row * group.length + offset;
    const state = bound.get(buffer);
    if (state === undefined)
      outputs.set(buffer, { storage: shared.storage, offset: at, length: plan.buffers[buffer]!.length });
    else if (known === undefined) state.moveTo(shared, at);
  }
  return shared;
}
