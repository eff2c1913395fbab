/** The initial values of weights, as functions of (seed, stream), the same on every backend. */
import { type Shape, sizeOf } from '@inkgrad/tensor';
import { type Initializer, initializerDefinition } from '../define/define-initializer.ts';

/** The initial values of a weight, row-major. A kernel is [fanIn, fanOut], or [h, w, in, out]. */
export function initialValues(given: Initializer, shape: Shape, seed: number, stream: number): Float32Array {
  const [fanIn, fanOut] = fans(shape);
  return initializerDefinition(given).fill(given, { shape, length: sizeOf(shape), fanIn, fanOut, seed, stream });
}

function fans(shape: Shape): [number, number] {
  if (shape.length < 2) return [shape[0] ?? 1, shape[0] ?? 1];
  const receptive = sizeOf(shape.slice(0, -2));
  return [receptive * shape.at(-2)!, receptive * shape.at(-1)!];
}
