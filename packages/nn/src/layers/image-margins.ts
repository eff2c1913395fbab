/** Rows and columns around images, as options say them: one number, two for rows and columns, or two pairs. */
import { ArgumentError } from '@inkgrad/tensor';
import type { Check } from '../define/field.ts';
import type { JsonSchema } from '../define/json-schema.ts';
import { describe } from '../define/names.ts';
import type { Pair } from './window-options.ts';

type Given = number | Pair | readonly [Pair, Pair];

const count: JsonSchema = { type: 'integer', minimum: 0 };
const two = (items: JsonSchema): JsonSchema => ({ type: 'array', items, minItems: 2, maxItems: 2 });
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPair = (value: unknown, holds: (item: unknown) => boolean): value is readonly [unknown, unknown] =>
  Array.isArray(value) && value.length === 2 && Array.from(value).every(holds);

/** [[top, bottom], [left, right]] */
export const margins: Check<Given, readonly [Pair, Pair]> = {
  schema: { anyOf: [count, two(count), two(two(count))] },
  complete: (where, name, value) => {
    if (isCount(value)) {
      return [
        [value, value],
        [value, value],
      ];
    }
    if (isPair(value, isCount)) {
      const [rows, columns] = value as Pair;
      return [
        [rows, rows],
        [columns, columns],
      ];
    }
    if (isPair(value, (item) => isPair(item, isCount))) {
      const [rows, columns] = value as readonly [Pair, Pair];
      return [
        [rows[0], rows[1]],
        [columns[0], columns[1]],
      ];
    }
    const expected = 'a whole number of at least 0, [rows, columns], or [[top, bottom], [left, right]]';
    throw new ArgumentError(where, name, expected, describe(value));
  },
};
