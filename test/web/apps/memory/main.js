/** Trainings, models and devices over and over, for whoever counts what stays of them. */
import { adam, dense, dropout, sequential } from '@inkgrad/nn';
import { openWasmDevice } from '@inkgrad/tensor/wasm';

const count = 64;
const x = { shape: [count, 32], data: Float32Array.from({ length: count * 32 }, (_, i) => Math.sin(i * 0.37)) };
const y = { shape: [count, 1], data: Float32Array.from({ length: count }, (_, i) => i % 2) };

function makeModel() {
  const layers = [dense({ units: 32, activation: 'relu' }), dropout(0.25), dense({ units: 1 })];
  return sequential({ seed: 1, layers }).compile({
    optimizer: adam(),
    loss: 'meanSquaredError',
    metrics: ['meanAbsoluteError'],
  });
}

const options = { epochs: 1, batchSize: 16, validationSplit: 0.25 };
const lasting = makeModel();

globalThis.repeat = {
  /** One model that trains, evaluates and predicts. */
  async fits(times) {
    for (let at = 0; at < times; at++) {
      await lasting.fit(x, y, options);
      await lasting.evaluate(x, y);
      await lasting.predict(x);
    }
  },
  /** Models on one device, each disposed of. */
  async models(times) {
    for (let at = 0; at < times; at++) {
      const model = makeModel();
      await model.fit(x, y, options);
      await model.dispose();
    }
  },
  /** Devices of two threads, each with a model, and disposed of. */
  async devices(times) {
    for (let at = 0; at < times; at++) {
      const device = await openWasmDevice({ threads: 2 });
      const model = makeModel();
      await model.fit(x, y, { ...options, device });
      await model.dispose();
      await device.dispose();
    }
  },
};
globalThis.result = true;
