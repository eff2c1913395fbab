/** Writes dist/thread.js after the build: the text of which workers are made, for pages that have to serve it as a file. */
import { writeFile } from 'node:fs/promises';
import { browserThread } from '../dist/backend/wasm/thread-body.js';

const header = '/** A thread of @inkgrad/tensor/wasm, as a classic script: see `workerUrl` of openWasmDevice. */';
await writeFile(new URL('../dist/thread.js', import.meta.url), `${header}${browserThread}\n`);
