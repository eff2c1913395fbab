/** Checks of what a plan is given and asked for, shared by all backends. */

import { describe } from '../check/describe.ts';
import { check, nonNegativeWhole } from '../check/numbers.ts';
import { isPlainObject, isRecord } from '../check/options.ts';
import { dtypeNamed } from '../check/shape.ts';
import { type DType, dtypeOf, type TypedArray } from '../dtype.ts';
import { ArgumentError, DTypeError, UndeclaredError } from '../errors.ts';
import { checkPlan } from '../plan/check-plan.ts';
import type { BufferId, Plan, PlanBuffer } from '../plan/plan.ts';
import { plural } from '../text/plural.ts';
import type { Bindings, DeviceBuffer } from './device.ts';

/** The wasm backend counts them in 32 bits; nobody waits for so many. */
const mostSteps = 0xffffffff;

/**
 * The buffers that a plan is bound to: every input and state variable, by id.
 * @throws UndeclaredError for a missing or unknown name. @throws ArgumentError for a wrong length or dtype.
 */
export function checkBindings(plan: Plan, bindings: Bindings): Map<BufferId, DeviceBuffer> {
  checkPlan('compile', plan);
  if (!isPlainObject(bindings)) {
    throw new ArgumentError(
      'compile',
      'bindings',
      'an object with a buffer for each input and variable',
      describe(bindings),
    );
  }
  const wanted = { ...plan.inputs, ...plan.state };
  const names = Object.keys(wanted);
  const given = Object.keys(bindings).filter((name) => bindings[name] !== undefined);
  const missing = names.filter((name) => !given.includes(name));
  if (missing.length > 0) {
    throw new UndeclaredError(plan.name, missing, `bindings lack ${listed(missing)}; they give ${listed(given)}`);
  }
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new UndeclaredError(plan.name, unknown, `bindings give ${listed(unknown)}, but it has ${listed(names)}`);
  }
  return new Map(names.map((name) => [wanted[name]!, checked(plan, plan.buffers[wanted[name]!]!, bindings[name]!)]));
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

/** @throws ArgumentError unless memory of `length` elements can be asked for. */
export function checkAllocation(dtype: unknown, length: unknown): void {
  dtypeNamed('allocate', dtype);
  const holds = Number.isInteger(length) && (length as number) >= 0 && (length as number) < 2 ** 30;
  check('allocate', 'length', length, 'a whole number below 2^30 elements', holds);
}

/** @throws ArgumentError, DTypeError unless `data` fits into a buffer at `offset`. */
export function checkWritten(
  buffer: { readonly dtype: DType; readonly length: number },
  data: unknown,
  offset: unknown,
): void {
  const isNumbers = data instanceof Float32Array || data instanceof Int32Array;
  check('write', 'data', data, 'a Float32Array or an Int32Array', isNumbers);
  const { length } = data as TypedArray;
  const dtype = dtypeOf(data as TypedArray);
  if (dtype !== buffer.dtype) throw new DTypeError('write', `data of ${buffer.dtype}`, dtype);
  checkInside('write', nonNegativeWhole('write', 'offset', offset), length, buffer.length);
}

function checked(plan: Plan, wanted: PlanBuffer, given: DeviceBuffer): DeviceBuffer {
  const isBuffer = isRecord(given) && typeof given['write'] === 'function';
  check(`plan "${plan.name}"`, wanted.name, given, 'a buffer of the device (allocate one and write to it)', isBuffer);
  if (given.dtype !== wanted.dtype || given.length !== wanted.length) {
    const received = `${given.dtype} of ${given.length}`;
    throw new ArgumentError(
      `plan "${plan.name}"`,
      wanted.name,
      `${wanted.dtype} of ${plural(wanted.length, 'element')}`,
      received,
    );
  }
  return given;
}

/** The buffer of a named output. @throws UndeclaredError for a name that is no output. */
export function outputBuffer(plan: Plan, output: string): PlanBuffer {
  check('read', 'output', output, 'the name of an output', typeof output === 'string');
  return named(plan, 'output', output);
}

/** The buffer of a named input. @throws UndeclaredError for a name that is no input. */
export function inputBuffer(plan: Plan, name: string): PlanBuffer {
  return named(plan, 'input', name);
}

function named(plan: Plan, what: 'input' | 'output', name: string): PlanBuffer {
  const ids = plan[`${what}s`];
  const id = Object.hasOwn(ids, name) ? ids[name] : undefined;
  if (id !== undefined) return plan.buffers[id]!;
  throw new UndeclaredError(plan.name, [name], `there is no ${what} ${name}; ${what}s: ${listed(Object.keys(ids))}`);
}

/** The elements to read of a buffer; up to its end by default. @throws ArgumentError unless they lie inside it. */
export function rangeToRead(
  buffer: { readonly length: number },
  offset: unknown,
  length: unknown,
): { readonly from: number; readonly count: number } {
  const from = nonNegativeWhole('read', 'offset', offset);
  const count = nonNegativeWhole('read', 'length', length ?? Math.max(0, buffer.length - from));
  checkInside('read', from, count, buffer.length);
  return { from, count };
}

function checkInside(what: string, from: number, count: number, length: number): void {
  if (from + count > length)
    throw new ArgumentError(what, 'range', `inside [0, ${length})`, `[${from}, ${from + count})`);
}

/** @throws ArgumentError unless `steps` is a number of runs. */
export function checkSteps(steps: unknown): void {
  const holds = Number.isInteger(steps) && (steps as number) >= 0 && (steps as number) <= mostSteps;
  check('run', 'steps', steps, 'a whole number in [0, 2³²)', holds);
}
