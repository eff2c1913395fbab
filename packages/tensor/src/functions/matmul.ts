/** Matrix products, batched over leading axes that broadcast as NumPy's matmul does. */
import { ShapeError } from '../errors.ts';
import { broadcastShapes, sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { broadcastTo, reshape } from './view.ts';

export interface MatmulOptions {
  /** Take the last two axes of a (b) swapped; false by default. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * a · b over the last two axes: [..., M, K] · [..., K, N] → [..., M, N].
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.matmul.html (without its rank-1 cases)
 * @throws ShapeError for ranks below 2, inner dimensions that differ, or leading axes that do not broadcast.
 */
export function matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: MatmulOptions = {}): Tensor {
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new ShapeError('matmul', [a.shape, b.shape], 'two tensors of rank 2 or more (reshape a vector first)');
  }
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const m = transposeA ? columnsA : rowsA;
  const n = transposeB ? rowsB : columnsB;
  if ((transposeA ? rowsA : columnsA) !== (transposeB ? columnsB : rowsB)) {
    throw new ShapeError('matmul', [a.shape, b.shape], 'inner dimensions that agree');
  }
  const lead = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  // One matrix b under many a's is a single larger product.
  if (sizeOf(b.shape.slice(0, -2)) === 1 && !transposeA && sizeOf(lead) === sizeOf(a.shape.slice(0, -2))) {
    const tall = reshape(a, [1, sizeOf(lead) * m, columnsA]);
    const product = record('matmul', { transposeA, transposeB }, [tall, reshape(b, [1, rowsB, columnsB])]);
    return reshape(product, [...lead, m, n]);
  }
  const stack = (x: Tensor): Tensor => {
    const matrix = x.shape.slice(-2);
    return reshape(broadcastTo(x, [...lead, ...matrix]), [sizeOf(lead), ...matrix]);
  };
  return reshape(record('matmul', { transposeA, transposeB }, [stack(a), stack(b)]), [...lead, m, n]);
}
