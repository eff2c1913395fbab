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
