/**
 * A fused map as micro-operations over strips. Loads that are contiguous are operands where they lie; scalars fill a
 * strip once; others are copied into a strip each time. Results that are stored go straight to their buffer where no
 * later operation of the same strip still reads what the buffer held.
 */
import { bytesPerElement, type DType } from '../../dtype.ts';
import { DTypeError } from '../../errors.ts';
import { dropoutThreshold } from '../../functions/regularization.ts';
import type { MapOperation, MapStep } from '../../plan/plan.ts';
import { sizeOf } from '../../shape.ts';
import { type Axis, collapseAxes } from './collapse.ts';
import * as code from './generated/opcode.ts';
import type { LoweringContext } from './lowering-context.ts';
import { microOf } from './micro-operations.ts';
import type { TapeWriter } from './tape-writer.ts';

/** Where a register lives. */
type Place =
  | { readonly kind: 'strip'; readonly strip: number }
  /** Address of the element at position 0. */
  | { readonly kind: 'buffer'; readonly address: number };

const nowhere: Place = { kind: 'strip', strip: 0 };
/** Strip 0 is kept for the ragged end of a map (see runMap). */
const firstStrip = 1;

/** Constants are filled in once; everything else is computed. */
type Computed = Exclude<MapOperation, { op: 'constant' }>;

interface MapMicro {
  readonly opcode: number;
  readonly inputs: readonly number[];
  readonly immediates: (tape: TapeWriter) => void;
}

interface Load {
  readonly axes: readonly Axis[];
  readonly address: number;
  readonly dtype: DType;
}

/** Strips that hold nothing, lowest first, so that a map touches as little of L1 as it can. */
class Strips {
  readonly #free: number[] = [];
  count = firstStrip;

  take(): number {
    this.#free.sort((a, b) => b - a);
    return this.#free.pop() ?? this.count++;
  }

  give(strip: number): void {
    this.#free.push(strip);
  }
}

export function lowerMap(step: MapStep, context: LoweringContext): void {
  const { tape, partition } = context;
  const start = tape.begin(code.instructionMap, partition);
  const argumentsAt = tape.position;
  tape.word(0);
  if (partition.units > 0) {
    const strips = new MapWriter(step, context).write((onceEnd) => tape.patch(argumentsAt, onceEnd - start));
    context.needStrips(strips);
  } else {
    tape.patch(argumentsAt, tape.position - start);
  }
  tape.end(start);
}

class MapWriter {
  readonly #step: MapStep;
  readonly #context: LoweringContext;
  readonly #strips = new Strips();
  readonly #loads: readonly Load[];
  readonly #places: Place[] = [];
  readonly #dtypes: DType[];
  /** The last operation that reads each register; stores count as one past the last. */
  readonly #lastUse: number[];

  constructor(step: MapStep, context: LoweringContext) {
    this.#step = step;
    this.#context = context;
    this.#loads = step.loads.map(({ buffer, offset, strides }) => ({
      axes: collapseAxes(step.shape, strides),
      address: context.address(buffer) + offset * bytesPerElement,
      dtype: context.dtype(buffer),
    }));
    this.#dtypes = [...this.#loads.map(({ dtype }) => dtype), ...step.operations.map(({ dtype }) => dtype)];
    this.#lastUse = new Array<number>(this.#dtypes.length).fill(-1);
    step.operations.forEach(({ inputs }, at) => {
      for (const register of inputs) this.#lastUse[register] = at;
    });
    for (const { register } of step.stores) this.#lastUse[register] = step.operations.length;
  }

  /** Writes all micro-operations; `onceDone` is told where those that run once end. Returns the strips needed. */
  write(onceDone: (position: number) => void): number {
    const { tape } = this.#context;
    const { operations, loads } = this.#step;
    this.#loads.forEach((load, register) => {
      this.#placeOnce(load, register);
    });
    operations.forEach((operation, at) => {
      if (operation.op !== 'constant') return;
      const place = this.#newStrip(loads.length + at);
      const { value } = operation.attributes;
      this.#emit(code.microFill, place, [], () => (operation.dtype === 'f32' ? tape.f32(value) : tape.word(value | 0)));
    });
    onceDone(tape.position);
    this.#loads.forEach((load, register) => {
      if (this.#places[register] === undefined) this.#loadStrided(load, register);
    });
    operations.forEach((operation, at) => {
      if (operation.op !== 'constant') this.#operate(operation, at);
    });
    this.#storeRest();
    return this.#strips.count;
  }

  /** Loads that are in place already or need filling only once. */
  #placeOnce({ axes, address }: Load, register: number): void {
    if (this.#lastUse[register] === -1) {
      this.#places[register] = nowhere;
    } else if (axes.length === 1 && axes[0]!.stride === 1 && !this.#isExchanged(register, address)) {
      this.#places[register] = { kind: 'buffer', address };
    } else if (this.#isRepeated(axes, address)) {
      if (axes.some(({ stride }) => stride !== 0)) this.#loadStrided({ axes, address }, register);
      else this.#emit(code.microFillFrom, this.#newStrip(register), [], () => this.#context.tape.word(address));
    }
  }

  #loadStrided({ axes, address }: Pick<Load, 'axes' | 'address'>, register: number): void {
    const { tape } = this.#context;
    const place = this.#newStrip(register);
    const walked = axes.length === 0 ? [{ length: 1, stride: 0 }] : axes;
    this.#emit(code.microLoadStrided, place, [], () => {
      tape.word(address).word(walked.length);
      for (const { length, stride } of walked) tape.word(length).word(stride * bytesPerElement);
    });
  }

  #operate(operation: Computed, at: number): void {
    const register = this.#step.loads.length + at;
    if (this.#lastUse[register] === -1) return;
    const micro = this.#microOf(operation);
    const inputs = micro.inputs.map((input) => this.#places[input] ?? nowhere);
    // Sources are read a quad before the result is written there, so a strip that ends here can take the result.
    for (const input of new Set(operation.inputs)) if (this.#lastUse[input] === at) this.#release(input);
    const address = this.#directAddress(register, at);
    const place: Place = address === undefined ? this.#newStrip(register) : { kind: 'buffer', address };
    this.#places[register] = place;
    this.#emit(micro.opcode, place, inputs, micro.immediates);
  }

  /** The buffer that a result may be written to at once: nothing read later in this strip lies there. */
  #directAddress(register: number, at: number): number | undefined {
    const store = this.#step.stores.find((candidate) => candidate.register === register);
    if (store === undefined) return undefined;
    const address = this.#context.address(store.buffer);
    const stillRead = this.#loads.some((load, other) => load.address === address && this.#lastUse[other]! > at);
    return stillRead ? undefined : address;
  }

  /** Copies what is stored but not computed in place: loads, second stores, and what had to wait. */
  #storeRest(): void {
    for (const { register, buffer } of this.#step.stores) {
      const address = this.#context.address(buffer);
      const place = this.#places[register]!;
      if (place.kind === 'buffer' && place.address === address) continue;
      this.#emit(code.microCopy, { kind: 'buffer', address }, [place], () => undefined);
    }
  }

  /** Whether a load is stored elsewhere while its own place is stored to: it must be read before either is written. */
  #isExchanged(register: number, address: number): boolean {
    return this.#lastUse[register] === this.#step.operations.length && this.#isStored(address);
  }

  #isStored(address: number): boolean {
    return this.#step.stores.some(({ buffer }) => this.#context.address(buffer) === address);
  }

  #newStrip(register: number): Place {
    const place: Place = { kind: 'strip', strip: this.#strips.take() };
    this.#places[register] = place;
    return place;
  }

  /** Frees a register's strip, unless it was filled once and must outlast this strip of elements. */
  #release(register: number): void {
    const place = this.#places[register]!;
    if (place.kind !== 'strip' || place === nowhere || this.#isFilledOnce(register)) return;
    this.#strips.give(place.strip);
  }

  #isFilledOnce(register: number): boolean {
    const load = this.#loads[register];
    if (load === undefined) return this.#step.operations[register - this.#loads.length]!.op === 'constant';
    return this.#isRepeated(load.axes, load.address);
  }

  /** Whether every strip reads the same elements: a scalar, or rows that a strip holds a whole number of. */
  #isRepeated(axes: readonly Axis[], address: number): boolean {
    const [outer, ...inner] = axes;
    if (outer !== undefined && outer.stride !== 0) return false;
    const period = inner.reduce((total, { length }) => total * length, 1);
    return code.stripLength % period === 0 && !this.#isStored(address);
  }

  #microOf(operation: Computed): MapMicro {
    const { op, attributes, inputs, dtype } = operation;
    const { tape } = this.#context;
    if (op === 'iota') {
      const { shape } = this.#step;
      const inner = sizeOf(shape.slice(attributes.axis + 1));
      return {
        opcode: code.microIota,
        inputs,
        immediates: () => tape.word(inner).word(shape[attributes.axis]!),
      };
    }
    if (op === 'dropoutMask') {
      const { rate, seed, stream } = attributes;
      return {
        opcode: code.microDropoutMask,
        inputs,
        immediates: () => {
          tape
            .word(stream % 0x100000000)
            .word(seed % 0x100000000)
            .word(Math.floor(seed / 0x100000000));
          tape.word(dropoutThreshold(rate)).f32(1 / (1 - rate));
        },
      };
    }
    const source = inputs.length === 0 ? dtype : this.#dtypes[inputs.at(-1)!]!;
    const micro = microOf(op, source, dtype);
    if (micro === undefined)
      throw new DTypeError(`wasm: ${op}`, 'element types it is defined for', `${source} to ${dtype}`);
    const { opcode, exchanged = false } = micro;
    const immediates = (): void => {
      if ('alpha' in attributes) tape.f32(attributes.alpha);
    };
    return { opcode, inputs: exchanged ? [...inputs].reverse() : inputs, immediates };
  }

  /** One micro-operation: destination, three sources, immediate values. */
  #emit(opcode: number, destination: Place, inputs: readonly Place[], immediates: (tape: TapeWriter) => void): void {
    const { tape } = this.#context;
    const start = tape.position;
    tape.word(opcode).word(0);
    for (const place of [destination, ...inputs, nowhere, nowhere, nowhere].slice(0, 4)) {
      if (place.kind === 'strip') tape.word(place.strip * code.stripBytes).word(0);
      else tape.word(place.address).word(1);
    }
    immediates(tape);
    tape.patch(start + code.microSize, tape.position - start);
  }
}
