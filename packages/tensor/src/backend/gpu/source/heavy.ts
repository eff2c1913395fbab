/**
 * A kernel that computes each element of its result from many, and can hand the element to a following element-wise
 * step before it stores it: the epilogue.
 */
import type { Shape } from '../../../shape.ts';
import type { KernelSpec } from '../kernel-spec.ts';
import type { Slot } from '../program.ts';
import { type Node, type Operand, operandSlots } from './node.ts';
import { indexBy, Writer } from './writer.ts';

/** Statements after which `value` is what to store for the element at `coordinates`. */
export type Finish = (
  value: string,
  coordinates: readonly string[],
) => { readonly lines: readonly string[]; readonly value: string };

export interface HeavyKernel {
  readonly name: string;
  /** Outermost axis first. */
  readonly shape: Shape;
  readonly operands: readonly Operand[];
  /** Each cell may write where it reads: no cell that runs later reads what it has written. */
  readonly inPlace?: true;
  write(
    writer: Writer,
    finish: Finish,
  ): {
    readonly body: readonly string[];
    readonly output: readonly number[];
    readonly components: 1 | 4;
    readonly scalar: boolean;
  };
}

/** All slots that the kernel reads. */
export function heavySlots(kernel: HeavyKernel): Set<Slot> {
  return new Set(kernel.operands.flatMap((operand) => [...operandSlots(operand)]));
}

export interface WrittenKernel {
  readonly kernel: KernelSpec;
  readonly inputs: readonly Slot[];
}

/** @param epilogue an expression over the kernel's shape in which `result` nodes stand for its element */
export function writeHeavy(heavy: HeavyKernel, epilogue?: Node): WrittenKernel {
  const writer = new Writer();
  const ops: string[] = [];
  const finish: Finish = (value, coordinates) => {
    if (epilogue === undefined) return { lines: [], value };
    const written = writer.write(epilogue, indexBy(coordinates), value);
    ops.splice(0, ops.length, ...written.ops);
    return written;
  };
  const { body, output, components, scalar } = heavy.write(writer, finish);
  const name = [heavy.name, ...ops].join(' ');
  return {
    kernel: { name, source: writer.source(body), inputs: writer.dimensions, output, components, scalar },
    inputs: writer.slots,
  };
}
