/**
 * Which nodes get memory of their own, and how every other node is read from them. Views are strides over a stored
 * node; a view is copied into memory only where strides cannot express it or its consumer reads whole buffers.
 */
import { opProperty } from '../op/property.ts';
import { sizeOf } from '../shape.ts';
import { isOp, type Tensor } from '../tensor.ts';
import { applyView, isWhole, type View, wholeView } from './view.ts';

/** A stored node and the elements of it that some node stands for. */
export interface Read {
  readonly source: Tensor;
  readonly view: View;
}

export interface Storage {
  /** How to read any node. */
  read(node: Tensor): Read;
  /** Views and fills that were given memory; a step copies them. */
  readonly copied: ReadonlySet<Tensor>;
}

/** Whether every element is one number, which element-wise steps write into their program. */
export const isFill = (node: Tensor): node is Tensor<'constant'> => isOp(node, 'constant');

/**
 * @param nodes in topological order
 * @param outputs nodes that must be whole buffers after a run
 * @param forced views that must be copied even where strides would do
 */
export function resolveStorage(
  nodes: readonly Tensor[],
  outputs: readonly Tensor[],
  forced: ReadonlySet<Tensor>,
): Storage {
  const wanted = new Set<Tensor>(outputs);
  for (const node of nodes) {
    const property = opProperty[node.op];
    if (property !== 'map' && property !== 'view') for (const x of node.inputs) wanted.add(x);
  }
  const reads = new Map<Tensor, Read>();
  const copied = new Set<Tensor>();
  for (const node of nodes) {
    const whole: Read = { source: node, view: wholeView(node.shape) };
    if (isFill(node) && wanted.has(node)) copied.add(node);
    if (opProperty[node.op] !== 'view') {
      reads.set(node, whole);
      continue;
    }
    const { source, view } = reads.get(node.inputs[0]!)!;
    const own = applyView(node, view);
    const usable = own !== undefined && (!wanted.has(node) || isWhole(own, sizeOf(source.shape)));
    if (usable && !forced.has(node)) {
      if (isFill(source) && wanted.has(node)) copied.add(source);
      reads.set(node, { source, view: own });
    } else {
      copied.add(node);
      reads.set(node, whole);
    }
  }
  return { read: (node) => reads.get(node)!, copied };
}
