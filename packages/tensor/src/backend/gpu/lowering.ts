/**
 * The state of turning a plan into launches. Values of element-wise steps and results of heavier kernels wait until
 * they are read: the first are written into the kernels that read them where that is cheap, the second take the
 * element-wise step that follows along as an epilogue. Whatever reads a state variable runs before the variable is
 * written.
 */
import { InternalError } from '../../errors.ts';
import { numberKey } from '../../number-key.ts';
import type { BufferId, MapOperation, MapStep, Plan, PlanStep } from '../../plan/plan.ts';
import { buffersRead } from '../../plan/step-buffers.ts';
import { sizeOf, stridesOf } from '../../shape.ts';
import { integerRanges, type RangeOf } from './integers.ts';
import { cellsOf, isPlainNumber, type KernelSpec, maxKernelInputs } from './kernel-spec.ts';
import { maskLayouts } from './masks.ts';
import type { IndexCheck, Launch, Slot, StateGroup } from './program.ts';
import { type HeavyKernel, heavySlots, writeHeavy } from './source/heavy.ts';
import { faultLength } from './source/index-check.ts';
import { type MapContext, mapKernel, mapValues, narrowed } from './source/map.ts';
import { copyKernel, zerosKernel } from './source/movement.ts';
import {
  isCheap,
  isContiguous,
  isTranscendental,
  type Node,
  type Operand,
  operandSlots,
  orderedNodes,
  readsElsewhere,
  readThrough,
  replaceNodes,
  reshapedTo,
  slotsOf,
  type Value,
} from './source/node.ts';
import { masksKernel } from './source/philox.ts';
import type { Access } from './source/strided.ts';
import { type Grouping, groupUpdates, noGrouping } from './state-groups.ts';

export interface LowerOptions {
  /** Whether a cell may return four numbers that lie next to one another. */
  readonly packed: boolean;
  /** Whether kernels check indices, instead of the host between launches. */
  readonly checksOnDevice: boolean;
  /** Elements at whose multiples a part of a memory may begin; undefined if a kernel can only use all of one. */
  readonly alignment: number | undefined;
  /** Whether kernels are dispatched in workgroups, of which an axis takes only so many. */
  readonly dispatched: boolean;
}

/** A value on its way to memory; without a buffer, to memory that only this map knows. */
interface Store {
  readonly buffer?: BufferId;
  readonly slot: Slot;
  value: Value;
  /** The waiting kernel that it is the epilogue of. */
  fused?: BufferId;
}

/** A scalar that a kernel at the end of the step reads. */
export interface Kept {
  operand: Operand;
}

export class Lowering implements MapContext {
  readonly plan: Plan;
  readonly options: LowerOptions;
  readonly grouping: Grouping;
  readonly slots: Slot[] = [];
  readonly launches: Launch[] = [];
  readonly checks: (IndexCheck & { readonly buffer: BufferId; operand: Operand })[] = [];
  readonly groups: StateGroup[] = [];
  /** What kernels at the end of the step read, as it is now. */
  readonly #kept: Kept[] = [];
  /** Small state and outputs to be written together at the end of the step. */
  readonly small: { buffer: BufferId; value: Value }[] = [];
  readonly #ofBuffer = new Map<BufferId, Slot>();
  readonly #values = new Map<BufferId, Value>();
  readonly #heavy = new Map<BufferId, HeavyKernel>();
  readonly #masks = new Map<string, Slot>();
  readonly rangeOf: RangeOf;
  /** Numbers that cannot stand in source, by key, at their places in one array for all kernels of the plan. */
  readonly #specials: ReadonlyMap<string, { readonly value: number; readonly offset: number }>;
  #specialSlot: Slot | undefined;
  readonly #maskLayouts;
  readonly #groupGradients: Slot[];
  readonly #lastRead = new Map<BufferId, number>();
  #step = 0;

  constructor(plan: Plan, options: LowerOptions) {
    this.plan = plan;
    this.options = options;
    const { alignment } = options;
    this.grouping = alignment === undefined ? noGrouping : groupUpdates(plan, alignment);
    this.rangeOf = integerRanges(plan);
    this.#specials = specialNumbers(plan);
    this.#maskLayouts = maskLayouts(plan, options);
    this.#groupGradients = this.grouping.groups.map(({ length }) => this.temporary(length));
    plan.steps.forEach((step, at) => {
      for (const id of buffersRead(step)) this.#lastRead.set(id, at);
    });
  }

  /** An operand of a kernel at the end of the step, which will read what it is now, whatever is written until then. */
  keep(operand: Operand): Kept {
    const kept = { operand };
    this.#kept.push(kept);
    return kept;
  }

  /** Called before each step is lowered. */
  begin(step: number): void {
    this.#step = step;
  }

  #slot(length: number, origin: Slot['origin'], within?: Slot['within']): Slot {
    const slot: Slot = { id: this.slots.length, length, origin, ...(within === undefined ? {} : { within }) };
    this.slots.push(slot);
    return slot;
  }

  temporary(length: number): Slot {
    return this.#slot(length, { kind: 'temporary' });
  }

  part(slot: Slot, offset: number, length: number): Slot {
    return this.#slot(length, slot.origin, { slot, offset });
  }

  constant(data: Float32Array): Slot {
    return this.#slot(data.length, { kind: 'constant', data });
  }

  special(value: number): { slot: Slot; offset: number } {
    this.#specialSlot ??= this.constant(Float32Array.from(this.#specials.values(), (special) => special.value));
    return { slot: this.#specialSlot, offset: this.#specials.get(numberKey(value))!.offset };
  }

  faults(): Slot {
    return this.#slot(faultLength, { kind: 'faults' });
  }

  group(group: StateGroup): Slot {
    return this.#slot(group.length * group.rows, { kind: 'group', group: this.groups.push(group) - 1 });
  }

  groupGradient(group: number): Slot {
    return this.#groupGradients[group]!;
  }

  /** The slot of a buffer, whether or not its value is in it yet. */
  slotOf(id: BufferId): Slot {
    const known = this.#ofBuffer.get(id);
    if (known !== undefined) return known;
    const slot = this.#newSlotOf(id);
    this.#ofBuffer.set(id, slot);
    return slot;
  }

  #newSlotOf(id: BufferId): Slot {
    const { storage, length, data } = this.plan.buffers[id]!;
    if (storage === 'constant') return this.#slot(length, { kind: 'constant', data: data! });
    if (!this.isTemporary(id)) return this.#slot(length, { kind: 'plan', buffer: id });
    const gradient = this.grouping.gradients.get(id);
    if (gradient === undefined) return this.temporary(length);
    return this.part(this.#groupGradients[gradient.group]!, gradient.offset, length);
  }

  isTemporary(id: BufferId): boolean {
    return this.plan.buffers[id]!.storage === 'arena' && !Object.values(this.plan.outputs).includes(id);
  }

  /** Whether a value fits into one row of the kernel that writes small state. */
  #isSmall({ shape }: Value): boolean {
    const { alignment = 0 } = this.options;
    return sizeOf(shape) <= alignment && shape.filter((dimension) => dimension !== 1).length <= 1;
  }

  #isReadLater(id: BufferId): boolean {
    return (this.#lastRead.get(id) ?? -1) > this.#step;
  }

  /** The slot of a buffer with its value in it. */
  stored(id: BufferId): Slot {
    const value = this.#values.get(id);
    const heavy = this.#heavy.get(id);
    this.#values.delete(id);
    this.#heavy.delete(id);
    const small = this.small.findIndex(({ buffer }) => buffer === id);
    if (small >= 0) this.small.splice(small, 1);
    const slot = this.slotOf(id);
    if (value !== undefined) this.emitValue(value, slot);
    if (heavy !== undefined) this.emitHeavy(heavy, slot);
    return slot;
  }

  /**
   * What a kernel reads for a buffer, over axes of the kernel's choice: an expression where that is cheap.
   * @param most arrays that it may read, so that a kernel's operands together are no more than it can take
   */
  operand(id: BufferId, shape: readonly number[], most = fewArrays): Operand {
    const value = this.#values.get(id);
    if (value !== undefined && isCheap(value.node) && slotsOf(value.node).size <= most) {
      const node = reshapedTo(value, shape);
      if (node !== undefined) return { node };
    }
    return { slot: this.stored(id) };
  }

  load(id: BufferId, access: Access, shape: readonly number[]): Node {
    const value = this.#values.get(id);
    if (value !== undefined) {
      const node =
        (sizeOf(shape) <= fewElements && slotsOf(value.node).size <= fewArrays) || isCheap(value.node)
          ? readThrough(value, access, shape)
          : undefined;
      if (node !== undefined) return node;
      this.stored(id);
    }
    return { kind: 'load', slot: this.slotOf(id), access };
  }

  mask(operation: Extract<MapOperation, { op: 'dropoutMask' }>, counter: Node, doubtful: boolean): Slot {
    const layout = this.#maskLayouts.get(operation)!;
    const known = this.#masks.get(layout.key);
    const { packed } = this.options;
    const whole = known ?? this.temporary(layout.cells * (packed ? 4 : 1));
    this.#masks.set(layout.key, whole);
    // The counter is a scalar, so it reads every array at one place.
    const scalar = replaceNodes(counter, (node) =>
      node.kind === 'load' || node.kind === 'coordinate'
        ? { ...node, access: { offset: node.access.offset, strides: [0] } }
        : undefined,
    );
    if (known === undefined) {
      const { node } = this.#narrowed({ shape: [1], node: scalar });
      this.emitHeavy(masksKernel(layout.masks, layout.cells, node, { packed, doubtful }), whole);
    }
    if (layout.masks.length === 1) return whole;
    const { start, length } = layout.masks[layout.at]!;
    return this.part(whole, start * (packed ? 4 : 1), packed ? Math.ceil(length / 4) * 4 : length);
  }

  /** A result that is not computed before something reads it, unless it outlives the step. */
  defer(id: BufferId, heavy: HeavyKernel): void {
    const { shape } = this.plan.buffers[id]!;
    if (sizeOf(shape) === 0) return;
    // Whatever sums over nothing is zero, and an empty array is nothing that a kernel could be given.
    const sumsNothing = [...heavySlots(heavy)].some(({ length }) => length === 0);
    if (sumsNothing) this.define(id, { shape, node: { kind: 'number', value: 0 } });
    else if (this.isTemporary(id)) this.#heavy.set(id, heavy);
    else this.emitHeavy(heavy, this.slotOf(id));
  }

  define(id: BufferId, value: Value): void {
    if (this.isTemporary(id)) this.#values.set(id, value);
    else this.emitValue(value, this.slotOf(id));
  }

  map(step: MapStep): void {
    if (sizeOf(step.shape) === 0) return;
    const values = mapValues(step, this);
    const stores: Store[] = step.stores.map(({ buffer }, at) => ({
      buffer,
      slot: this.slotOf(buffer),
      value: values[at]!,
    }));
    const shared = this.#shareCostly(stores);
    this.#placeEpilogues([...shared, ...stores]);
    for (const store of shared) this.#emitStore(store, store.slot);
    // What can wait, waits; what writes state or an output goes after the others that read it.
    const now = stores.filter((store) => !shared.includes(store) && !this.#postpone(store));
    const copies: { from: Slot; to: Slot }[] = [];
    while (now.length > 0) {
      const isRead = (at: number): boolean =>
        now.some((other, i) => i !== at && slotsOf(other.value.node).has(now[at]!.slot));
      const free = now.findIndex((_, at) => !isRead(at));
      const [store] = now.splice(Math.max(free, 0), 1) as [Store];
      // The rest still reads the old value, so the new one waits beside it.
      const target = free >= 0 ? store.slot : this.temporary(store.slot.length);
      this.#emitStore(store, target);
      if (target !== store.slot) copies.push({ from: target, to: store.slot });
    }
    for (const { from, to } of copies) this.launch(copyKernel(to.length), [from], to);
  }

  #emitStore({ fused, value }: Store, target: Slot): void {
    if (fused === undefined) this.emitValue(value, target);
    else this.#emitFused(fused, value, target);
  }

  /** Whether a store waits until its value is read, or until the end of the step. */
  #postpone({ buffer, value, fused }: Store): boolean {
    if (buffer === undefined || fused !== undefined) return false;
    if (!this.isTemporary(buffer) && !this.#isSmall(value)) return false;
    // Steps after this one that read a variable mean the value that it is about to have.
    this.#values.set(buffer, value);
    if (!this.isTemporary(buffer)) this.small.push({ buffer, value });
    return true;
  }

  /** Costly parts of several stores, to be computed once and before them; the stores read the results instead. */
  #shareCostly(stores: readonly Store[]): Store[] {
    const shared: Store[] = [];
    const nodes = [...new Set(stores.flatMap(({ value }) => orderedNodes(value.node)))].reverse();
    for (const node of nodes) {
      const readers = stores.filter(({ value }) => orderedNodes(value.node).includes(node));
      if (!isTranscendental(node) || readers.length < 2) continue;
      const { shape } = readers[0]!.value;
      const own = stores.find(
        ({ buffer, value }) => value.node === node && buffer !== undefined && this.isTemporary(buffer),
      );
      const store = own ?? { slot: this.temporary(sizeOf(shape)), value: { shape, node } };
      shared.push(store);
      const whole: Node = { kind: 'load', slot: store.slot, access: { offset: 0, strides: stridesOf(shape) } };
      for (const reader of readers) {
        if (reader === own) continue;
        reader.value = { shape, node: replaceNodes(reader.value.node, (part) => (part === node ? whole : undefined)) };
      }
    }
    return shared.reverse();
  }

  /** Chooses for each waiting result whether one of the map's stores is its epilogue; computes it now if not. */
  #placeEpilogues(stores: readonly Store[]): void {
    for (const [id, heavy] of [...this.#heavy]) {
      const slot = this.slotOf(id);
      const readers = [...new Set(stores)].filter(({ value }) => slotsOf(value.node).has(slot));
      const [reader] = readers;
      if (reader === undefined) continue;
      const alone = reader.buffer === undefined || this.isTemporary(reader.buffer) || !this.#isSmall(reader.value);
      const fits = readers.length === 1 && reader.fused === undefined && alone && !this.#isReadLater(id);
      const epilogue = fits ? epilogueOf(reader.value, slot, heavy) : undefined;
      if (epilogue !== undefined && writeHeavy(heavy, epilogue).inputs.length <= maxKernelInputs) reader.fused = id;
      else this.stored(id);
    }
  }

  #emitFused(id: BufferId, value: Value, target: Slot): void {
    const heavy = this.#heavy.get(id)!;
    this.#heavy.delete(id);
    this.emitHeavy(heavy, target, epilogueOf(value, this.slotOf(id), heavy)!);
  }

  /** The value over no more arrays than a kernel takes, with parts of it stored. */
  #narrowed(value: Value): Value {
    return narrowed(value, (part) => {
      const held = this.temporary(sizeOf(part.shape));
      this.emitValue(part, held);
      return held;
    });
  }

  emitValue(value: Value, slot: Slot): void {
    const kept = this.#narrowed(value);
    const { kernel, inputs } = mapKernel(kept);
    this.launch(readsElsewhere(kept, slot) ? { ...kernel, crosses: true } : kernel, inputs, slot);
  }

  emitHeavy(heavy: HeavyKernel, slot: Slot, epilogue?: Node): void {
    const { kernel, inputs } = writeHeavy(heavy, epilogue);
    const crosses = inputs.includes(slot) && heavy.inPlace !== true;
    this.launch(crosses ? { ...kernel, crosses } : kernel, inputs, slot);
  }

  launch(kernel: KernelSpec, inputs: readonly Slot[], output: Slot): void {
    if (inputs.length > maxKernelInputs) throw new InternalError(`kernel "${kernel.name}" has ${inputs.length} arrays`);
    if (cellsOf(kernel) === 0 || output.length === 0) return;
    // A mask is made before the map that it belongs to has decided over the results that its counter is made of.
    for (const id of [...this.#heavy.keys()]) if (inputs.includes(this.slotOf(id))) this.stored(id);
    this.beforeWriting(output);
    const empty = inputs.some(({ length }) => length === 0);
    this.launches.push(empty ? { kernel: zerosKernel(output.length), inputs: [], output } : { kernel, inputs, output });
  }

  /** Computes what still waits and reads `slot`, which is about to change. */
  beforeWriting(slot: Slot): void {
    if (slot.origin.kind !== 'plan' && slot.origin.kind !== 'group') return;
    for (const [id, value] of [...this.#values])
      if (this.#isReadLater(id) && slotsOf(value.node).has(slot)) this.stored(id);
    for (const [id, heavy] of [...this.#heavy])
      if (this.#isReadLater(id) && heavySlots(heavy).has(slot)) this.stored(id);
    // Checks by kernels come at the end of the step.
    for (const check of this.checks) {
      if (!operandSlots(check.operand).has(slot)) continue;
      const indices = this.stored(check.buffer);
      const kept = indices === slot ? this.temporary(slot.length) : indices;
      if (indices === slot) this.launch(copyKernel(slot.length), [slot], kept);
      check.operand = { slot: kept };
    }
    for (const kept of this.#kept) {
      if (!operandSlots(kept.operand).has(slot)) continue;
      const held = this.temporary(1);
      const node: Node =
        'node' in kept.operand ? kept.operand.node : { kind: 'load', slot, access: { offset: 0, strides: [1] } };
      this.emitValue({ shape: [1], node }, held);
      kept.operand = { slot: held };
    }
    for (const small of [...this.small]) {
      const { shape, node } = small.value;
      if (!slotsOf(node).has(slot) || this.slotOf(small.buffer) === slot) continue;
      const held = this.temporary(sizeOf(shape));
      this.emitValue(small.value, held);
      small.value = { shape, node: { kind: 'load', slot: held, access: { offset: 0, strides: stridesOf(shape) } } };
    }
  }

  /** Has the indices checked, by the host in memory or by a kernel at the end. */
  check(op: string, id: BufferId, count: number, rows: number, fromEnd = false): Operand {
    const operand: Operand = this.options.checksOnDevice ? this.operand(id, [count]) : { slot: this.stored(id) };
    const indices = this.slotOf(id);
    const known = this.checks.some(
      (check) => check.indices === indices && check.rows === rows && check.op === op && check.fromEnd === fromEnd,
    );
    if (count > 0 && !known)
      this.checks.push({ op, indices, buffer: id, operand, count, rows, fromEnd, afterLaunch: this.launches.length });
    return operand;
  }
}

/** The numbers of a plan that cannot stand in a kernel's source. */
function specialNumbers(plan: Plan): Map<string, { value: number; offset: number }> {
  const found = new Map<string, { value: number; offset: number }>();
  for (const step of plan.steps) {
    if (step.kind !== 'map') continue;
    for (const { op, attributes } of step.operations) {
      const given = op === 'constant' ? attributes.value : 'alpha' in attributes ? attributes.alpha : 0;
      const value = Math.fround(given);
      if (!isPlainNumber(value) && !found.has(numberKey(value)))
        found.set(numberKey(value), { value, offset: found.size });
    }
  }
  return found;
}

/** Kernels of this few cells work out again what would be too costly for more. */
const fewElements = 8;

/** A value of more arrays than this would use up what the kernels that read it can take. */
const fewArrays = 3;

/** The value as an epilogue of the kernel whose result it reads from `slot`; undefined if it reads other elements too. */
function epilogueOf(value: Value, slot: Slot, heavy: HeavyKernel): Node | undefined {
  let whole = true;
  const node = replaceNodes(value.node, (part) => {
    if (part.kind === 'total' && operandSlots(part.of).has(slot)) whole = false;
    if (part.kind === 'pick' && part.table === slot) whole = false;
    if (part.kind !== 'load' || part.slot !== slot) return undefined;
    whole &&=
      part.access.offset === 0 && isContiguous(part.access.strides, value.shape) && sizeOf(value.shape) === slot.length;
    return { kind: 'result' };
  });
  return whole ? reshapedTo({ shape: value.shape, node }, heavy.shape) : undefined;
}

export type StepOf<K extends PlanStep['kind']> = Extract<PlanStep, { kind: K }>;
