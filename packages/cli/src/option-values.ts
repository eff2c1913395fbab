/**
 * Values of options as commander hands them over, turned into numbers. Strict: "1e9.5", "1.0", " 3" and "0x10" are
 * refused, not read as something near.
 */
import { InvalidArgumentError } from 'commander';

/** A parser of whole numbers in [minimum, maximum]. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= minimum && value <= maximum)) {
      throw new InvalidArgumentError(`it must be a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

/** A parser of whole numbers in [minimum, maximum] separated by commas, each once; they come back in rising order. */
export function wholeNumbers(minimum: number, maximum: number): (text: string) => number[] {
  const parse = wholeNumber(minimum, maximum);
  return (text) => [...new Set(text.split(',').map((part) => parse(part.trim())))].sort((a, b) => a - b);
}

/** A number above 0 and up to 1, such as 0.96. */
export function share(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('it must be a number above 0 and up to 1.');
  return value;
}

/** `32x48`: height and width in pixels. */
export function imageSize(text: string): [height: number, width: number] {
  const [, height, width] = /^(\d{1,4})[x×](\d{1,4})$/.exec(text) ?? [];
  if (!(Number(height) >= 1 && Number(width) >= 1)) {
    throw new InvalidArgumentError('it must be height and width in pixels, such as 32x32.');
  }
  return [Number(height), Number(width)];
}
