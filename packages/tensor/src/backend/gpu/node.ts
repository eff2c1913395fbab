/** `@inkgrad/tensor/gpu` in Node: all names of the page's entry, and a way to Dawn. */
// biome-ignore lint/performance/noReExportAll: the same names by definition; the one below takes precedence.
export * from './index.ts';
export { openGpuDevice } from './open-in-node.ts';
