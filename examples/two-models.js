/** Two models train at once on one device and one upload of the data, and disagree where they know least. */
import { adam, dense, sequential, sgd, uploadDataset } from '@inkgrad/nn';
import { openDevice, uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const draw = uniform(7, 0, 2000);
const x = Array.from({ length: 1000 }, (_, at) => [2 * draw[2 * at] - 1, 2 * draw[2 * at + 1] - 1]);
const y = x.map(([a, b]) => Number(b > a * a * a));

const device = await openDevice('wasm');
const data = await uploadDataset(device, x, y);
const make = (seed, optimizer, activation) =>
  sequential({
    seed,
    inputShape: [2],
    layers: [dense({ units: 16, activation }), dense({ units: 2, activation: 'softmax' })],
  }).compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
const models = [
  make(1, adam({ learningRate: 0.01 }), 'relu'),
  make(2, sgd({ learningRate: 0.1, momentum: 0.9 }), 'tanh'),
];

await Promise.all(models.map((model) => model.fit(data, { epochs: 15 })));
const logs = await Promise.all(models.map((model) => model.evaluate(data)));
console.log(`right: ${logs.map(({ accuracy }) => `${(100 * accuracy).toFixed(1)} %`).join(' and ')}`);

const [first, second] = await Promise.all(models.map((model) => model.predict(data)));
const doubts = x.map((point, at) => ({ point, gap: Math.abs(first.data[2 * at] - second.data[2 * at]) }));
const most = doubts.sort((a, b) => b.gap - a.gap).slice(0, 20);
const offset = most.reduce((sum, { point: [a, b] }) => sum + Math.abs(b - a ** 3), 0) / most.length;
console.log(`the 20 points on which they disagree most lie ${offset.toFixed(2)} from the border on average`);
expectThat(logs.every(({ accuracy }) => accuracy > 0.95) && offset < 0.3, 'both are right in more than 95 %');
for (const thing of [...models, device]) await thing.dispose();
