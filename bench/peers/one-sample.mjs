/**
 * One sample's answer by inkgrad and by brain.js 2, with the same weights: `node bench/peers/one-sample.mjs`, after `pnpm build`
 * and `npm ci --ignore-scripts` in this folder. Prints medians of calls in rounds that visit all, as ratios: what else the
 * machine does changes all of them.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import brain from 'brain.js';
import { dense, sequential } from '../../packages/nn/dist/index.js';

const rounds = 60;
const shapes = [
  [4, 16, 3],
  [784, 128, 10],
];

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** inkgrad's model with the weights of a network of brain.js. @param {number[]} sizes @param {{ weights: Float32Array[][], biases: Float32Array[] }} net */
async function modelOf([inputs, hidden, outputs], net) {
  const model = sequential({
    inputShape: [inputs],
    layers: [dense({ units: hidden, activation: 'sigmoid' }), dense({ units: outputs, activation: 'sigmoid' })],
  });
  const layers = [1, 2].flatMap((layer) => {
    const rows = net.weights[layer];
    const kernel = Array.from(rows[0], (_, from) => Array.from(rows, (row) => row[from]));
    return [kernel, Array.from(net.biases[layer])];
  });
  await model.setWeights(layers);
  return model;
}

console.log(
  `${cpus()[0]?.model}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
);
for (const sizes of shapes) {
  const [inputs, hidden, outputs] = sizes;
  const net = new brain.NeuralNetwork({
    inputSize: inputs,
    hiddenLayers: [hidden],
    outputSize: outputs,
    activation: 'sigmoid',
  });
  net.initialize();
  const model = await modelOf(sizes, net);
  const sample = Float32Array.from({ length: inputs }, (_, at) => ((at * 7) % 11) / 11);
  const predictor = await model.predictor();
  const expected = net.runInput(sample);
  const difference = Math.max(...predictor.predictSync(sample).map((value, at) => Math.abs(value - expected[at])));
  if (!(difference < 1e-5)) throw new Error(`the networks differ by ${difference}`);

  const calls = inputs > 100 ? 100 : 2000;
  const batch = { shape: [1, inputs], data: sample };
  /** @param {() => unknown} call */
  const each = (call) => () => {
    for (let at = 0; at < calls; at++) call();
  };
  /** @param {() => Promise<unknown>} call */
  const eachAwaited = (call) => async () => {
    for (let at = 0; at < calls; at++) await call();
  };
  /** @type {Record<string, () => unknown>} */
  const jobs = {
    'brain.js run': each(() => net.run(sample)),
    'brain.js runInput': each(() => net.runInput(sample)),
    'predictor, predictSync': each(() => predictor.predictSync(sample)),
    'predictor, predict': eachAwaited(() => predictor.predict(sample)),
    'model, predict': eachAwaited(() => model.predict(batch)),
  };
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      const started = performance.now();
      await job();
      if (round >= rounds / 6) times[name]?.push(((performance.now() - started) * 1000) / calls);
    }
  }
  const base = median(times['brain.js run'] ?? []);
  console.log(`${sizes.join('-')}`);
  for (const [name, own] of Object.entries(times)) {
    console.log(
      `  ${name.padEnd(24)} ${median(own).toFixed(2).padStart(9)} µs  ${(median(own) / base).toFixed(3)} × brain.js run`,
    );
  }
  await model.dispose();
}
