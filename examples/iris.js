/** Fisher's irises from a CSV file: a split that keeps the shares of species, standardized measures, a report for each species. */
import { fileURLToPath } from 'node:url';
import {
  adam,
  argmax,
  classificationReport,
  confusionMatrix,
  dense,
  sequential,
  standardize,
  tableData,
  trainTestSplit,
} from '@inkgrad/nn';
import { csvRows } from '@inkgrad/nn/node';
import { expectThat } from './expect-that.js';

const file = fileURLToPath(new URL('data/iris.csv', import.meta.url));
const { x, y, features, classes } = await tableData(csvRows(file), { target: 'species' });
console.log(`${x.shape[0]} flowers: ${features.join(', ')} → ${classes.join(', ')}`);

const { xTrain, xTest, yTrain, yTest } = trainTestSplit(x, y, { testSize: 0.3, seed: 5, stratify: true });
const scaled = standardize(xTrain);

const model = sequential({
  seed: 1,
  inputShape: [features.length],
  layers: [dense({ units: 16, activation: 'relu' }), dense({ units: classes.length, activation: 'softmax' })],
}).compile({
  optimizer: adam({ learningRate: 0.02 }),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
});
await model.fit(scaled.x, yTrain, { epochs: 60, batchSize: 16 });

const answers = argmax(await model.predict(scaled.apply(xTest))).data;
const report = classificationReport(confusionMatrix(yTest.data, answers, classes.length));
for (const [at, { precision, recall }] of report.classes.entries()) {
  console.log(`${classes[at].padEnd(10)} precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`);
}
const { accuracy } = await model.evaluate(scaled.apply(xTest), yTest);
expectThat(
  accuracy > 0.9,
  `${(100 * accuracy).toFixed(1)} % of the flowers that were held out are told, more than 90 %`,
);
await model.dispose();
