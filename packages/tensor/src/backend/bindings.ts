/** Checks of what a plan is given and asked for, shared by all backends. */
import { ArgumentError, UndeclaredError } from '../errors.ts';
import type { BufferId, Plan, PlanBuffer } from '../plan/plan.ts';
import type { Bindings, DeviceBuffer } from './device.ts';

/**
 * The buffers that a plan is bound to: every input and state variable, by id.
 * @throws UndeclaredError for a missing or unknown name. @throws ArgumentError for a wrong length or dtype.
 */
export function checkBindings(plan: Plan, bindings: Bindings): Map<BufferId, DeviceBuffer> {
  const wanted = { ...plan.inputs, ...plan.state };
  const names = Object.keys(wanted);
  const missing = names.filter((name) => bindings[name] === undefined);
  if (missing.length > 0) throw new UndeclaredError(plan.name, 'bindings do not give', missing, Object.keys(bindings));
  const unknown = Object.keys(bindings).filter((name) => !(name in wanted));
  if (unknown.length > 0) throw new UndeclaredError(plan.name, 'bindings give', unknown, names);
  return new Map(names.map((name) => [wanted[name]!, checked(plan, plan.buffers[wanted[name]!]!, bindings[name]!)]));
}

function checked(plan: Plan, wanted: PlanBuffer, given: DeviceBuffer): DeviceBuffer {
  if (given.dtype !== wanted.dtype || given.length !== wanted.length) {
    const received = `${given.dtype} of ${given.length}`;
    throw new ArgumentError(
      `plan "${plan.name}"`,
      wanted.name,
      `${wanted.dtype} of ${wanted.length} elements`,
      received,
    );
  }
  return given;
}

/** The buffer of a named output. @throws UndeclaredError for a name that is no output. */
export function outputBuffer(plan: Plan, output: string): PlanBuffer {
  const id = Object.hasOwn(plan.outputs, output) ? plan.outputs[output] : undefined;
  if (id === undefined) throw new UndeclaredError(plan.name, 'output', [output], Object.keys(plan.outputs));
  return plan.buffers[id]!;
}

/** @throws ArgumentError unless [offset, offset + count) lies inside a buffer of `length`. */
export function checkRange(what: string, offset: number, count: number, length: number): void {
  if (!Number.isInteger(offset) || !Number.isInteger(count) || offset < 0 || count < 0 || offset + count > length) {
    throw new ArgumentError(what, 'range', `inside [0, ${length})`, `[${offset}, ${offset + count})`);
  }
}
