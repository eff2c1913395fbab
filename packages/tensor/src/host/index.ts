/** `@inkgrad/tensor/host`: how long work shares its thread with the host, for the packages of inkgrad. */
export { chunkSeconds, turn } from './turn.ts';
