/** Looking up names and keys in closed sets, as the tensor package does it. */
export { checkKeys, describe, isRecord, knownName } from '@inkgrad/tensor/check';
