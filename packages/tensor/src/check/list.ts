/** Lists, whose holes `every`, `some` and `map` skip. */

/** Whether `value` is a list of elements for which `holds` is true; a hole is undefined. Stops at the first that is not. */
export function isListOf(value: unknown, holds: (element: unknown) => boolean): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  for (let at = 0; at < value.length; at++) if (!holds(value[at])) return false;
  return true;
}
