/** Exclusive or: the smallest problem that one layer cannot solve and two can. */
import { adam, dense, sequential } from '@inkgrad/nn';
import { expectThat } from './expect-that.js';

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [0, 1, 1, 0];

const model = sequential({
  seed: 3,
  inputShape: [2],
  layers: [dense({ units: 8, activation: 'tanh' }), dense({ units: 1, activation: 'sigmoid' })],
}).compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });

await model.fit(x, y, { epochs: 200, batchSize: 4 });
const { data } = await model.predict(x);
for (const [at, [a, b]] of x.entries()) console.log(`${a} xor ${b} = ${data[at].toFixed(3)}`);

const right = [...data].every((value, at) => Math.abs(value - y[at]) < 0.1);
expectThat(right, 'each answer is within 0.1 of the truth');
await model.dispose();
