/**
 * Views resolved to strides: which elements of which stored node a chain of reshape, transpose, slice and broadcast
 * reads. A reshape that strides cannot express has no view; the planner copies there.
 */
import { type Shape, shapesEqual, sizeOf, stridesOf } from '../shape.ts';
import { isOp, type Tensor } from '../tensor.ts';

export interface View {
  readonly shape: Shape;
  /** In elements of the stored node. */
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The whole of a stored node. */
export const wholeView = (shape: Shape): View => ({ shape, offset: 0, strides: stridesOf(shape) });

/** Whether the view reads its elements in storage order without gaps. */
function isContiguous({ shape, strides }: View): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** The view that `node`, a view op, makes of `source`; undefined where strides cannot express it. */
export function applyView(node: Tensor, source: View): View | undefined {
  if (isOp(node, 'reshape')) return reshapeView(source, node.attributes.shape);
  if (isOp(node, 'transpose')) {
    const { permutation } = node.attributes;
    return { shape: node.shape, offset: source.offset, strides: permutation.map((axis) => source.strides[axis]!) };
  }
  if (isOp(node, 'slice')) {
    const skip = node.attributes.start.reduce((total, start, axis) => total + start * source.strides[axis]!, 0);
    return { shape: node.shape, offset: source.offset + skip, strides: source.strides };
  }
  return broadcastView(source, node.shape);
}

function reshapeView(source: View, shape: Shape): View | undefined {
  if (isContiguous(source)) return { shape, offset: source.offset, strides: stridesOf(shape) };
  // Axes of length 1 come and go freely; anything else would need the elements in another order.
  const kept = (s: Shape): number[] => s.filter((dimension) => dimension !== 1);
  if (!shapesEqual(kept(source.shape), kept(shape))) return undefined;
  const strides = source.strides.filter((_, axis) => source.shape[axis] !== 1);
  let next = 0;
  return { shape, offset: source.offset, strides: shape.map((dimension) => (dimension === 1 ? 0 : strides[next++]!)) };
}

/** The view repeated to `shape`: stride 0 along every axis that is new or had length 1. */
export function broadcastView(source: View, shape: Shape): View {
  const lead = shape.length - source.shape.length;
  const strides = shape.map((dimension, axis) => {
    if (axis < lead) return 0;
    return source.shape[axis - lead] === 1 && dimension !== 1 ? 0 : source.strides[axis - lead]!;
  });
  return { shape, offset: source.offset, strides };
}

/** Whether the view is the whole of a stored node of `length` elements, in order. */
export function isWhole(view: View, length: number): boolean {
  return view.offset === 0 && sizeOf(view.shape) === length && isContiguous(view);
}
