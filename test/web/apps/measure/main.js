/** What is measured in a page: how it goes on while a model trains, and how long trainings and aborts take. */
import { adam, dense, sequential } from '@inkgrad/nn';
import { openGpuDevice } from '@inkgrad/tensor/gpu';
import { openWasmDevice } from '@inkgrad/tensor/wasm';
import { trainXor } from './xor.js';

const width = 784;

/** Bytes like those of MNIST: a fifth of them are ink. */
function images(count) {
  const data = new Float32Array(count * width);
  for (let at = 0, state = 1; at < data.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    if (state < 2 ** 32 / 5) data[at] = (state % 256) / 255;
  }
  return { shape: [count, width], data };
}

const labels = (count) => Int32Array.from({ length: count }, (_, at) => (at * 7) % 10);

function classifier(units) {
  const layers = [dense({ units, activation: 'relu' }), dense({ units: 10, activation: 'softmax' })];
  return sequential({ seed: 1, layers }).compile({
    optimizer: adam(),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
}

/** Times between frames, and how long messages to oneself wait, in milliseconds, until it is stopped. */
function watch() {
  const frames = [];
  const turns = [];
  const tasks = [];
  const { port1, port2 } = new MessageChannel();
  let [frame, turn, goesOn] = [performance.now(), performance.now(), true];
  const onFrame = (now) => {
    frames.push(now - frame);
    frame = now;
    if (goesOn) requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  port1.onmessage = () => {
    const now = performance.now();
    turns.push(now - turn);
    turn = now;
    if (goesOn) port2.postMessage(0);
  };
  port2.postMessage(0);
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    goesOn = false;
    observer.disconnect();
    return { frames, turns, tasks };
  };
}

const openers = {
  wasm: () => openWasmDevice(),
  'gpu:webgpu': () => openGpuDevice('webgpu'),
  'gpu:webgl2': () => openGpuDevice('webgl2'),
  'gpu:webasm': () => openGpuDevice('webasm'),
};

globalThis.measure = {
  /** Nothing happens for a second, and then an epoch of `count` images, data preparation included. */
  async frames(count) {
    const [x, y] = [images(count), labels(count)];
    const model = classifier(64);
    const idle = watch();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const still = await idle();
    const stop = watch();
    const start = performance.now();
    performance.mark('fit begins');
    await model.fit(x, y, { epochs: 2, batchSize: 128, validationSplit: 0.1 });
    performance.mark('fit ends');
    const milliseconds = performance.now() - start;
    const busy = await stop();
    await model.dispose();
    return { still, busy, milliseconds };
  },
  xor: trainXor,
  /** Twenty epochs, and whether the page was hidden. */
  async epochs() {
    const [x, y] = [images(2000), labels(2000)];
    const model = classifier(64);
    const start = performance.now();
    await model.fit(x, y, { epochs: 20, batchSize: 32 });
    const milliseconds = performance.now() - start;
    await model.dispose();
    return { milliseconds, visibility: document.visibilityState };
  },
  /** Milliseconds from an abort to the end of `fit`, on one device. */
  async abort(name) {
    let device;
    try {
      device = await openers[name]();
    } catch (error) {
      return { absent: error.message };
    }
    const [x, y] = [images(5000), labels(5000)];
    const model = classifier(128);
    // The first step compiles the kernels, which no abort interrupts.
    const started = performance.now();
    const few = { shape: [64, width], data: x.data.subarray(0, 64 * width) };
    await model.fit(few, y.subarray(0, 64), { batchSize: 32, device });
    const firstSteps = performance.now() - started;
    const waits = [];
    for (let at = 0; at < 5; at++) {
      const controller = new AbortController();
      let aborted;
      setTimeout(
        () => {
          aborted = performance.now();
          controller.abort();
        },
        1500 + 130 * at,
      );
      await model
        .fit(x, y, { epochs: 1000, batchSize: 32, device, signal: controller.signal })
        .catch(() => waits.push(performance.now() - aborted));
    }
    const { description } = device;
    await model.dispose();
    await device.dispose();
    return { waits, firstSteps, description };
  },
};
globalThis.result = true;
