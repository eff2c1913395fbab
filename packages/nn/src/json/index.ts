/** JSON that people write, read with errors that say where a mistake stands. */
export { JsonError, type TextPlace } from './json-error.ts';
export { parseJson } from './parse-json.ts';
