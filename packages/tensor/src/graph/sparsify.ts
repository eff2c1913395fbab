/**
 * Lets matrix products read sparse rows directly. A product whose left factor is a gather of sparse rows, as it is or
 * transposed, becomes one over the entries alone; the gather with its zeros goes unless something else reads it.
 * Results are the same up to the order of summation.
 */
import { reshape } from '../functions/view.ts';
import { isOp, rebuild, record, type Tensor } from '../tensor.ts';
import { topological } from './topological.ts';

/** Maps each node that `roots` depend on to its replacement. */
export function sparsify(roots: readonly Tensor[]): Map<Tensor, Tensor> {
  const replacement = new Map<Tensor, Tensor>();
  for (const node of topological(roots)) {
    const inputs = node.inputs.map((x) => replacement.get(x)!);
    const changed = inputs.some((x, position) => x !== node.inputs[position]);
    const rebuilt = changed ? rebuild(node.op, node.attributes, inputs, node) : node;
    replacement.set(node, isOp(rebuilt, 'matmul') ? sparseProduct(rebuilt) : rebuilt);
  }
  return replacement;
}

function sparseProduct(node: Tensor<'matmul'>): Tensor {
  const [a, b] = node.inputs as readonly [Tensor, Tensor];
  const { transposeA, transposeB } = node.attributes;
  const rows = isOp(a, 'reshape') ? a.inputs[0]! : a;
  const isMatrix = isOp(rows, 'sparseGather') && a.shape[0] === 1 && a.shape[1] === rows.shape[0];
  if (!isMatrix || transposeB) return node;
  const matrix = reshape(b, b.shape.slice(1));
  const op = transposeA ? 'sparseMatmulTransposed' : 'sparseMatmul';
  return reshape(record(op, rows.attributes, [...rows.inputs, matrix]), node.shape);
}
