/** The same elements under another shape. Views cost nothing where an element-wise function reads them. */
import { ShapeError } from '../errors.ts';
import { normalizeAxis, type Shape, sizeOf } from '../shape.ts';
import { record, type Tensor } from '../tensor.ts';

/** Same elements in row-major order under `shape`; one dimension may be −1, worked out from the rest. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const unknown = shape.indexOf(-1);
  if (unknown < 0) return record('reshape', { shape: [...shape] }, [x]);
  const known = sizeOf(shape.filter((_, axis) => axis !== unknown));
  const dimension = known === 0 ? Number.NaN : sizeOf(x.shape) / known;
  if (!Number.isInteger(dimension)) throw new ShapeError('reshape', [x.shape, shape], 'a shape with as many elements');
  return record('reshape', { shape: shape.map((d, axis) => (axis === unknown ? dimension : d)) }, [x]);
}

/** Axes in the order of `permutation`; reversed by default. */
export function transpose(x: Tensor, permutation: readonly number[] = x.shape.map((_, i) => i).reverse()): Tensor {
  return record('transpose', { permutation: [...permutation] }, [x]);
}

/**
 * The block of `size` elements per axis that begins at `start`. Axes that `start` leaves out are taken whole.
 * @param start first element of each axis; a negative one counts from the end
 * @param size elements of each axis; −1, or none given, reaches to the end
 * @throws ShapeError if the block does not lie inside x.
 */
export function slice(x: Tensor, start: readonly number[], size: readonly number[] = []): Tensor {
  const begin = x.shape.map((dimension, axis) => {
    const at = start[axis] ?? 0;
    return at < 0 ? at + dimension : at;
  });
  const whole = x.shape.map((dimension, axis) => {
    const length = size[axis] ?? -1;
    return length === -1 ? dimension - begin[axis]! : length;
  });
  const isInside = (dimension: number, axis: number): boolean =>
    Number.isInteger(begin[axis]) && begin[axis]! >= 0 && whole[axis]! >= 0 && begin[axis]! + whole[axis]! <= dimension;
  if (start.length > x.shape.length || size.length > x.shape.length || !x.shape.every(isInside)) {
    const block = `start (${start.join(', ')}) and size (${size.length === 0 ? 'to the end' : size.join(', ')})`;
    throw new ShapeError('slice', [x.shape], `${block} inside it`);
  }
  return record('slice', { start: begin, size: whole }, [x]);
}

/** x repeated along new axes and axes of length 1 until it has `shape`. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return record('broadcast', { shape: [...shape] }, [x]);
}

/** A new axis of length 1 before `axis`. */
export function expandDims(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('expandDims', [...x.shape, 1], axis);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/** x without `axis`, whose length must be 1; without every axis of length 1 by default. */
export function squeeze(x: Tensor, axis?: number): Tensor {
  if (axis === undefined)
    return reshape(
      x,
      x.shape.filter((dimension) => dimension !== 1),
    );
  const at = normalizeAxis('squeeze', x.shape, axis);
  if (x.shape[at] !== 1) throw new ShapeError('squeeze', [x.shape], `length 1 at axis ${axis}`);
  return reshape(
    x,
    x.shape.filter((_, i) => i !== at),
  );
}

/** Tensors side by side along `axis`; their other dimensions must agree. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new ShapeError('concat', [], 'at least one tensor');
  return record('concat', { axis: normalizeAxis('concat', first.shape, axis) }, tensors);
}
