/** The small program that every bundler builds: a model that pays for two threads, trained in the page and in a worker. */
import { dense, dropout, sequential, sparseCategoricalCrossentropy } from '@inkgrad/nn';
import { fitInWorker } from '@inkgrad/nn/worker';
import { openWasmDevice } from '@inkgrad/tensor/wasm';

const count = 320;
const width = 64;
const x = { shape: [count, width], data: Float32Array.from({ length: count * width }, (_, i) => Math.sin(i * 0.37)) };
const y = Int32Array.from({ length: count }, (_, i) => (i * 7) % 10);

function makeModel() {
  const layers = [
    dense({ units: 128, activation: 'relu' }),
    dropout({ rate: 0.25 }),
    dense({ units: 128, activation: 'tanh' }),
    dense({ units: 10, activation: 'softmax' }),
  ];
  // By its name, as bundlers have to keep what the main entry does for it.
  return sequential({ seed: 1, layers }).compile({ optimizer: 'adam', loss: sparseCategoricalCrossentropy() });
}

const options = { epochs: 3, batchSize: 64, validationSplit: 0.1 };

/** Losses of a training here. @param {{ workerUrl?: string, threads?: number, relaxedSimd?: boolean }} [device] */
export async function trainHere(device) {
  const model = makeModel();
  const opened = device && (await openWasmDevice(device));
  const { history } = await model.fit(x, y, { ...options, ...(opened ? { device: opened } : {}) });
  const { description } = model.device;
  await model.dispose();
  await opened?.dispose();
  return { losses: history, description };
}

/** Losses of a training in `worker`, which has called `serveFits`. */
export async function trainThere(worker) {
  const model = makeModel();
  const { history } = await fitInWorker(worker, model, x, y, options);
  const { loss } = await model.evaluate(x, y);
  await model.dispose();
  worker.terminate?.();
  return { losses: history, loss };
}

/** What an error says of itself, whatever a minifier made of its class. */
export async function nameOfMistake() {
  const model = makeModel();
  const labels = y.map((label) => label + 1);
  const name = await model.fit(x, labels).catch((error) => error.name);
  await model.dispose();
  return name;
}

/** All of it, or what went wrong. @param {() => Worker} startWorker */
export async function runAll(startWorker) {
  try {
    return {
      isolated: globalThis.crossOriginIsolated,
      cores: navigator.hardwareConcurrency,
      here: await trainHere(),
      there: await trainThere(startWorker()),
      mistake: await nameOfMistake(),
    };
  } catch (error) {
    return { failed: `${error.name}: ${error.message}` };
  }
}
