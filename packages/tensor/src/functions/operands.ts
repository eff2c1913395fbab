/** The operands of functions that broadcast: tensors of one element type, made of tensors and numbers. */
import type { DType } from '../dtype.ts';
import { DTypeError } from '../errors.ts';
import { broadcastShapes } from '../shape.ts';
import { Tensor } from '../tensor.ts';
import { asTensor, type TensorLike } from './creation.ts';

/**
 * The operands of the function `where`, by the names of its parameters. Numbers become scalars of the dtype that the
 * tensors have; f32 where there is none.
 * @throws ArgumentError for what is neither, DTypeError for two dtypes, ShapeError for shapes that do not broadcast.
 */
export function operandsOf(where: string, given: Readonly<Record<string, TensorLike>>): Tensor[] {
  const dtype: DType = Object.values(given).find((value) => value instanceof Tensor)?.dtype ?? 'f32';
  const operands = Object.entries(given).map(([argument, value]) => asTensor(where, argument, value, dtype));
  checkOneDType(where, operands);
  broadcastShapes(where, ...operands.map(({ shape }) => shape));
  return operands;
}

/** @throws DTypeError unless all tensors have one element type. */
export function checkOneDType(where: string, tensors: readonly Tensor[]): void {
  const other = tensors.find(({ dtype }) => dtype !== tensors[0]!.dtype);
  if (other === undefined) return;
  throw new DTypeError(where, 'tensors of one dtype (cast one)', `${tensors[0]!.dtype} and ${other.dtype}`);
}
