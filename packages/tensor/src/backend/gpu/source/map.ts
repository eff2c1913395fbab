/**
 * Fused element-wise steps as kernels. A kernel has one result, so each store becomes a kernel with the part of the
 * program that it needs; what two of them share is computed twice, which costs less than a trip through memory.
 */
import type { MapStep } from '../../../plan/plan.ts';
import { sizeOf, stridesOf } from '../../../shape.ts';
import { isPlainNumber, kernelSource, type KernelSpec, literal, maxKernelInputs } from '../kernel-spec.ts';
import type { Slot } from '../program.ts';
import { elementwise, type PositionalOp } from './elementwise.ts';
import { maskKernel } from './philox.ts';
import { type Access, cellGrid } from './strided.ts';

/** What the lowering of a map asks of its surroundings. */
export interface MapContext {
  slotOf(buffer: number): Slot;
  temporary(length: number): Slot;
  constant(data: Float32Array): Slot;
  launch(kernel: KernelSpec, inputs: readonly Slot[], output: Slot): void;
  /** Whether a cell may return four numbers. */
  readonly packed: boolean;
}

type Register =
  | { readonly kind: 'load'; readonly slot: Slot; readonly access: Access }
  | { readonly kind: 'coordinate'; readonly access: Access }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'operation'; readonly operation: MapStep['operations'][number] };

type PlainOperation = Exclude<MapStep['operations'][number], { op: PositionalOp }>;

export function lowerMap(step: MapStep, context: MapContext): void {
  if (sizeOf(step.shape) === 0) return;
  new MapLowering(step, context).run();
}

class MapLowering {
  readonly #step: MapStep;
  readonly #context: MapContext;
  readonly #registers: Register[];
  readonly #whole: Access;

  constructor(step: MapStep, context: MapContext) {
    this.#step = step;
    this.#context = context;
    this.#whole = { offset: 0, strides: stridesOf(step.shape) };
    this.#registers = step.loads.map(({ buffer, offset, strides }) => ({
      kind: 'load',
      slot: context.slotOf(buffer),
      access: { offset, strides },
    }));
    for (const operation of step.operations) this.#registers.push(this.#registerOf(operation));
  }

  run(): void {
    const waiting = this.#step.stores.map(({ register, buffer }) => ({ register, slot: this.#context.slotOf(buffer) }));
    const copies: { from: Slot; to: Slot }[] = [];
    while (waiting.length > 0) {
      const readLater = (at: number): boolean =>
        waiting.some((other, i) => i !== at && this.#slotsOf(other.register).has(waiting[at]!.slot));
      const free = waiting.findIndex((_, at) => !readLater(at));
      const [store] = waiting.splice(Math.max(free, 0), 1) as [(typeof waiting)[number]];
      if (free >= 0) {
        this.#emit(store.register, store.slot);
      } else {
        // The rest still reads the old value, so the new one waits beside it.
        const held = this.#context.temporary(store.slot.length);
        this.#emit(store.register, held);
        copies.push({ from: held, to: store.slot });
      }
    }
    for (const { from, to } of copies) {
      const source = kernelSource(1, ['return a0[this.thread.x];']);
      const shape = { inputs: [[to.length]], output: [to.length], components: 1, scalar: false } as const;
      this.#context.launch({ name: `copy of ${to.length}`, source, ...shape }, [from], to);
    }
  }

  #registerOf(operation: MapStep['operations'][number]): Register {
    if (operation.op === 'constant') {
      const value = operation.dtype === 'f32' ? Math.fround(operation.attributes.value) : operation.attributes.value;
      if (isPlainNumber(value)) return { kind: 'number', value };
      const zeros = this.#step.shape.map(() => 0);
      return { kind: 'load', slot: this.#context.constant(Float32Array.of(value)), access: { offset: 0, strides: zeros } };
    }
    if (operation.op === 'iota') {
      const strides = this.#step.shape.map((_, axis) => (axis === operation.attributes.axis ? 1 : 0));
      return { kind: 'coordinate', access: { offset: 0, strides } };
    }
    if (operation.op === 'dropoutMask') {
      return { kind: 'load', slot: this.#mask(operation), access: this.#whole };
    }
    return { kind: 'operation', operation };
  }

  #mask(operation: Extract<MapStep['operations'][number], { op: 'dropoutMask' }>): Slot {
    const length = sizeOf(this.#step.shape);
    // The counter is a scalar, so every load it depends on is a broadcast one.
    const { slots, setup, value } = this.#write(operation.inputs[0]!, true);
    const inputs = slots.map((slot) => [slot.length]);
    const kernel = maskKernel(operation.attributes, length, { inputs, setup, value }, this.#context.packed);
    const slot = this.#context.temporary(kernel.output[0]! * kernel.components);
    this.#context.launch(kernel, slots, slot);
    return slot;
  }

  /** The slots that a register's value is computed from. */
  #slotsOf(register: number): Set<Slot> {
    const found = new Set<Slot>();
    const visit = (at: number): void => {
      const entry = this.#registers[at]!;
      if (entry.kind === 'load') found.add(entry.slot);
      if (entry.kind === 'operation') for (const input of entry.operation.inputs) visit(input);
    };
    visit(register);
    return found;
  }

  /** Brings a register within the number of arrays a kernel can take, by storing parts of its program first. */
  #narrow(register: number): void {
    const entry = this.#registers[register]!;
    if (entry.kind !== 'operation' || this.#slotsOf(register).size <= maxKernelInputs) return;
    for (const input of entry.operation.inputs) this.#narrow(input);
    const widest = [...entry.operation.inputs].sort((a, b) => this.#slotsOf(b).size - this.#slotsOf(a).size);
    for (const input of widest) {
      if (this.#slotsOf(register).size <= maxKernelInputs) return;
      const slot = this.#context.temporary(sizeOf(this.#step.shape));
      this.#emit(input, slot);
      this.#registers[input] = { kind: 'load', slot, access: this.#whole };
    }
  }

  #emit(register: number, output: Slot): void {
    this.#narrow(register);
    const { slots, setup, value, cells, ops } = this.#write(register, false);
    const kernel: KernelSpec = {
      name: `map ${ops.join(' ') || 'copy'} [${this.#step.shape.join('×')}]`,
      source: kernelSource(slots.length, [...setup, `return ${value};`]),
      inputs: slots.map((slot) => [slot.length]),
      output: cells,
      components: 1,
      scalar: false,
    };
    this.#context.launch(kernel, slots, output);
  }

  /** Statements that compute a register; with `single`, for one cell only, every access at its offset. */
  #write(register: number, single: boolean) {
    const order: number[] = [];
    const visit = (at: number): void => {
      if (order.includes(at)) return;
      const entry = this.#registers[at]!;
      if (entry.kind === 'operation') entry.operation.inputs.forEach(visit);
      order.push(at);
    };
    visit(register);
    const accesses: { register: number; access: Access }[] = [];
    for (const at of order) {
      const entry = this.#registers[at]!;
      if (entry.kind === 'load' || entry.kind === 'coordinate') accesses.push({ register: at, access: entry.access });
    }
    // The result's own access keeps axes apart that the loads alone would merge differently.
    const strided = single ? accesses.map(({ access }) => ({ ...access, strides: [] })) : accesses.map(({ access }) => access);
    const grid = cellGrid(single ? [] : this.#step.shape, single ? strided : [...strided, this.#whole]);
    const indexOf = new Map(accesses.map(({ register: at }, i) => [at, grid.indices[i]!]));

    const slots: Slot[] = [];
    const setup = [...grid.setup];
    const ops: string[] = [];
    const names = new Map<number, string>();
    for (const at of order) {
      const entry = this.#registers[at]!;
      if (entry.kind === 'number') {
        names.set(at, literal(entry.value));
        continue;
      }
      const v = `r${at}`;
      names.set(at, v);
      if (entry.kind === 'load') {
        if (!slots.includes(entry.slot)) slots.push(entry.slot);
        setup.push(`const ${v} = a${slots.indexOf(entry.slot)}[${indexOf.get(at)}];`);
      } else if (entry.kind === 'coordinate') {
        setup.push(`const ${v} = ${indexOf.get(at)};`);
      } else {
        const operation = entry.operation as PlainOperation;
        ops.push(operation.op);
        const write = elementwise[operation.op] as (a: unknown, i: readonly string[], c: object) => { setup?: string[]; value: string };
        const expression = write(operation.attributes, operation.inputs.map((input) => names.get(input)!), { v, dtype: operation.dtype });
        setup.push(...(expression.setup ?? []), `const ${v} = ${expression.value};`);
      }
    }
    return { slots, setup, value: names.get(register)!, cells: grid.output, ops };
  }
}
