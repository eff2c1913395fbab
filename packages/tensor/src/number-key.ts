/** Numbers as parts of keys. JSON makes null of NaN and ±Infinity and drops the sign of −0, so no key may go through it. */

/** One text for each number: NaN, ±Infinity, −0 and neighbouring large numbers all have their own. */
export const numberKey = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
