/** The program of `../dense` by value: the smallest page that trains. Its size is what a small dense model costs. */
import { adam, dense, meanSquaredError, sequential } from '@inkgrad/nn/core';

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [[0], [1], [1], [0]];
const model = sequential({ seed: 1, layers: [dense({ units: 8, activation: 'tanh' }), dense({ units: 1 })] });
model.compile({ optimizer: adam({ learningRate: 0.05 }), loss: meanSquaredError() });
const { history } = await model.fit(x, y, { epochs: 300 });
globalThis.result = history.loss.at(-1);
