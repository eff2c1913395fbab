/** The next value of a wave with two periods, from the last sixteen: a gated recurrent unit. */
import { adam, dense, gru, sequential } from '@inkgrad/nn';
import { normal } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

const steps = 16;
const noise = normal(5, 0, 500);
const wave = Array.from(noise, (own, at) => Math.sin(at / 3) + 0.5 * Math.sin(at / 7.3) + 0.02 * own);
const starts = Array.from({ length: wave.length - steps }, (_, at) => at);
const x = starts.map((start) => wave.slice(start, start + steps).map((value) => [value]));
const y = starts.map((start) => [wave[start + steps]]);
const known = 400;

const model = sequential({
  seed: 2,
  inputShape: [steps, 1],
  layers: [gru({ units: 12 }), dense({ units: 1 })],
}).compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'meanSquaredError' });
await model.fit(x.slice(0, known), y.slice(0, known), { epochs: 20, batchSize: 20 });

const { loss } = await model.evaluate(x.slice(known), y.slice(known));
const later = starts.slice(known);
const naive = later.reduce((sum, at) => sum + (wave[at + steps] - wave[at + steps - 1]) ** 2, 0) / later.length;
console.log(`squared error ${loss.toFixed(4)}; saying the last value again makes ${naive.toFixed(4)}`);
expectThat(loss < naive / 5, 'its error is less than a fifth of that of the last value');
await model.dispose();
