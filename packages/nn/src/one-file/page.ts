/** What `inkgrad.js` exports, the one file for pages without a bundler: models, wasm devices, training in a worker. */
export { openWasmDevice, type WasmOptions } from '@inkgrad/tensor/wasm';
// biome-ignore lint/performance/noReExportAll: one file that is all of the package by definition.
export * from '../index.ts';
export { fitInWorker } from '../worker/index.ts';
