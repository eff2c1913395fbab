/**
 * Element-wise values as expressions over loads, not yet bound to a kernel. A value that is cheap to compute is
 * written into each kernel that reads it instead of being stored.
 */
import type { MapOperation } from '../../../plan/plan.ts';
import { type Shape, sizeOf, stridesOf } from '../../../shape.ts';
import type { Slot } from '../program.ts';
import type { PositionalOp } from './elementwise.ts';
import type { Access } from './strided.ts';

export type PlainOperation = Exclude<MapOperation, { op: PositionalOp }>;

export type Node =
  | { readonly kind: 'load'; readonly slot: Slot; readonly access: Access }
  | { readonly kind: 'coordinate'; readonly access: Access }
  | { readonly kind: 'number'; readonly value: number }
  /** Element `index` of a table of single elements, the index kept inside it. */
  | { readonly kind: 'pick'; readonly table: Slot; readonly index: Node }
  /** The sum of every element of a value, in order. */
  | { readonly kind: 'total'; readonly length: number; readonly of: Operand }
  /** What the kernel that this expression is an epilogue of has computed for the cell. */
  | { readonly kind: 'result' }
  | {
      readonly kind: 'operation';
      readonly operation: PlainOperation;
      readonly inputs: readonly Node[];
      readonly care?: IntegerCare;
    };

/** What a kernel sees to because integers are float32 numbers (see `integers.ts`). */
export interface IntegerCare {
  /** The result may be more than is exact, and is NaN then. */
  readonly guarded: boolean;
  /** An operand may be the largest i32, of which the result is NaN. */
  readonly capped: boolean;
  /** Positions of inputs that may be NaN, which the op itself would not pass on. */
  readonly doubtful: readonly number[];
}

/** What a kernel reads: elements in memory, or an expression over the kernel's own axes that gives them. */
export type Operand = { readonly slot: Slot } | { readonly node: Node };

/** A node with the shape that its accesses are strides over. */
export interface Value {
  readonly shape: Shape;
  readonly node: Node;
}

const inputsOf = (node: Node): readonly Node[] =>
  node.kind === 'operation' ? node.inputs : node.kind === 'pick' ? [node.index] : [];

/** Every node that `root` depends on, itself included and last, each once. */
export function orderedNodes(root: Node): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    inputsOf(node).forEach(visit);
    order.push(node);
  };
  visit(root);
  return order;
}

export function slotsOf(root: Node): Set<Slot> {
  const slots = new Set<Slot>();
  for (const node of orderedNodes(root)) {
    if (node.kind === 'load') slots.add(node.slot);
    if (node.kind === 'pick') slots.add(node.table);
    if (node.kind === 'total') for (const slot of operandSlots(node.of)) slots.add(slot);
  }
  return slots;
}

export const operandSlots = (operand: Operand): Set<Slot> =>
  'slot' in operand ? new Set([operand.slot]) : slotsOf(operand.node);

/** The same expression with some nodes replaced; parts without any are shared. */
export function replaceNodes(root: Node, replace: (node: Node) => Node | undefined): Node {
  const done = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const replaced = replace(node) ?? rebuilt(node, visit);
    done.set(node, replaced);
    return replaced;
  };
  return visit(root);
}

function rebuilt(node: Node, visit: (node: Node) => Node): Node {
  if (node.kind === 'pick') return { ...node, index: visit(node.index) };
  return node.kind === 'operation' ? { ...node, inputs: node.inputs.map(visit) } : node;
}

const kept = (shape: Shape): number[] => shape.filter((dimension) => dimension !== 1);

/** The value read by another shape: its own with axes of length 1 added or dropped, or any where it is one number. */
export function reshapedTo(value: Value, shape: Shape): Node | undefined {
  const [from, to] = [kept(value.shape), kept(shape)];
  const single = from.length === 0;
  if (!single && (from.length !== to.length || from.some((dimension, axis) => dimension !== to[axis])))
    return undefined;
  const map = ({ offset, strides }: Access): Access => {
    const own = strides.filter((_, axis) => value.shape[axis] !== 1);
    let next = 0;
    return { offset, strides: shape.map((dimension) => (single || dimension === 1 ? 0 : own[next++]!)) };
  };
  return replaceNodes(value.node, (node) =>
    node.kind === 'load' || node.kind === 'coordinate' ? { ...node, access: map(node.access) } : undefined,
  );
}

const transcendental: ReadonlySet<string> = new Set([
  'exp',
  'log',
  'elu',
  'softplus',
  'sigmoid',
  'tanh',
  'sin',
  'cos',
  'erf',
  'expm1',
  'log1p',
  'pow',
  'mod',
]);
const costly: ReadonlySet<string> = new Set([...transcendental, 'sqrt', 'div']);
const mostOperations = 8;

/**
 * The value read through strides: any strides where it is one number or a vector, else only its own.
 * @param shape of what reads it
 */
export function readThrough(value: Value, access: Access, shape: Shape): Node | undefined {
  const axes = kept(value.shape);
  const contiguous =
    access.offset === 0 && isContiguous(access.strides, shape) && sizeOf(shape) === sizeOf(value.shape);
  if (contiguous) {
    const same = reshapedTo(value, shape);
    if (same !== undefined) return same;
  }
  if (axes.length > 1) return undefined;
  const axis = value.shape.findIndex((dimension) => dimension !== 1);
  return replaceNodes(value.node, (node) => {
    if (node.kind !== 'load' && node.kind !== 'coordinate') return undefined;
    const stride = axis < 0 ? 0 : node.access.strides[axis]!;
    const offset = node.access.offset + stride * access.offset;
    return { ...node, access: { offset, strides: access.strides.map((outer) => outer * stride) } };
  });
}

/** Whether strides walk a shape in storage order without gaps. */
export function isContiguous(strides: readonly number[], shape: Shape): boolean {
  const own = stridesOf(shape);
  return shape.every((dimension, axis) => dimension === 1 || strides[axis] === own[axis]);
}

/** Whether a kernel of one cell for each element reads elements of `slot` that other cells would write. */
export function readsElsewhere({ shape, node }: Value, slot: Slot): boolean {
  return orderedNodes(node).some((part) => {
    if (part.kind === 'total') return operandSlots(part.of).has(slot);
    if (part.kind === 'pick') return part.table === slot;
    if (part.kind !== 'load' || part.slot !== slot) return false;
    return part.access.offset !== 0 || !isContiguous(part.access.strides, shape);
  });
}

/** Whether a node is one of the functions that are worth computing only once. */
export const isTranscendental = (node: Node): boolean =>
  node.kind === 'operation' && transcendental.has(node.operation.op);

/** Whether computing a value again costs a kernel less than reading it from memory costs the device. */
export function isCheap(root: Node): boolean {
  const nodes = orderedNodes(root);
  if (nodes.some(({ kind }) => kind === 'total')) return false;
  const operations = nodes.filter((node) => node.kind === 'operation');
  if (slotsOf(root).size === 0) return operations.length <= mostOperations;
  return operations.length <= mostOperations && !operations.some((node) => costly.has(node.operation.op));
}
