/** Writes expressions into a kernel: collects the arrays it reads and the statements that come before a value. */

import { largestExact } from '../integers.ts';
import { kernelSource, literal } from '../kernel-spec.ts';
import type { Slot } from '../program.ts';
import { elementwise } from './elementwise.ts';
import { type IntegerCare, type Node, type Operand, orderedNodes } from './node.ts';
import type { Access } from './strided.ts';

export class Writer {
  readonly slots: Slot[] = [];
  readonly dimensions: (readonly number[])[] = [];
  #count = 0;

  /** The name of an array argument; one slot read with different dimensions is two arguments. */
  array(slot: Slot, dimensions: readonly number[] = [slot.length]): string {
    const key = dimensions.join();
    const known = this.slots.findIndex((other, at) => other === slot && this.dimensions[at]!.join() === key);
    if (known >= 0) return `a${known}`;
    this.dimensions.push(dimensions);
    return `a${this.slots.push(slot) - 1}`;
  }

  /**
   * Statements that compute a value, and the expression for it.
   * @param indexOf the index expression of an access
   * @param result what `result` nodes stand for
   */
  write(
    root: Node,
    indexOf: (access: Access) => string,
    result = '',
  ): { lines: string[]; value: string; ops: string[] } {
    const lines: string[] = [];
    const ops: string[] = [];
    const names = new Map<Node, string>();
    const declare = (expression: string): string => {
      const name = `r${this.#count++}`;
      lines.push(`const ${name} = ${expression};`);
      return name;
    };
    for (const node of orderedNodes(root)) {
      switch (node.kind) {
        case 'number':
          names.set(node, literal(node.value));
          break;
        case 'result':
          names.set(node, result);
          break;
        case 'load':
          names.set(node, declare(`${this.array(node.slot)}[${indexOf(node.access)}]`));
          break;
        case 'coordinate':
          names.set(node, declare(indexOf(node.access)));
          break;
        case 'pick':
          names.set(
            node,
            declare(`${this.array(node.table)}[${declare(clampedTo(names.get(node.index)!, node.table.length))}]`),
          );
          break;
        case 'total': {
          const [s, k] = [`s${this.#count}`, `k${this.#count++}`];
          const element = this.element(node.of, [node.length], [k]);
          lines.push(
            `let ${s} = 0;`,
            `for (let ${k} = 0; ${k} < ${node.length}; ${k}++) {`,
            ...element.lines,
            `${s} += ${element.value};`,
            '}',
          );
          names.set(node, s);
          break;
        }
        case 'operation': {
          const { op, attributes, dtype } = node.operation;
          const inputs = node.inputs.map((input) => names.get(input)!);
          ops.push(op);
          const v = `t${this.#count}`;
          const rule = elementwise[op] as (
            a: unknown,
            i: readonly string[],
            c: object,
          ) => { setup?: string[]; value: string };
          const { setup = [], value } = rule(attributes, inputs, { v, dtype });
          lines.push(...setup);
          names.set(node, careful(declare(value), inputs, node.care, declare));
        }
      }
    }
    return { lines, value: names.get(root)!, ops };
  }

  /**
   * One element of an operand.
   * @param shape of the operand, outermost first, with a coordinate for each axis
   */
  element(
    operand: Operand,
    shape: readonly number[],
    coordinates: readonly string[],
  ): { lines: string[]; value: string } {
    if ('node' in operand) return this.write(operand.node, indexBy(coordinates));
    const array = this.array(operand.slot, [...shape].reverse());
    return { lines: [], value: `${array}${coordinates.map((at) => `[${at}]`).join('')}` };
  }

  source(body: readonly string[]): string {
    return kernelSource(this.slots.length, body);
  }
}

/** `x` where it is an integer below 2²⁴, else NaN. */
const heldInteger = (x: string): string => `(Math.abs(${x}) < ${largestExact}) ? ${x} : (${x} - ${x}) / (${x} - ${x})`;

/** The name of a result, made NaN where it is an integer that cannot be held or is made of one. */
function careful(
  name: string,
  inputs: readonly string[],
  care: IntegerCare | undefined,
  declare: (expression: string) => string,
): string {
  let result = name;
  // The largest i32 is 2³¹ here, to which nothing can be added. NaN is made of the result, which has a name: an input may
  // be a number in the source, and a shader whose source divides 0 by 0 does not compile.
  if (care?.capped) {
    for (const x of inputs) {
      const nothing = `(${result} - ${result}) / (${result} - ${result})`;
      result = declare(`(${x} < ${2 ** 31}) ? ${result} : ${nothing}`);
    }
  }
  if (care?.guarded) result = declare(heldInteger(result));
  if (care !== undefined && care.doubtful.length > 0) {
    const any = declare(care.doubtful.map((position) => inputs[position]!).join(' + '));
    result = declare(`(${any} === ${any}) ? ${result} : ${any}`);
  }
  return result;
}

/** An index kept inside [0, rows), 0 where it is NaN. */
export const clampedTo = (index: string, rows: number): string =>
  `(${index} > 0) ? ((${index} > ${rows - 1}) ? ${rows - 1} : ${index}) : 0`;

/** Index expressions over named coordinates, one for each axis. */
export const indexBy =
  (coordinates: readonly string[]) =>
  ({ offset, strides }: Access): string => {
    const terms = strides.flatMap((stride, axis) =>
      stride === 0 ? [] : [stride === 1 ? coordinates[axis]! : `${coordinates[axis]} * ${stride}`],
    );
    if (offset !== 0 || terms.length === 0) terms.push(String(offset));
    return terms.join(' + ');
  };
