/** Text that the messages of all packages share. */
export { listed } from './listed.ts';
export { nearestName, suggestionEnding } from './nearest-name.ts';
export { plural } from './plural.ts';
export { printable } from './printable.ts';
