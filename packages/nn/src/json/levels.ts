/** How deep JSON may be nested here: far beyond any file of inkgrad, and far from where recursion ends. */
import { JsonError, placeText, type TextPlace } from './json-error.ts';

export const mostLevels = 200;

export function tooDeep(place: TextPlace): JsonError {
  return new JsonError(`lists and objects stand more than ${mostLevels} deep in one another in ${placeText(place)}.`, [
    place,
  ]);
}
