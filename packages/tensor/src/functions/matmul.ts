/** Matrix products, batched over leading axes that broadcast as NumPy's matmul does. */
import { flag } from '../check/numbers.ts';
import { checkKeys } from '../check/options.ts';
import { checkFloats } from '../check/tensor.ts';
import { ShapeError } from '../errors.ts';
import { jointShape, type Shape, sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { broadcastTo, expandDims, reshape } from './view.ts';

/** Which operands of `matmul` are taken transposed. */
export interface MatmulOptions {
  /** Take the last two axes of a (b) swapped; false by default. */
  readonly transposeA?: boolean;
  /** The same of b; false by default. */
  readonly transposeB?: boolean;
}

/**
 * a · b over the last two axes: [..., M, K] · [..., K, N] → [..., M, N]. A vector is a row on the left and a column on
 * the right, and the axis that this adds is dropped again: [K] · [..., K, N] → [..., N], [..., M, K] · [K] → [..., M],
 * [K] · [K] → [].
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.matmul.html
 * @throws ArgumentError, UnknownNameError; DTypeError unless both are f32.
 * @throws ShapeError for scalars, inner dimensions that differ, leading axes that do not broadcast, or a transposed vector.
 * @example
 * const a = tensor([[1, 2], [3, 4]]);
 * await evaluate(matmul(a, tensor([[10], [1]]))); // → [12, 34]
 * await evaluate(matmul(a, a, { transposeB: true })); // → [5, 11, 11, 25]
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  checkFloats('matmul', { a, b });
  checkKeys('matmul', options, ['transposeA', 'transposeB']);
  const transposeA = flag('matmul', 'transposeA', options.transposeA ?? false);
  const transposeB = flag('matmul', 'transposeB', options.transposeB ?? false);
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw new ShapeError('matmul', [a.shape, b.shape], 'two tensors of rank 1 or more (mul takes scalars)');
  }
  const [isRow, isColumn] = [a.shape.length === 1, b.shape.length === 1];
  if ((isRow && transposeA) || (isColumn && transposeB)) {
    const which = isRow && transposeA ? 'a' : 'b';
    throw new ShapeError('matmul', [a.shape, b.shape], `a matrix to transpose as ${which}`);
  }
  const flags = { transposeA, transposeB };
  const given = [a.shape, b.shape];
  if (!isRow && !isColumn) return ofMatrices(a, b, flags, given);
  const product = ofMatrices(isRow ? expandDims(a, 0) : a, isColumn ? expandDims(b, 1) : b, flags, given);
  const [m, n] = product.shape.slice(-2) as [number, number];
  return reshape(product, [...product.shape.slice(0, -2), ...(isRow ? [] : [m]), ...(isColumn ? [] : [n])]);
}

/** @param given shapes to name in an error */
function ofMatrices(
  a: Tensor,
  b: Tensor,
  { transposeA, transposeB }: Required<MatmulOptions>,
  given: readonly Shape[],
): Tensor {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const m = transposeA ? columnsA : rowsA;
  const n = transposeB ? rowsB : columnsB;
  if ((transposeA ? rowsA : columnsA) !== (transposeB ? columnsB : rowsB)) {
    throw new ShapeError('matmul', given, 'inner dimensions that agree');
  }
  const lead = jointShape([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  if (lead === undefined) throw new ShapeError('matmul', given, 'leading axes that broadcast together');
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
