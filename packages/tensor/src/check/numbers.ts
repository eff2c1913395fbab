/** Checks of numbers, flags and texts; each returns the value so that it can be used in place. */
import { ArgumentError } from '../errors.ts';
import { describe } from './describe.ts';

/**
 * Refuses an argument.
 * @throws ArgumentError unless `holds`.
 */
export function check(where: string, argument: string, value: unknown, expected: string, holds: boolean): void {
  if (!holds) throw new ArgumentError(where, argument, expected, describe(value));
}

/** @throws ArgumentError unless `value` is a number, NaN and ±Infinity included. */
export function checkNumber(where: string, argument: string, value: unknown): asserts value is number {
  check(where, argument, value, 'a number', typeof value === 'number');
}

/** A whole number of at least 1. */
export function positiveWhole(where: string, argument: string, value: unknown): number {
  check(where, argument, value, 'a positive whole number', Number.isSafeInteger(value) && (value as number) > 0);
  return value as number;
}

/** A whole number of at least 0. */
export function nonNegativeWhole(where: string, argument: string, value: unknown): number {
  check(where, argument, value, 'a whole number of at least 0', Number.isSafeInteger(value) && (value as number) >= 0);
  return value as number;
}

/** A finite number. */
export function finite(where: string, argument: string, value: unknown): number {
  check(where, argument, value, 'a finite number', Number.isFinite(value));
  return value as number;
}

/** A finite number of at least 0. */
export function nonNegative(where: string, argument: string, value: unknown): number {
  check(where, argument, value, 'a finite number of at least 0', Number.isFinite(value) && (value as number) >= 0);
  return value as number;
}

/** A finite number above 0. */
export function positive(where: string, argument: string, value: unknown): number {
  check(where, argument, value, 'a finite number above 0', Number.isFinite(value) && (value as number) > 0);
  return value as number;
}

/** A number in [0, 1). */
export function fraction(where: string, argument: string, value: unknown): number {
  check(where, argument, value, 'a number in [0, 1)', typeof value === 'number' && value >= 0 && value < 1);
  return value as number;
}

/**
 * The value, if it is true or false.
 * @throws ArgumentError for anything else
 */
export function flag(where: string, argument: string, value: unknown): boolean {
  check(where, argument, value, 'true or false', typeof value === 'boolean');
  return value as boolean;
}

/**
 * The value, if it is a text that is not empty.
 * @throws ArgumentError for anything else
 */
export function nonEmptyText(where: string, argument: string, value: unknown): string {
  check(where, argument, value, 'a non-empty string', typeof value === 'string' && value !== '');
  return value as string;
}
