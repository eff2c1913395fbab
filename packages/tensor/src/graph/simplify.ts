/**
 * Rewrites a graph into an equal one that does less: equal nodes become one, views that change nothing vanish,
 * multiplications by one go, transposes move into the matmul that reads them, and masks and sums before the gradients of pools.
 * Results keep their bits, but for those sums.
 */

import { numberKey } from '../number-key.ts';
import { opProperty } from '../op/property.ts';
import { shapesEqual, sizeOf } from '../shape.ts';
import { isOp, rebuild, record, type Tensor } from '../tensor.ts';
import { topological } from './topological.ts';

/** Makes a node, or finds the equal one that there is. */
export type Share = (node: Tensor) => Tensor;

/** The node itself, or an equal one that does less. */
export type Rewrite = (node: Tensor, share: Share) => Tensor;

let rewriteBehindPool: Rewrite | undefined;

/** See `functions/window-ops.ts`. */
export function addRewrite(rewrite: Rewrite): void {
  rewriteBehindPool = rewrite;
}

/** Whether it is this constant in all places. */
export function isScalar(node: Tensor, value: number): boolean {
  return isOp(node, 'constant') && node.attributes.value === value;
}

/** Maps each node that `roots` depend on to its replacement. */
export function simplify(roots: readonly Tensor[]): Map<Tensor, Tensor> {
  const replacement = new Map<Tensor, Tensor>();
  const known = new Map<string, Tensor>();
  const identities = new Map<object, number>();
  const share = (node: Tensor): Tensor => {
    const key = keyOf(node, identities);
    const same = known.get(key);
    if (same === undefined) known.set(key, node);
    return same ?? node;
  };
  for (const node of topological(roots)) {
    const inputs = node.inputs.map((x) => replacement.get(x)!);
    const changed = inputs.some((x, position) => x !== node.inputs[position]);
    const rebuilt = changed ? rebuild(node.op, node.attributes, inputs, node) : node;
    replacement.set(node, share(rewrite(rebuilt, share)));
  }
  return replacement;
}

function rewrite(node: Tensor, share: Share): Tensor {
  if (opProperty[node.op] === 'view') return rewriteView(node);
  if (isOp(node, 'mul')) {
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    if (isScalar(b, 1) && shapesEqual(a.shape, node.shape)) return a;
    if (isScalar(a, 1) && shapesEqual(b.shape, node.shape)) return b;
  }
  if (isOp(node, 'div')) {
    const [a, b] = node.inputs as readonly [Tensor, Tensor];
    if (isScalar(b, 1) && shapesEqual(a.shape, node.shape)) return a;
  }
  if (isOp(node, 'matmul')) return absorbTransposes(node);
  return rewriteBehindPool === undefined ? node : rewriteBehindPool(node, share);
}

function rewriteView(node: Tensor): Tensor {
  const [x] = node.inputs as readonly [Tensor];
  if (isOp(x, 'constant')) return record('constant', x.attributes, [], node);
  if (isOp(node, 'reshape')) {
    const source = isOp(x, 'reshape') ? x.inputs[0]! : x;
    if (shapesEqual(source.shape, node.shape)) return source;
    return source === x ? node : record('reshape', node.attributes, [source]);
  }
  if (isOp(node, 'broadcast') && shapesEqual(x.shape, node.shape)) return x;
  if (isOp(node, 'transpose')) return transposedOnce(node);
  if (isOp(node, 'slice') && shapesEqual(x.shape, node.shape)) return x;
  return node;
}

/** A transpose of what is itself transposed as one, or as none. */
function transposedOnce(node: Tensor<'transpose'>): Tensor {
  const [x] = node.inputs as readonly [Tensor];
  const { permutation } = node.attributes;
  const source = isOp(x, 'transpose') ? x.inputs[0]! : x;
  const both = isOp(x, 'transpose') ? permutation.map((axis) => x.attributes.permutation[axis]!) : permutation;
  if (both.every((axis, i) => axis === i)) return source;
  return source === x ? node : record('transpose', { permutation: both }, [source]);
}

function absorbTransposes(node: Tensor<'matmul'>): Tensor {
  const [a, b] = node.inputs as readonly [Tensor, Tensor];
  const sourceA = transposedMatrices(a);
  const sourceB = transposedMatrices(b);
  if (sourceA === undefined && sourceB === undefined) return node;
  const transposeA = node.attributes.transposeA !== (sourceA !== undefined);
  const transposeB = node.attributes.transposeB !== (sourceB !== undefined);
  return record('matmul', { transposeA, transposeB }, [sourceA ?? a, sourceB ?? b]);
}

/** The matrices [batch, N, M] of which `node` [batch, M, N] is the transpose, if it is one. */
function transposedMatrices(node: Tensor): Tensor | undefined {
  const [batch, rows, columns] = node.shape as [number, number, number];
  const swapped = isOp(node, 'reshape') ? node.inputs[0]! : node;
  if (!isOp(swapped, 'transpose')) return undefined;
  const { permutation } = swapped.attributes;
  const rank = permutation.length;
  const swapsLastTwo = permutation.every((axis, i) => axis === (i < rank - 2 ? i : 2 * rank - 3 - i));
  const keepsMatrix = shapesEqual(swapped.shape.slice(-2), [rows, columns]);
  if (rank < 2 || !swapsLastTwo || !keepsMatrix || sizeOf(swapped.shape.slice(0, -2)) !== batch) return undefined;
  const source = swapped.inputs[0]!;
  return source.shape.length === 3 ? source : record('reshape', { shape: [batch, columns, rows] }, [source]);
}

/** Two nodes of one key have equal values. Objects in attributes count by identity. */
function keyOf(node: Tensor, identities: Map<object, number>): string {
  if (opProperty[node.op] === 'update') return `update ${node.id}`;
  const attributes = Object.entries(node.attributes).map(([name, value]) => {
    if (typeof value === 'number') return `${name}=${numberKey(value)}`;
    if (typeof value !== 'object' || Array.isArray(value)) return `${name}=${String(value)}`;
    let identity = identities.get(value);
    if (identity === undefined) {
      identity = identities.size;
      identities.set(value, identity);
    }
    return `${name}@${identity}`;
  });
  const inputs = node.inputs.map((x) => x.id).join(',');
  const leaf = opProperty[node.op] === 'leaf' && isOp(node, 'input') ? `#${node.id}` : '';
  return `${node.op}${leaf} ${attributes.join(' ')} (${inputs}) ${node.dtype} [${node.shape.join()}]`;
}
