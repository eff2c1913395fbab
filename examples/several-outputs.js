/** One model with two answers: which of three shapes a curve has, and how large it is. A loss and a weight for each. */
import { adam, dense, input, model as modelOf } from '@inkgrad/nn';
import { normal, uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const shapes = [(t) => Math.sin(6 * t), (t) => 2 * Math.abs(2 * t - 1) - 1, (t) => (t < 0.5 ? 1 : -1)];
const count = 600;
const [draw, noise] = [uniform(5, 0, 2 * count), normal(5, 1, 16 * count)];
const samples = Array.from({ length: count }, (_, at) => {
  const kind = Math.floor(3 * draw[2 * at]);
  const size = 0.5 + draw[2 * at + 1];
  const curve = Array.from({ length: 16 }, (__, i) => size * shapes[kind](i / 15) + 0.1 * noise[16 * at + i]);
  return { curve, kind, size };
});
const x = samples.map(({ curve }) => curve);
const y = { kind: samples.map(({ kind }) => kind), size: samples.map(({ size }) => [size]) };

const curve = input({ shape: [16] });
const hidden = dense({ units: 32, activation: 'relu' }).apply(curve);
const model = modelOf({
  inputs: curve,
  outputs: {
    kind: dense({ units: 3, activation: 'softmax' }).apply(hidden),
    size: dense({ units: 1 }).apply(hidden),
  },
  seed: 1,
}).compile({
  optimizer: adam({ learningRate: 0.01 }),
  loss: { kind: 'sparseCategoricalCrossentropy', size: 'meanSquaredError' },
  lossWeights: { size: 2 },
  metrics: { kind: ['accuracy'], size: ['meanAbsoluteError'] },
});
const part = (from, to) => ({ kind: y.kind.slice(from, to), size: y.size.slice(from, to) });
await model.fit(x.slice(0, 500), part(0, 500), { epochs: 30 });

const logs = await model.evaluate(x.slice(500), part(500));
const { kind, size } = await model.predictOutputs([x[599]]);
console.log(
  `the last curve: ${['wave', 'vee', 'step'][kind.data.indexOf(Math.max(...kind.data))]} of size ${size.data[0].toFixed(2)}`,
);
console.log(logs);
expectThat(logs.kindAccuracy > 0.95 && logs.sizeMeanAbsoluteError < 0.15, 'kind and size of unseen curves are told');
await model.dispose();
