/**
 * The wasm backend by itself: `@inkgrad/tensor/wasm`. A bundle that opens devices here and nowhere else holds no other
 * backend, whether or not its bundler splits it.
 */
export { openWasmDevice, type WasmOptions } from './backend/wasm/wasm.ts';
