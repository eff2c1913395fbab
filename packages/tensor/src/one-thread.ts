/** `@inkgrad/tensor/one-thread`: the wasm backend of a page that needs no threads, see `backend/wasm/one-thread.ts`. */
export { openOneThread } from './backend/wasm/one-thread.ts';
