/**
 * Orders units. Every unit runs after those whose results it reads, and whoever writes a variable runs after all who
 * read the value from before the step. Among what may run, the earliest recorded goes first.
 */
import { InternalError } from '../errors.ts';
import type { Unit } from './group.ts';

/** Whether `from` needs `to`, directly or through others. */
export function reaches(from: Unit, to: Unit): boolean {
  const seen = new Set<Unit>();
  const pending = [from];
  for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
    if (unit === to) return true;
    if (seen.has(unit)) continue;
    seen.add(unit);
    pending.push(...unit.needs);
  }
  return false;
}

/** Units in running order; `position` says where a unit would like to be. */
export function schedule(units: readonly Unit[], position: (unit: Unit) => number): Unit[] {
  const byPosition = [...units].sort((a, b) => position(a) - position(b));
  const done = new Set<Unit>();
  const order: Unit[] = [];
  while (order.length < byPosition.length) {
    const next = byPosition.find((unit) => !done.has(unit) && [...unit.needs].every((need) => done.has(need)));
    if (next === undefined) throw new InternalError('the steps of a plan wait for each other');
    done.add(next);
    order.push(next);
  }
  return order;
}
