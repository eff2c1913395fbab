/** Argument checks for packages that build on this one, so that all refuse alike: `@inkgrad/tensor/check`. */

export { describe } from './describe.ts';
export { isListOf } from './list.ts';
export {
  check,
  finite,
  flag,
  fraction,
  nonEmptyText,
  nonNegative,
  nonNegativeWhole,
  positive,
  positiveWhole,
} from './numbers.ts';
export { checkKeys, isRecord, knownName } from './options.ts';
