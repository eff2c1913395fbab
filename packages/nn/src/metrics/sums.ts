/** What metrics of several sums have in common: columns of sums, and quotients of them. */
import { cast, concat, expandDims, greater, reshape, sum, type Tensor } from '@inkgrad/tensor';

/** [batch] and [batch, n] side by side: what each sample adds to each sum. */
export function columns(parts: readonly Tensor[]): Tensor {
  return concat(
    parts.map((part) => (part.shape.length === 1 ? expandDims(part, 1) : part)),
    1,
  );
}

/** Sums over all axes but the first and the last: [batch, …, classes] → [batch, classes]; one class of [batch]. */
export function byClass(x: Tensor): Tensor {
  const [batch, classes] = [x.shape[0]!, x.shape.length === 1 ? 1 : x.shape.at(-1)!];
  return sum(reshape(x, [batch, -1, classes]), { axes: 1 });
}

/** 1 for targets that mean yes, f32. */
export function isYes(targets: Tensor): Tensor {
  return cast(greater(targets, 0.5), 'f32');
}

/** 0 where there is nothing to divide by, as Keras has it. */
export function quotient(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
