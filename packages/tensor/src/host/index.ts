/** `@inkgrad/tensor/host`: how work shares its thread with the host and is closed by it, for the packages of inkgrad. */
export { closedBy } from './disposal.ts';
export { chunkSeconds, turn, turnIsDue } from './turn.ts';
