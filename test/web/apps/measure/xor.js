/** XOR for 300 epochs, in a page and in Node alike. */
import { adam, dense, sequential } from '@inkgrad/nn';

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [[0], [1], [1], [0]];

/** Milliseconds of each of some trainings, the first of which compiles everything. */
export async function trainXor(times) {
  const taken = [];
  for (let at = 0; at < times; at++) {
    const model = sequential({ seed: 1, layers: [dense({ units: 8, activation: 'tanh' }), dense({ units: 1 })] });
    model.compile({ optimizer: adam({ learningRate: 0.05 }), loss: 'meanSquaredError' });
    const start = performance.now();
    await model.fit(x, y, { epochs: 300 });
    taken.push(performance.now() - start);
    await model.dispose();
  }
  return taken;
}
