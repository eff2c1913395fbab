/** A model that could learn its few noisy samples by heart stops before it does, and has its best weights. */
import { adam, dense, earlyStopping, reduceLROnPlateau, sequential } from '@inkgrad/nn';
import { normal, uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const samples = (stream, count) => {
  const [at, noise] = [uniform(3, stream, count), normal(3, stream + 1, count)];
  return { x: Array.from(at, (v) => [4 * v - 2]), y: Array.from(at, (v, i) => [Math.sin(4 * v - 2) + 0.3 * noise[i]]) };
};
const [train, validation] = [samples(0, 30), samples(2, 200)];

const model = sequential({
  seed: 5,
  inputShape: [1],
  layers: [dense({ units: 64, activation: 'relu' }), dense({ units: 64, activation: 'relu' }), dense({ units: 1 })],
}).compile({ optimizer: adam({ learningRate: 0.002 }), loss: 'meanSquaredError' });
const epochs = 400;
const { history } = await model.fit(train.x, train.y, {
  epochs,
  batchSize: 10,
  validationData: [validation.x, validation.y],
  callbacks: [
    reduceLROnPlateau({ monitor: 'validationLoss', patience: 8, factor: 0.5 }),
    earlyStopping({ monitor: 'validationLoss', patience: 20, restoreBestWeights: true }),
  ],
});

const losses = history.validationLoss;
const best = Math.min(...losses);
const { loss } = await model.evaluate(validation.x, validation.y);
console.log(
  `${losses.length} of ${epochs} epochs; validation loss ${losses.at(-1).toFixed(4)} at the end, ${best.toFixed(4)} at best`,
);
const isRestored = Math.abs(loss - best) < 1e-5;
expectThat(losses.length < epochs && isRestored && best < 0.2, 'it stopped early with the weights of its best epoch');
await model.dispose();
