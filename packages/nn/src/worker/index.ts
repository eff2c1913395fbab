/** Public names of @inkgrad/nn/worker: training in a worker while the page goes on. */
export { type FitInWorkerOptions, fitInWorker, type TrainingWorker } from './fit-in-worker.ts';
export { type ServeFitsOptions, serveFits } from './serve-fits.ts';
