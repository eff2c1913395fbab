/** Text that the messages of all packages share. */
export { nearestName, suggestionEnding } from './nearest-name.ts';
export { plural } from './plural.ts';
export { printable } from './printable.ts';
