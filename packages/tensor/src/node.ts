/** @inkgrad/tensor in Node: all names of the page's entry, and devices by name that know gpu.js too. */
export { openDevice, probeBackends } from './backend/by-name-node.ts';
// biome-ignore lint/performance/noReExportAll: the same names by definition; those above take precedence.
export * from './index.ts';
