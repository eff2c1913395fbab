/** Training in a worker thread, while this thread goes on with other things. The file is both sides. */
import { isMainThread, Worker } from 'node:worker_threads';
import { adam, dense, sequential } from '@inkgrad/nn';
import { fitInWorker, serveFits } from '@inkgrad/nn/worker';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

if (isMainThread) await main();
else serveFits();

async function main() {
  const worker = new Worker(new URL(import.meta.url));
  const draw = uniform(1, 0, 3000);
  const x = Array.from({ length: 1500 }, (_, at) => [draw[2 * at], draw[2 * at + 1]]);
  const y = x.map(([a, b]) => Number(a > b));
  const model = sequential({
    seed: 1,
    inputShape: [2],
    layers: [dense({ units: 8, activation: 'relu' }), dense({ units: 2, activation: 'softmax' })],
  }).compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });

  let beats = 0;
  const heart = setInterval(() => beats++, 5);
  const onEpochEnd = (epoch, { accuracy }) => console.log(`epoch ${epoch}: accuracy ${accuracy.toFixed(3)}`);
  const { history } = await fitInWorker(worker, model, x, y, { epochs: 8, callbacks: [{ onEpochEnd }] });
  clearInterval(heart);
  await worker.terminate();

  const { accuracy } = await model.evaluate(x, y); // the weights have come back
  console.log(`this thread's timer went off ${beats} times meanwhile`);
  expectThat(
    history.accuracy.length === 8 && accuracy > 0.95 && beats > 0,
    `it is right in ${(100 * accuracy).toFixed(1)} %`,
  );
  await model.dispose();
}
