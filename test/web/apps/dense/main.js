/** The first program of docs/web.md. Its size is what a page costs that may name losses, optimizers and metrics. */
import { adam, dense, sequential } from '@inkgrad/nn';

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [[0], [1], [1], [0]];
const model = sequential({ seed: 1, layers: [dense({ units: 8, activation: 'tanh' }), dense({ units: 1 })] });
model.compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'meanSquaredError' });
const { history } = await model.fit(x, y, { epochs: 300 });
globalThis.result = history.loss.at(-1);
