/** gpu.js hands out results as rows, or layers of rows; this puts them into one array. */
import type { KernelResult } from '../library.ts';

type HostResult = Extract<KernelResult, ArrayLike<unknown>>;

export function flattenInto(result: HostResult, target: Float32Array): void {
  let at = 0;
  const visit = (part: HostResult): void => {
    if (part instanceof Float32Array) {
      target.set(part, at);
      at += part.length;
    } else {
      for (const inner of part as readonly HostResult[]) visit(inner);
    }
  };
  visit(result);
}
