/**
 * Turns one unit into one plan step: which buffers it reads and writes, with every number that a kernel needs.
 * `bufferOf` hands out the buffer of a stored node.
 */
import { InternalError } from '../errors.ts';
import { numberKey } from '../number-key.ts';
import { opProperty } from '../op/property.ts';
import { sizeOf } from '../shape.ts';
import { isOp, type Tensor } from '../tensor.ts';
import type { Unit } from './group.ts';
import type { BufferId, MapLoad, MapOperation, MapStep, MapStore, PlanStep } from './plan.ts';
import { isFill, type Read, type Storage } from './storage.ts';
import { applyView, broadcastView } from './view.ts';

export interface EmitContext {
  readonly storage: Storage;
  /** The buffer that holds a stored node. */
  bufferOf(node: Tensor): BufferId;
  /** The buffer of a variable. */
  stateBuffer(tensor: { readonly name: string }): BufferId;
  /** Whether a node's value is needed outside its unit. */
  isKept(node: Tensor): boolean;
}

export function emitStep(unit: Unit, context: EmitContext): PlanStep {
  const [node] = unit.nodes as [Tensor];
  if (context.storage.copied.has(node) && opProperty[node.op] === 'view') {
    const { source, view } = context.storage.read(node.inputs[0]!);
    // Where strides cannot express a reshape, its elements are those of its input in the same order.
    return emitCopy({ source, view: applyView(node, view) ?? view }, context.bufferOf(node), context);
  }
  return opProperty[node.op] === 'map' ? emitMap(unit.nodes, context) : emitKernel(node, context);
}

/** A map that writes the elements of a read, in order, to a buffer. */
function emitCopy({ source, view }: Read, out: BufferId, { bufferOf }: EmitContext): MapStep {
  if (isFill(source)) {
    const operation: MapOperation = { op: 'constant', attributes: source.attributes, inputs: [], dtype: source.dtype };
    return {
      kind: 'map',
      shape: view.shape,
      loads: [],
      operations: [operation],
      stores: [{ register: 0, buffer: out }],
    };
  }
  const load: MapLoad = { buffer: bufferOf(source), offset: view.offset, strides: view.strides };
  return { kind: 'map', shape: view.shape, loads: [load], operations: [], stores: [{ register: 0, buffer: out }] };
}

function emitMap(nodes: readonly Tensor[], { storage, bufferOf, isKept }: EmitContext): MapStep {
  const [{ shape }] = nodes as readonly [Tensor];
  const members = new Set(nodes);
  const loads: MapLoad[] = [];
  const loadAt = new Map<string, number>();
  const addLoad = (x: Tensor): void => {
    const { source, view } = storage.read(x);
    const load = { buffer: bufferOf(source), offset: view.offset, strides: broadcastView(view, shape).strides };
    const key = [load.buffer, load.offset, ...load.strides].join();
    if (!loadAt.has(key)) loadAt.set(key, loads.push(load) - 1);
    loadOf.set(x, loadAt.get(key)!);
  };
  const loadOf = new Map<Tensor, number>();
  const outside = (x: Tensor): boolean => !members.has(x) && !isFill(storage.read(x).source);
  for (const node of nodes) for (const x of node.inputs) if (outside(x) && !loadOf.has(x)) addLoad(x);

  const operations: MapOperation[] = [];
  const registerOf = new Map<Tensor, number>();
  const fills = new Map<string, number>();
  const addOperation = (node: Tensor, inputs: readonly number[]): number => {
    const { op, attributes, dtype } = node;
    return loads.length + operations.push({ op, attributes, inputs, dtype } as MapOperation) - 1;
  };
  const register = (x: Tensor): number => {
    const known = registerOf.get(x) ?? loadOf.get(x);
    if (known !== undefined) return known;
    const source = storage.read(x).source as Tensor<'constant'>;
    const key = `${source.dtype} ${numberKey(source.attributes.value)}`;
    const fill = fills.get(key) ?? addOperation(source, []);
    fills.set(key, fill);
    return fill;
  };
  const stores: MapStore[] = [];
  for (const node of nodes) {
    const inputs = node.inputs.map(register);
    const own = addOperation(node, inputs);
    registerOf.set(node, own);
    if (isKept(node)) stores.push({ register: own, buffer: bufferOf(node) });
  }
  return { kind: 'map', shape, loads, operations, stores };
}

/** How many tables, and the rows and their length of each. */
const tablesOf = ({ shape }: Tensor): readonly [number, number, number] => [
  sizeOf(shape.slice(0, -2)),
  shape.at(-2)!,
  shape.at(-1)!,
];

/** The step of a convolution or pool over two buffers; undefined for what is none. */
export type EmitWindows = (node: Tensor, first: BufferId, second: BufferId, out: BufferId) => PlanStep | undefined;

let emitWindows: EmitWindows | undefined;

/** See `functions/window-ops.ts`. */
export function addEmitter(emitter: EmitWindows): void {
  emitWindows = emitter;
}

function emitKernel(node: Tensor, context: EmitContext): PlanStep {
  const whole = (x: Tensor): BufferId => context.bufferOf(context.storage.read(x).source);
  const inputs = isOp(node, 'assign') ? [] : node.inputs.map(whole);
  const [first, second] = inputs as [BufferId, BufferId];
  const out = opProperty[node.op] === 'update' ? -1 : context.bufferOf(node);
  const [x, y] = node.inputs as readonly [Tensor, Tensor];

  if (isOp(node, 'assign'))
    return emitCopy(context.storage.read(x), context.stateBuffer(node.attributes.variable), context);
  if (isOp(node, 'matmul')) {
    const { transposeA, transposeB } = node.attributes;
    const [batch, m, n] = node.shape as [number, number, number];
    const k = transposeA ? x.shape[1]! : x.shape[2]!;
    const batchStrideB = y.shape[0] === batch ? k * n : 0;
    const sizes = { batch, m, k, n, transposeA, transposeB, batchStrideA: m * k, batchStrideB };
    return { kind: 'matmul', a: first, b: second, out, ...sizes };
  }
  if (isOp(node, 'sum') || isOp(node, 'max') || isOp(node, 'argmax')) {
    const [outer, length, inner] = x.shape as readonly [number, number, number];
    return { kind: 'reduce', op: node.op, input: first, out, outer, length, inner };
  }
  if (isOp(node, 'softmax') || isOp(node, 'logSoftmax')) {
    const [rows, columns] = x.shape as readonly [number, number];
    return { kind: 'rows', op: node.op, input: first, out, rows, columns };
  }
  if (isOp(node, 'softmaxCrossEntropy')) {
    const [rows, columns] = x.shape as readonly [number, number];
    return { kind: 'crossEntropy', logits: first, labels: second, out, rows, columns };
  }
  if (isOp(node, 'gather')) {
    const [outer, rows, rowLength] = tablesOf(x);
    const sizes = { outer, rows, rowLength, count: sizeOf(y.shape), fromEnd: node.attributes.fromEnd };
    return { kind: 'gather', table: first, indices: second, out, ...sizes };
  }
  if (isOp(node, 'scatterAdd')) {
    const [outer, count, rowLength] = tablesOf(x);
    return { kind: 'scatterAdd', updates: first, indices: second, out, outer, rowLength, count, ...node.attributes };
  }
  if (isOp(node, 'concat')) {
    const { axis } = node.attributes;
    const outer = sizeOf(node.shape.slice(0, axis));
    return { kind: 'concat', inputs, widths: node.inputs.map((part) => sizeOf(part.shape.slice(axis))), out, outer };
  }
  if (isOp(node, 'sparseGather') || isOp(node, 'sparseMatmul') || isOp(node, 'sparseMatmulTransposed')) {
    const [segmentStart, columnIndex, values, indices, b] = inputs as [
      BufferId,
      BufferId,
      BufferId,
      BufferId,
      BufferId,
    ];
    const { columns, segments } = node.attributes;
    const [stored, , , chosen] = node.inputs as readonly [Tensor, Tensor, Tensor, Tensor];
    const sizes = { rows: (sizeOf(stored.shape) - 1) / segments, count: sizeOf(chosen.shape), columns, segments };
    const common = { segmentStart, columnIndex, values, indices, out, ...sizes };
    return node.op === 'sparseGather'
      ? { kind: node.op, ...common }
      : { kind: node.op, ...common, b, n: node.shape[1]! };
  }
  if (isOp(node, 'adamStepSize')) {
    return { kind: 'adamStepSize', learningRate: first, step: second, out, ...node.attributes };
  }
  if (isOp(node, 'adamUpdate')) {
    const { parameter, m, v, ...rates } = node.attributes;
    const slots = { parameter: context.stateBuffer(parameter), m: context.stateBuffer(m), v: context.stateBuffer(v) };
    return { kind: 'adam', gradient: first, stepSize: second, ...slots, length: sizeOf(x.shape), ...rates };
  }
  if (isOp(node, 'momentumUpdate')) {
    const { parameter, velocity, ...rates } = node.attributes;
    const slots = { parameter: context.stateBuffer(parameter), velocity: context.stateBuffer(velocity) };
    return { kind: 'momentum', gradient: first, learningRate: second, ...slots, length: sizeOf(x.shape), ...rates };
  }
  const step = emitWindows?.(node, first, second, out);
  if (step !== undefined) return step;
  throw new InternalError(`op ${node.op} has no plan step`);
}
