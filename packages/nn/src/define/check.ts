/** Checks of numbers, shapes and names given as options; each returns the value so that it can be used in place. */
import type { Shape } from '@inkgrad/tensor';
import { check, isListOf } from '@inkgrad/tensor/check';

export { finite, flag, fraction, nonNegative, nonNegativeWhole, positive, positiveWhole } from '@inkgrad/tensor/check';

/** The shape of one sample: whole, positive dimensions; a copy. */
export function sampleShape(where: string, argument: string, value: unknown): Shape {
  const isDimension = (dimension: unknown): boolean => Number.isSafeInteger(dimension) && (dimension as number) > 0;
  const holds = isListOf(value, isDimension);
  check(where, argument, value, 'an array of positive whole numbers (without the batch)', holds);
  return [...(value as Shape)];
}

/** A name for a layer or model: not empty and without "/", which separates a layer from its parameter. */
export function plainName(where: string, value: unknown): string {
  const holds = typeof value === 'string' && value !== '' && !value.includes('/');
  check(where, 'name', value, 'a non-empty string without "/"', holds);
  return value as string;
}
