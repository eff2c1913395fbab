/**
 * The life of a thread beside the first: it is given kernels, memory and number, answers, and then waits for commands
 * inside WebAssembly for good. As text, of which workers are made; the file `thread.js` that pages may serve themselves
 * is the same text, written by the build.
 */

import type { KernelModules } from './module.ts';

/** What a thread is sent first. */
export interface ThreadStart {
  readonly modules: KernelModules;
  readonly memory: WebAssembly.Memory;
  /** Address of the words by which threads talk. */
  readonly control: number;
  readonly thread: number;
  /** The command word before the thread was started: what has been given since is looked at. */
  readonly seen: number;
}

/** `serve` never returns, so the thread answers first. */
const body = `
const start = ({ modules: { kernels, windows }, memory, control, thread, seen }, answer) => {
  const instance = (module, more) => new WebAssembly.Instance(module, { env: { memory, ...more } }).exports;
  const { serve } = instance(kernels, windows ? instance(windows) : { executeWindows() { throw Error(); } });
  answer('ready');
  serve(control, thread, seen);
};`;

export const nodeThread = `${body}
const { parentPort } = require('node:worker_threads');
parentPort.once('message', (message) => start(message, (answer) => parentPort.postMessage(answer)));`;

/** A page can do something about what is thrown here, so it is told what it was. */
export const browserThread = `${body}
addEventListener('message', ({ data }) => {
  try {
    start(data, postMessage);
  } catch (error) {
    postMessage(String(error));
  }
}, { once: true });`;
