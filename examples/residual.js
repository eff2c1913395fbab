/** A network with two inputs and residual sums: how far a ball flies, from its throw and from the wind. */
import { adam, add, concatenate, dense, input, model as modelOf } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const count = 800;
const draw = uniform(4, 0, 4 * count);
const throws = Array.from({ length: count }, (_, at) => [draw[4 * at], draw[4 * at + 1]]); // speed, angle
const winds = Array.from({ length: count }, (_, at) => [draw[4 * at + 2] - 0.5, draw[4 * at + 3] - 0.5]);
const distances = throws.map(([speed, angle], at) => {
  const flight = (0.5 + speed) * Math.sin(Math.PI * (0.1 + 0.4 * angle));
  return [flight * (1 + winds[at][0]) + 0.2 * winds[at][1]];
});

const ball = input({ shape: [2], name: 'ball' });
const wind = input({ shape: [2], name: 'wind' });
let hidden = dense({ units: 24, activation: 'relu' }).apply(concatenate().apply(ball, wind));
for (let block = 0; block < 3; block++) {
  const inner = dense({ units: 24, activation: 'relu' }).apply(hidden);
  hidden = add().apply(hidden, dense({ units: 24 }).apply(inner));
}
const model = modelOf({ inputs: [ball, wind], outputs: dense({ units: 1 }).apply(hidden), seed: 3 });
model.compile({ optimizer: adam({ learningRate: 0.003 }), loss: 'meanSquaredError' });
console.log(model.summary());

const part = (from, to) => ({ ball: throws.slice(from, to), wind: winds.slice(from, to) });
await model.fit(part(0, 600), distances.slice(0, 600), { epochs: 30 });
const { loss } = await model.evaluate(part(600), distances.slice(600));
const [answer] = (await model.predict({ ball: [[1, 0.9]], wind: [[0, 0]] })).data;
console.log(`a fast, high throw without wind: ${answer.toFixed(2)}`);
expectThat(
  Math.sqrt(loss) < 0.05,
  `throws that it has not seen are off by ${Math.sqrt(loss).toFixed(3)}, less than 0.05`,
);
await model.dispose();
