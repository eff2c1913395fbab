/** The arguments of `fit(dataset, options)` and `fit(x, y, options)`, and of what takes data alike. */
import { ArgumentError } from '@inkgrad/tensor';
import { Dataset } from './dataset.ts';
import type { ArrayLikes } from './named-arrays.ts';
import { StreamSource } from './stream-source.ts';

/** A data set holds its targets, so that options follow it directly. */
export function splitArguments<Options>(
  method: string,
  x: unknown,
  rest: readonly unknown[],
): { readonly y: ArrayLikes | undefined; readonly options: Options } {
  const holdsTargets = x instanceof Dataset || x instanceof StreamSource;
  if (holdsTargets && rest[1] !== undefined) {
    throw new ArgumentError(method, 'options', 'the second argument, as a data set holds its targets', 'a third one');
  }
  const [y, options] = holdsTargets ? [undefined, rest[0]] : rest;
  return { y: y as ArrayLikes | undefined, options: (options ?? {}) as Options };
}
