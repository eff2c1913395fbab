/**
 * Fused element-wise steps. Their values become expressions; which of those are stored, and by which kernel, is
 * decided when they are read.
 */
import type { MapOp } from '../../../op/op.ts';
import type { MapOperation, MapStep } from '../../../plan/plan.ts';
import { stridesOf } from '../../../shape.ts';
import { type RangeOf, registerRanges } from '../integers.ts';
import { isPlainNumber, type KernelSpec, maxKernelInputs } from '../kernel-spec.ts';
import type { Slot } from '../program.ts';
import { type IntegerCare, type Node, orderedNodes, replaceNodes, slotsOf, type Value } from './node.ts';
import { type Access, cellGrid } from './strided.ts';
import { indexBy, Writer } from './writer.ts';

type MaskOperation = Extract<MapStep['operations'][number], { op: 'dropoutMask' }>;

/** What turning a map into expressions asks of its surroundings. */
export interface MapContext {
  /** What a load of a buffer reads: memory, or the expression that the buffer stands for. */
  load(buffer: number, access: Access, shape: readonly number[]): Node;
  /** Where a number is that cannot stand in a kernel's source. */
  special(value: number): { readonly slot: Slot; readonly offset: number };
  readonly rangeOf: RangeOf;
  /** Memory that holds a mask of the map's size. */
  mask(operation: MaskOperation, counter: Node, doubtful: boolean): Slot;
}

/** The value of each store of a map. */
export function mapValues(step: MapStep, context: MapContext): Value[] {
  const { shape, loads, operations, stores } = step;
  const ranges = registerRanges(step, context.rangeOf);
  const nodes: Node[] = loads.map(({ buffer, ...access }) => context.load(buffer, access, shape));
  const number = (given: number): Node => {
    const value = Math.fround(given);
    if (isPlainNumber(value)) return { kind: 'number', value };
    const { slot, offset } = context.special(value);
    return { kind: 'load', slot, access: { offset, strides: shape.map(() => 0) } };
  };
  for (const operation of operations) {
    if (operation.op === 'constant') nodes.push(number(operation.attributes.value));
    else if (operation.op === 'iota') {
      const { axis } = operation.attributes;
      nodes.push({ kind: 'coordinate', access: { offset: 0, strides: shape.map((_, at) => (at === axis ? 1 : 0)) } });
    } else if (operation.op === 'dropoutMask') {
      const [counter] = operation.inputs as readonly [number];
      const slot = context.mask(operation, nodes[counter]!, ranges[counter]?.doubtful === true);
      nodes.push({ kind: 'load', slot, access: { offset: 0, strides: stridesOf(shape) } });
    } else {
      const inputs = operation.inputs.map((register) => nodes[register]!);
      if ('alpha' in operation.attributes && !isPlainNumber(Math.fround(operation.attributes.alpha)))
        inputs.push(number(operation.attributes.alpha));
      nodes.push({ kind: 'operation', operation, inputs, ...careOf(operation, nodes.length, ranges) });
    }
  }
  return stores.map(({ register }) => ({ shape, node: nodes[register]! }));
}

/** Ops whose result says nothing of a NaN among these inputs. */
const losesNaN: ReadonlyMap<MapOp, readonly number[]> = new Map<MapOp, readonly number[]>([
  ...(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const).map(
    (op) => [op, [0, 1]] as const,
  ),
  ...(['pow', 'mod', 'floorDivide'] as const).map((op) => [op, [0, 1]] as const),
  ['select', [0]],
]);

function careOf(
  { op, inputs }: MapOperation,
  register: number,
  ranges: ReturnType<typeof registerRanges>,
): { care?: IntegerCare } {
  const { guarded = false, capped = false } = ranges[register] ?? {};
  const doubtful = (losesNaN.get(op) ?? []).filter((position) => ranges[inputs[position]!]?.doubtful === true);
  return guarded || capped || doubtful.length > 0 ? { care: { guarded, capped, doubtful } } : {};
}

/** The value with parts of it stored, so that no kernel needs more arrays than it can take. `store` stores a part. */
export function narrowed({ shape, node }: Value, store: (value: Value) => Slot): Value {
  let root = node;
  while (slotsOf(root).size > maxKernelInputs) {
    // The widest part that still fits in a kernel leaves the fewest arrays behind.
    const parts = orderedNodes(root).filter(
      (part) =>
        (part.kind === 'operation' || part.kind === 'pick' || part.kind === 'total') &&
        slotsOf(part).size > 1 &&
        slotsOf(part).size <= maxKernelInputs,
    );
    const [widest] = parts.sort((a, b) => slotsOf(b).size - slotsOf(a).size) as [Node];
    const slot = store({ shape, node: widest });
    const whole: Node = { kind: 'load', slot, access: { offset: 0, strides: stridesOf(shape) } };
    root = replaceNodes(root, (part) => (part === widest ? whole : undefined));
  }
  return { shape, node: root };
}

/** A kernel that stores a value. */
export function mapKernel({ shape, node }: Value): { kernel: KernelSpec; inputs: readonly Slot[] } {
  const accesses = new Map<Access, number>();
  for (const part of orderedNodes(node)) {
    if (part.kind !== 'load' && part.kind !== 'coordinate') continue;
    if (!accesses.has(part.access)) accesses.set(part.access, accesses.size);
  }
  // The result's own access keeps axes apart that the loads alone would merge differently.
  const whole: Access = { offset: 0, strides: stridesOf(shape) };
  const grid = cellGrid(shape, [...accesses.keys(), whole]);
  const writer = new Writer();
  const { lines, value, ops } = writer.write(node, (access) => grid.indices[accesses.get(access)!]!);
  const kernel: KernelSpec = {
    name: `map ${ops.join(' ') || 'copy'} [${shape.join('×')}]`,
    source: writer.source([...grid.setup, ...lines, `return ${value};`]),
    inputs: writer.dimensions,
    output: grid.output,
    components: 1,
    scalar: false,
  };
  return { kernel, inputs: writer.slots };
}

/** Rows written by one kernel: row y, `width` cells wide, begins with the y-th value, an expression over one axis. */
export function rowsOfValues(nodes: readonly Node[], width: number): { kernel: KernelSpec; inputs: readonly Slot[] } {
  const writer = new Writer();
  const cases = nodes.map((node, y) => {
    const { lines, value } = writer.write(node, indexBy(['this.thread.x']));
    const body = [...lines, `r = ${value};`];
    return y === nodes.length - 1 ? body : [`if (this.thread.y < ${y + 1}) {`, ...body, '} else {'];
  });
  const kernel: KernelSpec = {
    name: `${nodes.length} small values`,
    source: writer.source(['let r = 0;', ...cases.flat(), '}'.repeat(nodes.length - 1), 'return r;']),
    inputs: writer.dimensions,
    output: [width, nodes.length],
    components: 1,
    scalar: true,
    crosses: true,
  };
  return { kernel, inputs: writer.slots };
}
