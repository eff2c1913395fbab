/** What is known of a value in a model before any data is there: the shape of one sample and the type of its elements. */
import type { DType, Shape } from '@inkgrad/tensor';

/** The shape of one sample and the type of its elements. */
export interface Spec {
  /** Of one sample, without the batch. */
  readonly shape: Shape;
  readonly dtype: DType;
}

/** `[28, 28]`, or `i32 [10]` where the elements are whole numbers. */
export function specText({ shape, dtype }: Spec): string {
  const text = `[${shape.join(', ')}]`;
  return dtype === 'f32' ? text : `${dtype} ${text}`;
}
