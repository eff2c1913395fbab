/** `inkgrad-worker.js`, the one file that a page without a bundler starts as a worker for `fitInWorker`. */
import { serveFits } from '../worker/index.ts';

serveFits();
