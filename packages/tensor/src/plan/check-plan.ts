/**
 * Whether a value is a plan at all: its parts are there and its steps are of known kinds. Whether it is sound is for
 * `verify.ts`, which `plan` asks of each plan it makes.
 */
import { isListOf } from '../check/list.ts';
import { check } from '../check/numbers.ts';
import { isRecord } from '../check/options.ts';
import type { Plan } from './plan.ts';

/** @throws ArgumentError unless `value` has the parts of a plan. */
export function checkPlan(where: string, value: unknown): asserts value is Plan {
  const holds =
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    typeof value['arenaBytes'] === 'number' &&
    (['inputs', 'state', 'outputs'] as const).every((part) => isRecord(value[part])) &&
    isListOf(value['buffers'], (buffer) => isRecord(buffer) && typeof buffer['storage'] === 'string') &&
    isListOf(value['steps'], (step) => isRecord(step) && typeof step['kind'] === 'string');
  check(where, 'plan', value, 'made by plan(…)', holds);
}
