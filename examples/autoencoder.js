/** Points of a curve in eight dimensions, told by two numbers: an autoencoder, and its first half as a model of its own. */
import { adam, dense, sequential } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const points = Array.from(uniform(3, 0, 500), (at) =>
  Array.from({ length: 8 }, (_, axis) => Math.sin(2 * at + axis) * (axis % 2 === 0 ? 1 : at)),
);

const autoencoder = sequential({
  seed: 1,
  inputShape: [8],
  layers: [
    dense({ units: 24, activation: 'tanh' }),
    dense({ units: 2, name: 'code' }),
    dense({ units: 24, activation: 'tanh' }),
    dense({ units: 8 }),
  ],
}).compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'meanSquaredError' });
await autoencoder.fit(points, points, { epochs: 40, batchSize: 25 });

const encoder = autoencoder.upTo('code'); // the same weights
const codes = await encoder.predict(points.slice(0, 3));
console.log(`codes of three points: ${Array.from(codes.data, (value) => value.toFixed(2)).join(', ')}`);
const { loss } = await autoencoder.evaluate(points, points);
const mean = points[0].map((_, axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
const squares = points.flatMap((point) => point.map((value, axis) => (value - mean[axis]) ** 2));
const variance = squares.reduce((sum, square) => sum + square, 0) / squares.length;
console.log(`squared error ${loss.toFixed(4)}, of which the mean point would make ${variance.toFixed(3)}`);
expectThat(loss < variance / 20, 'two numbers keep more than 95 % of the variance of eight');
await autoencoder.dispose();
