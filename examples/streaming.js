/** Half a million numbers that are never all in memory: an epoch is a generator, shuffled by a buffer. */
import { adam, dense, sequential, streamDataset } from '@inkgrad/nn';
import { uniform } from '@inkgrad/tensor';
import { expectThat } from './expect-that.js';

/** As from a file or a queue: blocks of 500 samples of a circle's inside and outside, sorted so that shuffling matters. */
async function* circle(blocks, stream) {
  for (let block = 0; block < blocks; block++) {
    const draw = uniform(block, stream, 1000);
    const points = Array.from({ length: 500 }, (_, at) => [2 * draw[2 * at] - 1, 2 * draw[2 * at + 1] - 1]);
    points.sort(([a, b], [c, d]) => Math.hypot(a, b) - Math.hypot(c, d));
    yield [points, points.map(([a, b]) => Number(Math.hypot(a, b) < 0.7))];
  }
}

const model = sequential({
  seed: 1,
  inputShape: [2],
  layers: [dense({ units: 24, activation: 'relu' }), dense({ units: 1, activation: 'sigmoid' })],
}).compile({ optimizer: adam({ learningRate: 0.01 }), loss: 'binaryCrossentropy', metrics: ['accuracy'] });

const train = streamDataset(() => circle(250, 1), { shuffleBuffer: 2000, seed: 1, name: 'circle' });
const test = streamDataset(() => circle(10, 2));
const { history } = await model.fit(train, { epochs: 2, batchSize: 100, validationData: test });
console.log(
  `validation accuracy, epoch by epoch: ${history.validationAccuracy.map((own) => own.toFixed(3)).join(', ')}`,
);

const { accuracy } = await model.evaluate(test);
const { shape } = await model.predict(test);
console.log(`${shape[0]} streamed answers; ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB in use`);
expectThat(accuracy > 0.97, `${(100 * accuracy).toFixed(1)} % of unseen points are right, more than 97 %`);
await model.dispose();
